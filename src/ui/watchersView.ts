import * as vscode from 'vscode';
import type { Event } from '../base/emitter';
import type { FilePlace, LogPort } from '../contracts/ports';
import type { SettingsPort } from '../contracts/settings';
import type { ProposalKind, WatcherName, WatcherStatus } from '../contracts/watch';
import type { Watching } from '../core/watch/watching';
import { changeInWorkspace, onDidChangeSettings } from '../editor/settings';
import { kindWords, learntLines, watcherWords, type LearntLine } from '../words/watchWords';
import { tellsOfProject, type ProjectNode, type ProjectNodes } from './projectNodes';
import {
  askUnwanted,
  isOn,
  learntItem,
  learntLineItem,
  switchedOffItem,
  switches,
  unwantedItem,
  watcherItem,
} from './watcherItems';

/** Remembered for this workspace: the kinds of which it was asked whether they are wanted. */
const askedKey = 'unwantedAsked';

export interface WatchersViewDeps {
  readonly project: ProjectNodes;
  readonly onDidChangeFile: Event<FilePlace>;
  readonly watching: Watching;
  readonly settings: SettingsPort;
  readonly memory: vscode.Memento;
  readonly log: LogPort;
}

type Node =
  | { readonly watcher: WatcherStatus }
  | { readonly unwanted: ProposalKind }
  | { readonly line: LearntLine }
  | ProjectNode
  | 'off'
  | 'learnt';

/** The native view of what Flux watches, why or why not, and of what it has learnt; each can be changed there. */
export function createWatchersView(deps: WatchersViewDeps): vscode.Disposable {
  const { watching, settings, memory, project, log } = deps;
  const changed = new vscode.EventEmitter<void>();
  const lines = () => learntLines(watching.learnt(), watching.muted(), watching.affinity);
  const view = vscode.window.createTreeView<Node>('flux.watchers', {
    treeDataProvider: {
      onDidChangeTreeData: changed.event,
      getTreeItem(node) {
        if (node === 'off') return switchedOffItem();
        if (node === 'learnt') return learntItem(lines(), settings('watchers.learn'));
        if ('unwanted' in node) return unwantedItem(node.unwanted);
        if ('line' in node) return learntLineItem(node.line);
        if (isOfProject(node)) return project.itemOf(node);
        return watcherItem(node.watcher, isOn(node.watcher.name, settings));
      },
      async getChildren(node): Promise<Node[]> {
        if (node === 'learnt') return lines().map((line) => ({ line }));
        if (node === undefined) return roots(deps);
        return isOfProject(node) ? [...(await project.childrenOf(node))] : [];
      },
    },
  });
  const draw = () => changed.fire();
  const readAnew = () => {
    project.forget();
    draw();
  };
  let gitAt = gitTime(watching);
  return vscode.Disposable.from(
    view,
    changed,
    project,
    watching.onDidChangeWatchers(() => {
      // Git was looked at again because its state is another one.
      const isOther = gitAt !== (gitAt = gitTime(watching));
      if (isOther) readAnew();
      else draw();
    }),
    watching.onDidChangeProposals(draw),
    onDidChangeSettings(readAnew),
    deps.onDidChangeFile(({ path }) => tellsOfProject(path) && readAnew()),
    view.onDidChangeVisibility(({ visible }) => visible && readAnew()),
    view.onDidChangeCheckboxState(({ items }) => {
      for (const [node, state] of items)
        if (typeof node === 'object' && 'watcher' in node)
          switchWatcher(node.watcher.name, state === vscode.TreeItemCheckboxState.Checked, settings).catch(
            (error: unknown) => log.error('Switching a watcher failed', error),
          );
    }),
    vscode.commands.registerCommand(askUnwanted, async (kind: ProposalKind) => {
      if (!(await answerUnwanted(kind, deps))) return;
      await memory.update(askedKey, [...memory.get<ProposalKind[]>(askedKey, []), kind]);
      draw();
    }),
  );
}

function roots({ watching, settings, memory, project }: WatchersViewDeps): Node[] {
  const asked = memory.get<ProposalKind[]>(askedKey, []);
  const unwanted = watching.unwanted().filter((kind) => !asked.includes(kind) && isWanted(kind, settings));
  const isWatching = settings('watchers.enabled');
  const watchers = watching.watchers().filter(({ name }) => isWatching || name === 'index');
  return [
    ...(isWatching ? unwanted.map((kind) => ({ unwanted: kind })) : ['off' as const]),
    ...watchers.map((watcher) => ({ watcher })),
    project.root,
    'learnt',
  ];
}

function isOfProject(node: Node): node is ProjectNode {
  return typeof node === 'object' && ('project' in node || 'folder' in node);
}

function gitTime(watching: Watching): number | undefined {
  return watching.watchers().find(({ name }) => name === 'git')?.lastRunAt;
}

/** The watcher that suggests a kind and nothing else. */
const watcherOf: Partial<Readonly<Record<ProposalKind, WatcherName>>> = {
  failing_tests: 'tests',
  fixable_problems: 'autofix',
  comment: 'comments',
};

/** Whether it can be suggested at all. */
function isWanted(kind: ProposalKind, settings: SettingsPort): boolean {
  const watcher = watcherOf[kind];
  return watcher === undefined || isOn(watcher, settings);
}

/** In the workspace's settings; back to what the person has elsewhere, where that is what is wanted. */
async function switchWatcher(name: WatcherName, toOn: boolean, settings: SettingsPort): Promise<void> {
  const { key, on, off } = switches[name];
  await changeInWorkspace(key, undefined);
  if (isOn(name, settings) !== toOn) await changeInWorkspace(key, toOn ? on : off);
}

/** Asks whether a kind is to be switched off, and does so. Whether there was an answer. */
async function answerUnwanted(kind: ProposalKind, { watching, settings }: WatchersViewDeps): Promise<boolean> {
  const watcher = watcherOf[kind];
  const off = {
    label: 'Switch them off',
    detail: watcher
      ? `Stops watching ${watcherWords[watcher]} in this workspace. Switch it on again in this view.`
      : 'Flux no longer suggests them in this workspace. “Flux: Reset Learning” brings them back.',
  };
  const keep = { label: 'Keep them', detail: 'Flux does not ask this again.' };
  const said = await vscode.window.showQuickPick([off, keep], {
    title: 'Flux: Watching',
    placeHolder: `You always dismiss suggestions about ${kindWords[kind]}`,
  });
  if (said === off) await (watcher ? switchWatcher(watcher, false, settings) : watching.mute(kind));
  return said !== undefined;
}
