import * as vscode from 'vscode';
import { FluxError } from '../../base/errors';
import { shownAddress } from '../../base/webAddress';
import type { ModelPort } from '../../contracts/model';
import type { SettingKey } from '../../contracts/settings';
import type { EndpointFeatures } from '../../node/model/endpointFeatures';
import type { LocalServer } from '../../node/model/localServers';
import type { OpenAiConfig } from '../../node/model/openaiEndpoint';
import type { ApiKeyPort } from '../secrets';
import { isFromWorkspace, vscodeSettings } from '../settings';
import { fluxVendor } from './models';
import { createVscodeLanguageModel } from './vscodeLanguageModel';

/** How an endpoint is reached. */
export interface Place {
  /** Empty: OpenAI itself. */
  readonly baseUrl: string;
  readonly apiKey?: string;
}

/** What is there before anybody has typed anything. */
interface FoundModels {
  /** What the environment names by `OPENAI_API_KEY` and `OPENAI_BASE_URL`. */
  readonly environment?: Place;
  readonly local: readonly LocalServer[];
  /** Names of the editor's own models, Flux's left out. */
  readonly editor: readonly string[];
}

/** Somewhere that models can come from, before anything of it is kept. */
export interface Source {
  /** The ids to choose from; the one to choose first stands first. @throws FluxError as a model call does */
  models(signal: AbortSignal): Promise<readonly string[]>;
  /** Asks the model one tiny question. @throws FluxError as a model call does */
  tryOut(model: string, signal: AbortSignal): Promise<void>;
  /** Makes it what Flux uses. A sentence comes back where the workspace's own settings stand against that. */
  keep(model: string): Promise<string | undefined>;
}

/** Finds, tries and keeps what Flux connects to. Nothing is looked for before it is asked for. */
export interface Connection {
  find(signal: AbortSignal): Promise<FoundModels>;
  endpoint(place: Place): Source;
  editor(): Source;
}

export interface ConnectionDeps {
  readonly apiKey: ApiKeyPort;
  readonly features: EndpointFeatures;
  readonly env?: NodeJS.ProcessEnv;
}

const openAi = 'https://api.openai.com/v1';

export function createConnection(deps: ConnectionDeps): Connection {
  const { env = process.env } = deps;
  return {
    async find(signal) {
      const { findLocalServers } = await import('../../node/model/localServers');
      const [local, models] = await Promise.all([findLocalServers(signal), editorModels()]);
      return { environment: environmentOf(env), local, editor: models.map(({ name, id }) => name || id) };
    },
    endpoint: (place) => endpointSource(place, deps),
    editor: editorSource,
  };
}

function environmentOf(env: NodeJS.ProcessEnv): Place | undefined {
  const baseUrl = env['OPENAI_BASE_URL']?.trim() ?? '';
  const apiKey = env['OPENAI_API_KEY']?.trim() || undefined;
  return baseUrl || apiKey ? { baseUrl, apiKey } : undefined;
}

function endpointSource({ baseUrl, apiKey }: Place, { apiKey: keys, features, env = process.env }: ConnectionDeps) {
  // An empty setting would mean the environment's address.
  const address = baseUrl.trim() || (env['OPENAI_BASE_URL'] ? openAi : '');
  const fromEnvironment = env['OPENAI_API_KEY']?.trim() || undefined;
  // As it will be once it is kept: without a stored key the environment's counts.
  const key = apiKey?.trim() || fromEnvironment;
  let listed: readonly string[] = [];
  return {
    async models(signal: AbortSignal) {
      const { listModels } = await import('../../node/model/openaiEndpoint');
      listed = await listModels({ baseUrl: address, apiKey: key }, signal);
      const current = vscodeSettings('model.id');
      return listed.filter(isForText).sort((a, b) => Number(b === current) - Number(a === current));
    },
    async tryOut(model: string, signal: AbortSignal) {
      const [{ createOpenAiModel }, { labelOf }] = await Promise.all([
        import('../../node/model/openaiModel'),
        import('../../node/model/openaiEndpoint'),
      ]);
      const timeoutSeconds = vscodeSettings('model.timeoutSeconds');
      const config: OpenAiConfig = { baseUrl: address, apiKey: key, id: model, prices: {}, timeoutSeconds };
      await ask(
        createOpenAiModel(async () => config, { label: labelOf(config), features }),
        signal,
      );
    },
    async keep(model: string) {
      await keys.set(key === fromEnvironment ? undefined : key);
      const isEnvironments = address !== '' && address === env['OPENAI_BASE_URL']?.trim();
      await set('model.baseUrl', isEnvironments || address === '' ? undefined : address);
      await set('model.id', model);
      // Ids of another endpoint would make every cheap or hard step fail.
      for (const id of ['model.fastId', 'model.strongId'] as const)
        if (vscodeSettings(id) !== '' && !listed.includes(vscodeSettings(id))) await set(id, undefined);
      if (vscodeSettings('model.provider') !== 'openai') await set('model.provider', 'auto');
      return overruled(['model.baseUrl', 'model.id', 'model.provider']);
    },
  } satisfies Source;
}

function editorSource(): Source {
  const first = async () => {
    const [model] = await editorModels();
    if (!model) throw new FluxError('no_model', 'The editor no longer offers a model. Choose another way to connect.');
    return model;
  };
  return {
    models: async () => [(await first()).id],
    tryOut: async (_, signal) => ask(createVscodeLanguageModel(await first()), signal),
    async keep() {
      await set('model.provider', 'vscode');
      return overruled(['model.provider']);
    },
  };
}

async function editorModels(): Promise<vscode.LanguageModelChat[]> {
  return (await vscode.lm.selectChatModels()).filter(({ vendor }) => vendor !== fluxVendor);
}

/** Whether an id may be a model that writes; endpoints list what draws, speaks and measures beside those. */
function isForText(id: string): boolean {
  return !/embed|whisper|\btts\b|dall-e|moderation|transcribe|realtime|gpt-image|\bsora\b|rerank/i.test(id);
}

async function ask(model: ModelPort, signal: AbortSignal): Promise<void> {
  await model.complete(
    { purpose: 'converse', messages: [{ role: 'user', content: 'Answer with the one word “ready”.' }] },
    signal,
  );
}

async function set(key: SettingKey, value: unknown): Promise<void> {
  await vscode.workspace.getConfiguration('flux').update(key, value, vscode.ConfigurationTarget.Global);
}

function overruled(keys: readonly SettingKey[]): string | undefined {
  const own = keys.filter(isFromWorkspace).map((key) => `flux.${key}`);
  return own.length > 0 ? `In this workspace, its own settings apply instead (${own.join(', ')}).` : undefined;
}

/** An address as people know it. */
export function nameOfPlace({ baseUrl }: Pick<Place, 'baseUrl'>): string {
  return shownAddress(baseUrl).replace(/^https?:\/\//, '') || 'OpenAI';
}
