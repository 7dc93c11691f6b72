import type * as vscode from 'vscode';
import type { FluxApi } from './contracts/api';
import { compose, type Flux } from './compose';

let flux: Flux | undefined;

/** Called by the editor once, when a window has started. Hands out the API that CONTRIBUTING describes. */
export function activate(context: vscode.ExtensionContext): FluxApi {
  flux = compose(context);
  void flux.settleIn();
  return flux.api;
}

/** Called by the editor when the window closes; it waits a few seconds at most. */
export async function deactivate(): Promise<void> {
  await flux?.shutDown();
}
