import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import type { Workspaces } from './composeWorkspaces';
import type { ModelSource } from './contracts/model';
import type { StorePort } from './contracts/store';
import type { DisposableStore } from './base/disposables';
import type { Orchestrator } from './core/orchestrator';
import { affectedTests } from './core/watch/affectedTests';
import { createCommentsWatcher } from './core/watch/commentsWatcher';
import { createFixesWatcher } from './core/watch/fixesWatcher';
import { createGitWatcher } from './core/watch/gitWatcher';
import { createGreenTests } from './core/watch/greenTests';
import { createTestsWatcher } from './core/watch/testsWatcher';
import { createWatching, type Watching } from './core/watch/watching';
import { createAgain } from './base/again';
import { createFixable } from './editor/fix/fixable';
import { nameFixers } from './editor/fix/fixProject';
import { createFixSaved } from './editor/fix/fixSaved';
import { createGitRevision, createGitStandings } from './editor/git/standings';
import { listen, runsTestTask } from './editor/watch/listen';
import { pathOf, workspaceFolders } from './editor/workspace/folder';
import { createCommentLens } from './ui/commentLens';

interface WatchingDeps {
  readonly workspaces: Workspaces;
  readonly orchestrator: Orchestrator;
  readonly models: ModelSource;
  readonly store: StorePort;
  readonly owned: DisposableStore;
}

/** What watches the open folders. */
export function composeWatching({ workspaces, orchestrator, models, store, owned }: WatchingDeps): Watching {
  const { all, tests, code, index } = workspaces;
  const { settings, editor, log, now } = all;
  const green = createGreenTests(tests, { now, passed: () => watching.hear({ kind: 'git' }) });
  const again = owned.add(createAgain(() => watching.hear({ kind: 'git' })));
  const trusted = editor.trusted;
  const saves = createFixSaved({ folders: workspaceFolders, settings, log });
  const watching: Watching = createWatching({
    watchers: [
      createTestsWatcher({
        tests: { ...green.tests, failedBefore: tests.failedBefore },
        affected: (paths, signal) =>
          affectedTests(paths, { ...all, index: settings('index.enabled') ? index : undefined }, signal),
        settings,
        trusted,
      }),
      createGitWatcher({
        standings: createGitStandings({ folders: workspaceFolders }),
        files: all.files,
        settings,
        trusted,
        greenAt: green.at,
        now,
        later: again.after,
      }),
      createFixesWatcher({
        fixable: createFixable({ folders: workspaceFolders, settings, editor }),
        fixSaved: saves.fix,
        fixers: () => nameFixers(workspaceFolders, settings),
        settings,
        trusted,
      }),
      createCommentsWatcher({
        files: all.files,
        search: all.search,
        settings,
        revision: createGitRevision({ folders: workspaceFolders }),
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
  owned.add(listen({ folders: workspaceFolders, isEditing: saves.isEditing, ...watching }));
  owned.add(createCommentLens({ watching, pathOf: (uri) => pathOf(workspaceFolders, uri) }));
  return watching;
}
