import type * as vscode from 'vscode';
import type { Disposable } from '../base/disposables';

const secretKey = 'flux.apiKey';

/** The endpoint's API key, kept in the system's key store. */
export interface ApiKeyPort {
  /** The stored key, else the environment's `OPENAI_API_KEY`; undefined when there is neither. */
  get(): Promise<string | undefined>;
  /** Whether a key is stored; the environment's does not count. */
  isStored(): Promise<boolean>;
  /** Stores a key; undefined or an empty one removes it. */
  set(key: string | undefined): Promise<void>;
  /** Heard in every window when the stored key changes. */
  onDidChange(listener: () => void): Disposable;
}

export function createApiKeyStore(secrets: vscode.SecretStorage, env: NodeJS.ProcessEnv = process.env): ApiKeyPort {
  return {
    get: async () => (await secrets.get(secretKey)) || env['OPENAI_API_KEY']?.trim() || undefined,
    isStored: async () => Boolean(await secrets.get(secretKey)),
    set: async (key) => {
      const clean = key?.trim();
      await (clean ? secrets.store(secretKey, clean) : secrets.delete(secretKey));
    },
    onDidChange: (listener) => secrets.onDidChange((event) => event.key === secretKey && listener()),
  };
}
