import type * as vscode from 'vscode';
import type { Disposable } from '../../base/disposables';

/** How often a response looks whether another message waits, in milliseconds: the editor tells nobody. */
const lookEveryMs = 100;

/** Until when a response follows a session. */
export interface Listening {
  /** Fires when the person stops the response; what it works on is to stop too. */
  readonly stopped: AbortSignal;
  /** Fires when the response is to end: stopped, or another message of the person waits for its end. */
  readonly left: AbortSignal;
}

/**
 * Listens to the person while a response goes on. A message that is typed meanwhile is held by the editor until the
 * response ends, so a response that followed a run would keep “pause” from being heard. `yieldRequested` tells that one
 * waits; its type is not in the stable API, and editors without it leave the message waiting.
 */
export function listen(
  context: vscode.ChatContext & { readonly yieldRequested?: boolean },
  token: vscode.CancellationToken,
): Listening & Disposable {
  const stopped = new AbortController();
  const left = new AbortController();
  const stop = () => {
    stopped.abort();
    left.abort();
  };
  if (token.isCancellationRequested) stop();
  const registration = token.onCancellationRequested(stop);
  const timer = setInterval(() => context.yieldRequested === true && left.abort(), lookEveryMs);
  return {
    stopped: stopped.signal,
    left: left.signal,
    dispose() {
      registration.dispose();
      clearInterval(timer);
    },
  };
}
