import * as vscode from 'vscode';
import type { ModelPort, ModelSource } from '../../contracts/model';
import type { SettingsPort } from '../../contracts/settings';
import type { EndpointFeatures } from '../../node/model/endpointFeatures';
import { createNamedEndings, type NamedEndings } from '../../node/model/answerEnding';
import type { OpenAiConfig } from '../../node/model/openaiEndpoint';
import type { EndpointSource } from './endpoint';
import { createVscodeLanguageModel } from './vscodeLanguageModel';

/** The vendor under which Flux itself offers models to the editor. */
export const fluxVendor = 'flux';

export interface ModelSourceDeps {
  readonly settings: SettingsPort;
  readonly endpoint: EndpointSource;
  /** What endpoints have refused, kept from one session to the next. */
  readonly features?: EndpointFeatures;
  /** Hears a line for the person when the endpoint makes us wait. */
  readonly onWait?: (text: string) => void;
}

/** Where models come from. */
export interface Models {
  /** The model to use outside of chat: the endpoint when it is configured, else the editor's first. */
  readonly source: ModelSource;
  /** The model to use for a chat message, given the one that the person chose in the chat view. */
  forChat(chosen: vscode.LanguageModelChat): Promise<ModelPort | undefined>;
}

/** Finds models as the setting `model.provider` says. The client of the endpoint is loaded when it is first needed. */
export function createModelSource({ settings, endpoint, features, onWait }: ModelSourceDeps): Models {
  const endings = createNamedEndings();
  const atEndpoint = (chosenId?: string) => openEndpoint(endpoint, chosenId, { features, endings, onWait });
  const source: ModelSource = async () => {
    switch (settings('model.provider')) {
      case 'offline':
        return undefined;
      case 'openai':
        return atEndpoint();
      case 'vscode':
        return editorModel();
      default:
        return (await atEndpoint()) ?? editorModel();
    }
  };
  return {
    source,
    async forChat(chosen) {
      const provider = settings('model.provider');
      if (provider === 'offline' || provider === 'openai') return source();
      if (chosen.vendor !== fluxVendor) return createVscodeLanguageModel(chosen);
      if (provider === 'vscode') return source();
      return atEndpoint(chosen.id);
    },
  };
}

/** Id of the model that stands in while no endpoint is configured. */
export const offlineModelId = 'flux-offline';

/** The ids that the settings name, the ordinary one first. */
export function endpointModelIds({ id, fastId, strongId }: OpenAiConfig): string[] {
  return [...new Set([id, fastId, strongId].filter((each): each is string => Boolean(each)))];
}

/**
 * The endpoint's model that a choice stands for: an id that the settings no longer name stands for the ordinary one.
 */
export function endpointModelId(config: OpenAiConfig, chosenId: string): string {
  return endpointModelIds(config).includes(chosenId) ? chosenId : config.id;
}

async function openEndpoint(
  endpoint: EndpointSource,
  chosenId: string | undefined,
  options: Pick<ModelSourceDeps, 'features' | 'onWait'> & { readonly endings: NamedEndings },
): Promise<ModelPort | undefined> {
  const found = await endpoint();
  if (found === undefined) return undefined;
  const [{ createOpenAiModel }, { labelOf }] = await Promise.all([
    import('../../node/model/openaiModel'),
    import('../../node/model/openaiEndpoint'),
  ]);
  const pick = (config: OpenAiConfig) =>
    chosenId === undefined ? config : { ...config, id: endpointModelId(config, chosenId) };
  // Read with each call, so that a key set in the middle of a run counts; the last known one while there is none.
  return createOpenAiModel(async () => pick((await endpoint()) ?? found), { label: labelOf(pick(found)), ...options });
}

async function editorModel(): Promise<ModelPort | undefined> {
  const models = await vscode.lm.selectChatModels();
  const first = models.find(({ vendor }) => vendor !== fluxVendor);
  return first && createVscodeLanguageModel(first);
}
