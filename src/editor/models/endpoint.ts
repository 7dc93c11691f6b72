import type { SettingsPort } from '../../contracts/settings';
import type { OpenAiConfig } from '../../node/model/openaiEndpoint';
import type { ApiKeyPort } from '../secrets';
import { isFromWorkspace } from '../settings';

/** How the OpenAI-compatible endpoint is reached now; undefined while none is configured. */
export type EndpointSource = () => Promise<OpenAiConfig | undefined>;

export interface EndpointDeps {
  readonly settings: SettingsPort;
  readonly apiKey: Pick<ApiKeyPort, 'get'>;
  readonly env?: NodeJS.ProcessEnv;
}

/**
 * An endpoint counts as configured once there is a base URL (setting, else `OPENAI_BASE_URL`) or an API key (stored,
 * else `OPENAI_API_KEY`), unless the person wants the editor's models only or none at all.
 */
export function createEndpointSource({ settings, apiKey, env = process.env }: EndpointDeps): EndpointSource {
  return async () => {
    const provider = settings('model.provider');
    if (provider === 'offline' || provider === 'vscode') return undefined;
    const baseUrl = settings('model.baseUrl').trim() || env['OPENAI_BASE_URL']?.trim() || '';
    const key = await apiKey.get();
    if (!baseUrl && !key) return undefined;
    return {
      baseUrl,
      // A repository may name its own endpoint, but not have the person's key sent there.
      apiKey: isFromWorkspace('model.baseUrl') ? undefined : key,
      id: settings('model.id'),
      fastId: settings('model.fastId'),
      strongId: settings('model.strongId'),
      prices: settings('model.prices'),
      timeoutSeconds: settings('model.timeoutSeconds'),
    };
  };
}
