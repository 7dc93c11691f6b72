import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../../base/disposables';
import { isCancelled } from '../../base/errors';
import { estimateTokens } from '../../base/text';
import { shownAddress } from '../../base/webAddress';
import type { Message } from '../../contracts/model';
import type { SettingsPort } from '../../contracts/settings';
import type { EndpointFeatures } from '../../node/model/endpointFeatures';
import { signalOf } from '../cancellation';
import { createNamedEndings } from '../../node/model/answerEnding';
import type { EndpointSource } from './endpoint';
import { endpointModelId, endpointModelIds, fluxVendor, offlineModelId } from './models';
import type { ApiKeyPort } from '../secrets';
import { onDidChangeSettings } from '../settings';

/** What the editor is told where the settings give no context window; most present models have at least that. */
const assumedContextWindow = 128_000;
const maxOutputTokens = 16_000;

const offlineAnswer = [
  'No language model is connected.',
  '',
  '- Run **Flux: Connect a Model**: it finds model servers on this computer, and takes an API key (also **Flux: Set ' +
    'API Key**) or an address, or',
  '- install an extension that provides language models and choose one in the model list below.',
  '',
  'Without a model `@flux` still runs the tests, fixes the formatting, shows what changed, searches and commits.',
].join('\n');

export interface ModelProviderDeps {
  readonly settings: SettingsPort;
  readonly endpoint: EndpointSource;
  readonly apiKey: Pick<ApiKeyPort, 'onDidChange'>;
  readonly features?: EndpointFeatures;
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
  const everOffered = new Set<string>();
  const endings = createNamedEndings();
  return {
    onDidChangeLanguageModelChatInformation: changed.event,
    provideLanguageModelChatInformation: () => offeredModels(deps, everOffered),
    // eslint-disable-next-line max-params -- the editor's interface
    async provideLanguageModelChatResponse(model, messages, _options, progress, token) {
      const say = (text: string) => progress.report(new vscode.LanguageModelTextPart(text));
      const found = await deps.endpoint();
      if (found === undefined) return say(offlineAnswer);
      const { createOpenAiModel } = await import('../../node/model/openaiModel');
      const id = endpointModelId(found, model.id);
      const endpointModel = createOpenAiModel(async () => ({ ...found, id }), {
        label: model.name,
        features: deps.features,
        endings,
      });
      const cancellation = signalOf(token);
      try {
        await endpointModel.complete(
          { purpose: 'converse', messages: messages.map(toMessage) },
          cancellation.signal,
          say,
        );
      } catch (error) {
        if (isCancelled(error)) throw new vscode.CancellationError();
        throw error;
      } finally {
        cancellation.dispose();
      }
    },
    provideTokenCount: async (_model, text) =>
      estimateTokens(typeof text === 'string' ? text : toMessage(text).content),
    dispose: () => owned.dispose(),
  };
}

/**
 * Makes the editor ask for our models now; it does so only when somebody asks, and a first chat message fails before
 * that.
 */
export async function resolveFluxModels(): Promise<void> {
  await vscode.lm.selectChatModels({ vendor: fluxVendor });
}

/**
 * What is offered now, and under its old id what was offered before in this window: a chat view in which that was
 * chosen would otherwise refuse every message until the person chooses again.
 */
async function offeredModels(
  { settings, endpoint }: ModelProviderDeps,
  everOffered: Set<string>,
): Promise<vscode.LanguageModelChatInformation[]> {
  const found = await endpoint();
  const contextWindow = settings('model.contextWindow') || assumedContextWindow;
  const describe = (id: string): vscode.LanguageModelChatInformation => {
    if (!found)
      return describeModel(id, 'Flux (offline)', contextWindow, 'No model is connected. Run “Flux: Connect a Model…”.');
    return describeModel(
      id,
      endpointModelId(found, id),
      contextWindow,
      `Through the endpoint of Flux (${shownAddress(found.baseUrl) || 'OpenAI'}).`,
    );
  };
  const ids = found ? endpointModelIds(found) : [offlineModelId];
  const before = [...everOffered].filter((id) => !ids.includes(id));
  for (const id of ids) everOffered.add(id);
  return [...ids, ...before].map(describe);
}

function describeModel(
  id: string,
  name: string,
  contextWindow: number,
  tooltip: string,
): vscode.LanguageModelChatInformation {
  const output = Math.min(maxOutputTokens, Math.floor(contextWindow / 4));
  // In the agent mode, in which the chat view starts, the editor refuses models that say they call no tools, even to
  // participants that bring their own way of working. Tools that are sent along are left out.
  const capabilities = { toolCalling: true };
  return {
    id,
    name,
    family: id,
    version: '1',
    tooltip,
    detail: 'Flux',
    maxInputTokens: contextWindow - output,
    maxOutputTokens: output,
    capabilities,
  };
}

function toMessage({ role, content }: vscode.LanguageModelChatRequestMessage): Message {
  const text = content.map((part) => (part instanceof vscode.LanguageModelTextPart ? part.value : '')).join('');
  return { role: role === vscode.LanguageModelChatMessageRole.Assistant ? 'assistant' : 'user', content: text };
}
