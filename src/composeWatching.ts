import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import type { Workspaces } from './composeWorkspaces';
import type { ModelSource } from './contracts/model';
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
  readonly models: ModelSource;
  readonly store: StorePort;
  readonly owned: DisposableStore;
}

/** What watches the open folders. */
export function composeWatching({ workspaces, orchestrator, models, store, owned }: WatchingDeps): Watching {
  const { all, tests, code } = workspaces;
  const { settings, editor, log, now } = all;
  const watching = createWatching({
    watchers: [
      createTestsWatcher({
        tests,
        affected: (paths, signal) => affectedTests(paths, all, signal),
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
    // One whose key is missing says so when it is asked.
    hasModel: () =>
      models().then(
        (model) => model !== undefined,
        () => true,
      ),
    newId: randomUUID,
    now,
    log,
  });
  owned.add(listen({ folders: workspaceFolders, hear: watching.hear, typed: watching.typed, free: watching.free }));
  return watching;
}
