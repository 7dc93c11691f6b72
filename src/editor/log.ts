import * as vscode from 'vscode';
import type { Disposable } from '../base/disposables';
import type { LogPort } from '../contracts/ports';
import { redact } from './redact';

export interface VscodeLog extends LogPort, Disposable {
  /** Keeps a known secret out of every later line, whatever it looks like. */
  hide(secret: string): void;
  /** Shows the log to the person; leaves the keyboard focus where it is. */
  show(): void;
}

/** The log in the output channel “Flux”. Whatever looks like a key or a password is replaced before it is written. */
export function createVscodeLog(): VscodeLog {
  const channel = vscode.window.createOutputChannel('Flux', { log: true });
  const secrets = new Set<string>();
  const clean = (text: string) => redact(text, secrets);
  return {
    info: (line) => channel.info(clean(line)),
    warn: (line) => channel.warn(clean(line)),
    error: (line, cause) => channel.error(clean(cause === undefined ? line : `${line}\n${describe(cause)}`)),
    hide: (secret) => void secrets.add(secret),
    show: () => channel.show(true),
    dispose: () => channel.dispose(),
  };
}

/** The stack of an error and of what caused it. */
function describe(error: unknown, depth = 0): string {
  if (!(error instanceof Error)) return typeof error === 'string' ? error : (JSON.stringify(error) ?? String(error));
  const own = error.stack ?? `${error.name}: ${error.message}`;
  return error.cause === undefined || depth > 4 ? own : `${own}\nCaused by: ${describe(error.cause, depth + 1)}`;
}
