import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposables';
import { Emitter, type Event } from '../../base/emitter';
import { FluxError, messageOf } from '../../base/errors';
import { createSerialQueues } from '../../base/serialQueues';
import type { SettingsPort } from '../../contracts/settings';
import type { SuperToolPort } from '../../contracts/superTool';
import type { McpServer } from '../../node/mcp/mcpServer';
import type { VscodeLog } from '../log';
import { onDidChangeSettings } from '../settings';
import { mcpToken, onDidChangeMcpToken, replaceMcpToken } from './mcpToken';

/** The port of the last time in this workspace: what other agents were told stays true. */
const portKey = 'flux.mcpPort';

export interface McpHostDeps {
  readonly secrets: vscode.SecretStorage;
  readonly memory: vscode.Memento;
  readonly settings: SettingsPort;
  readonly flux: SuperToolPort;
  readonly version: string;
  readonly log: VscodeLog;
}

/** Where the server listens, and what callers must show. */
interface McpAddress {
  readonly url: string;
  readonly token: string;
}

/** The MCP server of this window, as the settings want it. */
export interface McpHost extends Disposable {
  /** Starts it where it is switched on, and follows the settings from then on. */
  start(): Promise<void>;
  /** Undefined while it does not run. Waits for a start that goes on. */
  address(): Promise<McpAddress | undefined>;
  /** Gives callers another token; those with the old one are cut off, in every window. */
  replaceToken(): Promise<void>;
  readonly onDidChange: Event<void>;
  stop(): Promise<void>;
}

export function createMcpHost(deps: McpHostDeps): McpHost {
  const { secrets, settings, log } = deps;
  const changes = new Emitter<void>();
  const enqueue = createSerialQueues();
  let running: (McpAddress & { readonly server: McpServer; readonly asked: number }) | undefined;
  let ended = false;

  const end = async () => {
    const { server } = running ?? {};
    running = undefined;
    await server?.stop();
  };
  /** One after another, so that two changes in a row do not start two. */
  const apply = () =>
    enqueue('server', async () => {
      const wanted = settings('mcp.enabled') && !ended ? settings('mcp.port') : undefined;
      const token = wanted === undefined ? '' : await mcpToken(secrets);
      if (running?.asked === wanted && (!running || running.token === token)) return;
      await end();
      if (wanted !== undefined) running = await startOn(wanted, token, deps);
      changes.fire();
    }).catch((error: unknown) => {
      changes.fire();
      log.error('The MCP server did not start', error);
      if (FluxError.is(error)) void vscode.window.showWarningMessage(error.message);
    });
  const listening = [
    onDidChangeSettings((affects) => {
      if (affects('mcp.enabled') || affects('mcp.port')) void apply();
    }),
    onDidChangeMcpToken(secrets, () => void apply()),
  ];

  return {
    start: apply,
    async address() {
      await apply();
      return running && { url: running.url, token: running.token };
    },
    async replaceToken() {
      await replaceMcpToken(secrets);
      await apply();
    },
    onDidChange: changes.event,
    async stop() {
      ended = true;
      await enqueue('server', end);
    },
    dispose() {
      for (const item of listening) item.dispose();
      changes.dispose();
    },
  };
}

async function startOn(asked: number, token: string, { memory, flux, version, log }: McpHostDeps) {
  log.hide(token);
  const { startMcpServer } = await import('../../node/mcp/mcpServer');
  const start = (port: number) => startMcpServer({ flux, port, token, version, log });
  const last = memory.get<number>(portKey, 0);
  // Where any port will do, the one of the last time is taken if it is still free.
  const server =
    asked === 0 && last > 0
      ? await start(last).catch((error: unknown) => {
          log.info(`The MCP port of the last time is not free: ${messageOf(error)}`);
          return start(0);
        })
      : await start(asked);
  await memory.update(portKey, server.port);
  log.info(`The MCP server listens at ${server.url}.`);
  return { server, url: server.url, token, asked };
}
