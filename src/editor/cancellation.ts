import * as vscode from 'vscode';
import type { Disposable } from '../base/disposables';

/** An editor's token that fires with the signal. Dispose it once the call is over. */
export function tokenOf(signal: AbortSignal): { readonly token: vscode.CancellationToken } & Disposable {
  const source = new vscode.CancellationTokenSource();
  const cancel = () => source.cancel();
  if (signal.aborted) cancel();
  else signal.addEventListener('abort', cancel, { once: true });
  return {
    token: source.token,
    dispose: () => {
      signal.removeEventListener('abort', cancel);
      source.dispose();
    },
  };
}

/** A signal that fires with the editor's token. Dispose it once the call is over. */
export function signalOf(token: vscode.CancellationToken): { readonly signal: AbortSignal } & Disposable {
  const controller = new AbortController();
  if (token.isCancellationRequested) controller.abort();
  const registration = token.onCancellationRequested(() => controller.abort());
  return { signal: controller.signal, dispose: () => registration.dispose() };
}
