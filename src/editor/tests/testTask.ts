import { pattern } from '../../base/pattern';
import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { CancelledError, FluxError, messageOf, throwIfCancelled } from '../../base/errors';
import { quote } from '../../node/testRunners/scriptLine';
import { workspaceFolders } from '../workspace/folder';
import { hearSaves } from '../files/unsaved';

/** The task that a person has set up to run a folder's tests. */
export interface TestTask {
  readonly task: vscode.Task;
  /**
   * The line that it runs, where that can be told; else only the editor can run it, and only its exit code is known.
   */
  readonly line?: { readonly text: string; readonly cwd: string; readonly env: Readonly<Record<string, string>> };
}

/** An entry of tasks.json, as far as it is looked at. */
interface TaskEntry {
  readonly label?: string;
  readonly taskName?: string;
  readonly group?: unknown;
  readonly dependsOn?: unknown;
  readonly isBackground?: boolean;
}

/** How long the editor may take to list the tasks, in ms; then the folder counts as without one. */
const listWaitMs = 10_000;

/** How often a task is asked again to end, in ms. */
const insistMs = 1000;

/** How long it may take to end then, in ms. */
const giveUpMs = 20_000;

/**
 * The folder's own task of group Test, the default one first; undefined where tasks.json has none. The editor is asked
 * only when it has: listing tasks wakes other extensions.
 */
export async function findTestTask(folder: vscode.WorkspaceFolder): Promise<TestTask | undefined> {
  const entries = vscode.workspace.isTrusted ? testEntries(folder) : [];
  if (entries.length === 0) return undefined;
  // A filter by type would leave out tasks of the types shell and process, which no extension provides.
  const all = await Promise.race([
    vscode.tasks.fetchTasks(),
    new Promise<vscode.Task[]>((resolve) => setTimeout(resolve, listWaitMs, []).unref()),
  ]);
  const own = all.filter(
    (task) =>
      task.source === 'Workspace' &&
      task.group?.id === vscode.TaskGroup.Test.id &&
      !task.isBackground &&
      belongsTo(task, folder),
  );
  const task = own.find((each) => each.group?.isDefault === true) ?? own[0];
  if (!task) return undefined;
  const entry = entries.find(({ label, taskName }) => (label ?? taskName) === task.name);
  const line = entry?.dependsOn === undefined ? lineOf(task, folder) : undefined;
  return { task, ...(line && { line }) };
}

/**
 * Runs a task that only the editor can run and waits for its end. Before that the editor saves what is unsaved, as the
 * person's setting `task.saveBeforeRun` says; the result names it.
 * @throws FluxError `task_failed`; CancelledError once it was told to end, because the signal fired
 */
export async function runTestTask(
  task: vscode.Task,
  signal: AbortSignal,
): Promise<{ exitCode?: number; durationMs: number; saved: string[] }> {
  throwIfCancelled(signal);
  const owned: vscode.Disposable[] = [];
  let execution: vscode.TaskExecution | undefined;
  const timers: NodeJS.Timeout[] = [];
  let giveUp: ((error: Error) => void) | undefined;
  const givenUp = new Promise<never>((_resolve, reject) => (giveUp = reject));
  const stop = () => {
    execution?.terminate();
    // The editor does not hear of it while it is still opening the task's terminal.
    timers.push(
      setInterval(() => execution?.terminate(), insistMs),
      setTimeout(() => giveUp?.(new CancelledError()), giveUpMs),
    );
  };
  try {
    // A short task may have ended before the editor has said that it started.
    const exitCodes = new Map<vscode.TaskExecution, number | undefined>();
    const over = new Set<vscode.TaskExecution>();
    let resolveEnd: (() => void) | undefined;
    const saves = hearSaves();
    // From its start on, a save is the person's; of several tasks the first counts.
    owned.push(
      saves,
      vscode.tasks.onDidStartTask(() => saves.dispose()),
    );
    owned.push(vscode.tasks.onDidEndTaskProcess((event) => exitCodes.set(event.execution, event.exitCode)));
    owned.push(
      vscode.tasks.onDidEndTask(
        (event) => over.add(event.execution) && event.execution === execution && resolveEnd?.(),
      ),
    );
    signal.addEventListener('abort', stop, { once: true });
    const started = Date.now();
    const mine = (execution = await Promise.race([vscode.tasks.executeTask(task), givenUp]));
    if (signal.aborted) mine.terminate();
    if (!over.has(mine)) await Promise.race([new Promise<void>((resolve) => (resolveEnd = resolve)), givenUp]);
    const exitCode = exitCodes.get(mine);
    if (signal.aborted) throw new CancelledError();
    return {
      ...(exitCode !== undefined && { exitCode }),
      durationMs: Date.now() - started,
      saved: saves.saved(workspaceFolders),
    };
  } catch (error) {
    if (error instanceof CancelledError) throw error;
    throw new FluxError(
      'task_failed',
      `The editor did not run the task “${task.name}”: ${messageOf(error)}. Try again.`,
      { cause: error, retryable: true },
    );
  } finally {
    for (const timer of timers) clearTimeout(timer);
    signal.removeEventListener('abort', stop);
    for (const each of owned) each.dispose();
  }
}

/** What tasks.json (or the workspace's file) says; a task that never ends by itself proves nothing. */
function testEntries(folder: vscode.WorkspaceFolder): TaskEntry[] {
  const found = vscode.workspace.getConfiguration('tasks', folder.uri).inspect<TaskEntry[]>('tasks');
  const entries = [found?.workspaceFolderValue, found?.workspaceValue].flatMap((list) =>
    Array.isArray(list) ? list : [],
  );
  return entries.filter(
    ({ group, isBackground }) =>
      isBackground !== true &&
      (group === 'test' ||
        (typeof group === 'object' && group !== null && (group as { kind?: unknown }).kind === 'test')),
  );
}

function belongsTo({ scope }: vscode.Task, folder: vscode.WorkspaceFolder): boolean {
  return (
    scope === undefined ||
    scope === vscode.TaskScope.Workspace ||
    (typeof scope === 'object' && scope.uri.toString() === folder.uri.toString())
  );
}

/** Undefined where the line cannot be told, or would mean something else in the system's own shell. */
function lineOf(task: vscode.Task, folder: vscode.WorkspaceFolder): TestTask['line'] {
  const { execution } = task;
  if (execution instanceof vscode.CustomExecution || execution === undefined) return undefined;
  if (execution instanceof vscode.ShellExecution && execution.options?.executable !== undefined) return undefined;
  const words =
    execution instanceof vscode.ShellExecution
      ? shellWords(execution)
      : [execution.process, ...execution.args].map((word) => quote(word));
  const told = [
    words.join(' '),
    execution.options?.cwd ?? folder.uri.fsPath,
    ...Object.values(execution.options?.env ?? {}),
  ].map((text) => fillIn(text, folder));
  const [text, cwd, ...values] = told;
  if (!text?.trim() || cwd === undefined || values.includes(undefined)) return undefined;
  const env = Object.fromEntries(Object.keys(execution.options?.env ?? {}).map((name, at) => [name, values[at] ?? '']));
  return { text, cwd: path.resolve(folder.uri.fsPath, cwd), env };
}

function shellWords({ commandLine, command, args }: vscode.ShellExecution): string[] {
  if (commandLine !== undefined) return [commandLine];
  // A command in words may be a line; an argument in words is one argument.
  const toWord = (word: string | vscode.ShellQuotedString) => {
    if (typeof word !== 'string') return quote(word.value);
    return /[\s"'&|;<>()]/.test(word) ? quote(word) : word;
  };
  return [typeof command === 'string' ? command : quote(command?.value ?? ''), ...(args ?? []).map(toWord)];
}

const knownVariable = pattern()`
  ^(?:input|command|config|workspaceFolder|extensionInstallFolder):|^(?:file|relativeFile|fileWorkspace
  |lineNumber|columnNumber|selectedText|execPath|defaultBuildTask)
`;

/** Puts the values of the editor's variables in; undefined where one asks the person or depends on the open editor. */
function fillIn(text: string, folder: vscode.WorkspaceFolder): string | undefined {
  const root = folder.uri.fsPath;
  const known: Readonly<Record<string, string>> = {
    workspaceFolder: root,
    workspaceRoot: root,
    cwd: root,
    workspaceFolderBasename: path.basename(root),
    userHome: os.homedir(),
    pathSeparator: path.sep,
    '/': path.sep,
  };
  let isWhole = true;
  const filled = text.replace(/\$\{([^}]+)\}/g, (all, name: string) => {
    if (Object.hasOwn(known, name)) return known[name] ?? '';
    if (name.startsWith('env:')) return process.env[name.slice(4)] ?? '';
    if (knownVariable.test(name)) isWhole = false;
    return all;
  });
  return isWhole ? filled : undefined;
}
