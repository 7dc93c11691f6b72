import * as vscode from 'vscode';
import { FluxError } from '../../base/errors';
import type { EmbeddingPort, EmbeddingSource } from '../../contracts/embeddings';
import type { SettingsPort } from '../../contracts/settings';
import type { EndpointFeatures } from '../../node/model/endpointFeatures';
import { isFromWorkspace } from '../settings';
import type { EndpointSource } from './endpoint';

export interface EmbeddingSourceDeps {
  readonly settings: SettingsPort;
  readonly endpoint: EndpointSource;
  /** What endpoints have refused, kept from one session to the next. */
  readonly features: EndpointFeatures;
  /** Hears a line for the log when the endpoint makes us wait. */
  readonly onWait: (text: string) => void;
}

/**
 * What embeds code, as the settings are now: nothing where `index.embeddings` is empty or the workspace not trusted.
 * The client is loaded when it is first needed.
 * @throws FluxError `no_endpoint` where there is none, or the workspace's files name it and the model
 */
export function createEmbeddingSource({ settings, endpoint, features, onWait }: EmbeddingSourceDeps): EmbeddingSource {
  let known: { readonly key: string; readonly port: EmbeddingPort } | undefined;
  return async () => {
    const model = settings('index.embeddings').trim();
    if (model === '' || !settings('index.enabled') || !vscode.workspace.isTrusted) return undefined;
    // Nothing is sent anywhere of its own accord because a repository wants it.
    if (isFromWorkspace('index.embeddings') && isFromWorkspace('model.baseUrl'))
      throw new FluxError(
        'no_endpoint',
        'The workspace’s files name both the endpoint and the embedding model. Set flux.index.embeddings yourself.',
      );
    const found = await endpoint();
    if (!found)
      throw new FluxError(
        'no_endpoint',
        'There is no endpoint for them. Set flux.model.baseUrl, or run “Flux: Set API Key”.',
      );
    const key = `${model}\n${found.baseUrl}`;
    if (known?.key === key) return known.port;
    const { createOpenAiEmbeddings } = await import('../../node/model/openaiEmbeddings');
    const port = createOpenAiEmbeddings(async () => (await endpoint()) ?? found, model, { features, onWait });
    known = { key, port };
    return port;
  };
}
