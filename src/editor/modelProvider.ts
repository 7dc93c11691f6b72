import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../base/disposables';
import { isCancelled } from '../base/errors';
import { estimateTokens } from '../base/text';
import type { Message } from '../contracts/model';
import type { SettingsPort } from '../contracts/settings';
import { signalOf } from './cancellation';
import type { EndpointSource } from './endpoint';
import { fluxVendor, offlineModelId } from './models';
import type { ApiKeyPort } from './secrets';
import { onDidChangeSettings } from './settings';

/** What the editor is told where the settings give no context window; most present models have at least that. */
const assumedContextWindow = 128_000;
const maxOutputTokens = 16_000;

const offlineAnswer = [
  'No language model is connected, so there is nobody to answer.',
  '',
  '- Set an API key with **Flux: Set API Key**, or',
  '- name an OpenAI-compatible endpoint in the setting `flux.model.baseUrl` (such as `http://localhost:11434/v1`), or',
  '- install an extension that brings language models and choose one in the model list below.',
  '',
  'Without a model `@flux` still runs the tests, fixes the formatting, shows what changed, searches and commits.',
].join('\n');

export interface ModelProviderDeps {
  readonly settings: SettingsPort;
  readonly endpoint: EndpointSource;
  readonly apiKey: Pick<ApiKeyPort, 'onDidChange'>;
}

/**
 * Offers the endpoint's models to the editor under the vendor `flux`; while none is configured exactly one,
 * “Flux (offline)”, because the editor refuses chat messages when no model exists at all.
 */
export function createModelProvider(deps: ModelProviderDeps): vscode.LanguageModelChatProvider & Disposable {
  const owned = new DisposableStore();
  const changed = owned.add(new vscode.EventEmitter<void>());
  owned.add(deps.apiKey.onDidChange(() => changed.fire()));
  owned.add(onDidChangeSettings(() => changed.fire()));
  return {
    onDidChangeLanguageModelChatInformation: changed.event,
    provideLanguageModelChatInformation: () => offeredModels(deps),
    async provideLanguageModelChatResponse(model, messages, _options, progress, token) {
      const say = (text: string) => progress.report(new vscode.LanguageModelTextPart(text));
      const found = await deps.endpoint();
      if (found === undefined) return say(offlineAnswer);
      const { createOpenAiModel } = await import('../node/openaiModel');
      const id = model.id === offlineModelId ? found.id : model.id;
      const endpointModel = createOpenAiModel(async () => ({ ...found, id }), { label: model.name });
      const cancellation = signalOf(token);
      try {
        await endpointModel.complete({ purpose: 'converse', messages: messages.map(toMessage) }, cancellation.signal, say);
      } catch (error) {
        if (isCancelled(error)) throw new vscode.CancellationError();
        throw error;
      } finally {
        cancellation.dispose();
      }
    },
    provideTokenCount: async (_model, text) => estimateTokens(typeof text === 'string' ? text : toMessage(text).content),
    dispose: () => owned.dispose(),
  };
}

/** Makes the editor ask for our models now; it does so only when somebody asks, and a first chat message fails before that. */
export async function resolveFluxModels(): Promise<void> {
  await vscode.lm.selectChatModels({ vendor: fluxVendor });
}

async function offeredModels({ settings, endpoint }: ModelProviderDeps): Promise<vscode.LanguageModelChatInformation[]> {
  const found = await endpoint();
  if (found === undefined) return [describeModel(offlineModelId, 'Flux (offline)', assumedContextWindow, 'No model is connected: run “Flux: Set API Key”.')];
  const window = settings('model.contextWindow') || assumedContextWindow;
  const ids = new Set([found.id, found.fastId, found.strongId].filter((id): id is string => Boolean(id)));
  return [...ids].map((id) => describeModel(id, id, window, `Through the endpoint of Flux (${found.baseUrl || 'OpenAI'}).`));
}

function describeModel(id: string, name: string, contextWindow: number, tooltip: string): vscode.LanguageModelChatInformation {
  const output = Math.min(maxOutputTokens, Math.floor(contextWindow / 4));
  return { id, name, family: id, version: '1', tooltip, detail: 'Flux', maxInputTokens: contextWindow - output, maxOutputTokens: output, capabilities: {} };
}

function toMessage({ role, content }: vscode.LanguageModelChatRequestMessage): Message {
  const text = content.map((part) => (part instanceof vscode.LanguageModelTextPart ? part.value : '')).join('');
  return { role: role === vscode.LanguageModelChatMessageRole.Assistant ? 'assistant' : 'user', content: text };
}
