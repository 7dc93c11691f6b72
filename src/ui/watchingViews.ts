import * as vscode from 'vscode';
import { createFixWithFlux } from './fixWithFlux';
import { createWatchersView, type WatchersViewDeps } from './watchersView';
import { createWatchingStatus } from './watchingStatus';

interface Deps extends WatchersViewDeps {
  readonly uriOf: (path: string) => vscode.Uri | undefined;
}

/** Everything that shows what is watched and suggested, except the view of suggestions. */
export function createWatchingViews(deps: Deps): vscode.Disposable {
  return vscode.Disposable.from(createWatchingStatus(deps), createWatchersView(deps), createFixWithFlux(deps));
}
