import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import type { Workspaces } from './composeWorkspaces';
import type { StorePort } from './contracts/store';
import type { DisposableStore } from './base/disposables';
import type { Orchestrator } from './core/orchestrator';
import { affectedTests } from './core/watch/affectedTests';
import { createTestsWatcher } from './core/watch/testsWatcher';
import { createWatching, type Watching } from './core/watch/watching';
import { listen, runsTestTask } from './editor/watch/listen';
import { workspaceFolders } from './editor/workspace/folder';

interface WatchingDeps {
  readonly workspaces: Workspaces;
  readonly orchestrator: Orchestrator;
  readonly store: StorePort;
  readonly owned: DisposableStore;
}

/** What watches the open folders. */
export function composeWatching({ workspaces, orchestrator, store, owned }: WatchingDeps): Watching {
  const { all, tests, code, index } = workspaces;
  const { settings, editor, log, now } = all;
  const watching = createWatching({
    watchers: [
      createTestsWatcher({
        tests,
        affected: (paths, signal) =>
          affectedTests(paths, { ...all, index: settings('index.enabled') ? index : undefined }, signal),
        settings,
        trusted: editor.trusted,
      }),
    ],
    orchestrator,
    store,
    owner: { id: randomUUID(), pid: process.pid },
    settings,
    isFocused: () => vscode.window.state.focused,
    isTesting: () => tests.isTesting() || runsTestTask(),
    indexStatus: code.keeper.status,
    newId: randomUUID,
    now,
    log,
  });
  owned.add(listen({ folders: workspaceFolders, hear: watching.hear, typed: watching.typed, free: watching.free }));
  return watching;
}
