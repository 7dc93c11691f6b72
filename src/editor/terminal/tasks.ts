import * as vscode from 'vscode';
import { CancelledError, FluxError, isCancelled, messageOf, throwIfCancelled } from '../../base/errors';
import { runProcess, type ProcessCommand, type ProcessOptions, type ProcessResult } from '../../node/process/processes';
import { workspaceFolders } from '../workspace/folder';
import { createTaskTerminal } from './taskTerminal';
import { hearSaves, holdsUnsaved, savesBeforeTasks } from '../files/unsaved';

export type TaskOptions = ProcessCommand &
  Pick<ProcessOptions, 'keep' | 'mark' | 'onInput'> & {
    /** What the person reads in the terminal's tab; tasks of one name share a terminal. */
    readonly name: string;
    /** The command as the person would type it; the terminal's first line. */
    readonly display: string;
    readonly cwd: string;
    /** Added to the extension host's environment; undefined removes a variable. */
    readonly env?: Readonly<Record<string, string | undefined>>;
    readonly signal: AbortSignal;
    readonly onOutput?: (text: string) => void;
    readonly group?: 'test';
  };

/** How long the editor may take to give the task its terminal, in ms. */
const openWaitMs = 30_000;

/** How long the editor may take to note that a task has ended, in ms. */
const endWaitMs = 10_000;

/**
 * Names of tasks at work, and of ended ones until the editor knows of their end: it would ask the person whether to
 * start again what still runs.
 */
const namesInUse = new Map<string, 'running' | Promise<void>>();

/** Terminals that were no task's and whose command has ended, by name: the next one takes its place. */
const endedTerminals = new Map<string, vscode.Terminal>();

export interface TaskResult extends ProcessResult {
  /**
   * Files that the editor saved when it started the task, although nothing was unsaved a moment before; none as a rule.
   */
  readonly saved: readonly string[];
}

/**
 * Runs a command as a task that the person can see and close, and keeps its output. Neither the terminal panel nor the
 * focus moves. A command that fails is a result, not an error.
 *
 * Before a task the editor saves all files (`task.saveBeforeRun`). Nobody has asked for that here, so while anything is
 * unsaved the command runs in a terminal of the same kind that is no task.
 * @throws FluxError `command_not_found`, `command_failed`, `task_failed` (the editor gave it no terminal);
 * CancelledError
 *   once the process and its children have ended, because the signal fired or the person closed the terminal
 */
export async function runAsTask(options: TaskOptions): Promise<TaskResult> {
  throwIfCancelled(options.signal);
  const closed = new AbortController();
  const signal = AbortSignal.any([options.signal, closed.signal]);
  let type: ((text: string | undefined) => void) | undefined;
  const terminal = createTaskTerminal(() => closed.abort(), options.onInput && ((text) => type?.(text)));
  const name = await takeName(options.name);
  const saves = hearSaves('typed');
  let shown: TaskOrTerminal | undefined;
  try {
    shown =
      savesBeforeTasks() && holdsUnsaved()
        ? showTerminal(name, terminal.pty)
        : await startTask(toTask(options, name, terminal.pty));
    await opened(terminal.opened, signal);
    saves.dispose();
    terminal.write(`${options.display}\n\n`);
    const result = await runProcess({
      ...options,
      env: { ...withoutEditor(), ...options.env },
      signal,
      onInput:
        options.onInput &&
        ((write, isRead) => {
          type = write;
          options.onInput?.((text) => {
            if (text !== undefined) terminal.write(text);
            write(text);
          }, isRead);
        }),
      onOutput: (text) => {
        terminal.write(text);
        options.onOutput?.(text);
      },
    });
    terminal.end(result.exitCode ?? 1, lastLine(result));
    return { ...result, saved: 'task' in shown ? saves.saved(workspaceFolders) : [] };
  } catch (error) {
    terminal.end(1, isCancelled(error) ? 'Cancelled.' : messageOf(error));
    throw error;
  } finally {
    saves.dispose();
    if (shown && 'task' in shown) {
      // A terminal that never opened would leave the task waiting for ever.
      if (!terminal.isOpen()) shown.terminate();
      namesInUse.set(name, freeOnceEnded(name, shown));
    } else {
      if (shown) endedTerminals.set(name, shown);
      namesInUse.delete(name);
    }
  }
}

type TaskOrTerminal = vscode.TaskExecution | vscode.Terminal;

/** In place of the last one of that name, as tasks do it. */
function showTerminal(name: string, pty: vscode.Pseudoterminal): vscode.Terminal {
  const last = endedTerminals.get(name);
  endedTerminals.delete(name);
  // An event of its end would make the editor close it, with what it shows.
  const shown = vscode.window.createTerminal({ name, pty: { ...pty, onDidClose: undefined }, isTransient: true });
  last?.dispose();
  return shown;
}

/** Variables that would make a program take itself for a part of the editor; its terminals leave them out too. */
function withoutEditor(): Record<string, undefined> {
  const names = Object.keys(process.env).filter((name) => name.startsWith('VSCODE_') || name.startsWith('ELECTRON_'));
  return Object.fromEntries(names.map((name) => [name, undefined]));
}

/** The wanted name, or with a number behind where a task of that name runs. */
async function takeName(wanted: string): Promise<string> {
  for (let count = 1; ; count++) {
    const name = count === 1 ? wanted : `${wanted} (${count})`;
    for (let use = namesInUse.get(name); use !== undefined && use !== 'running'; use = namesInUse.get(name)) await use;
    if (namesInUse.has(name)) continue;
    namesInUse.set(name, 'running');
    return name;
  }
}

async function freeOnceEnded(name: string, execution: vscode.TaskExecution): Promise<void> {
  if (await hasEnded(execution)) namesInUse.delete(name);
  else namesInUse.set(name, 'running');
}

function hasEnded(execution: vscode.TaskExecution): Promise<boolean> {
  if (!vscode.tasks.taskExecutions.includes(execution)) return Promise.resolve(true);
  return new Promise((resolve) => {
    const finish = (ended: boolean) => {
      clearTimeout(timer);
      registration.dispose();
      resolve(ended);
    };
    const timer = setTimeout(() => finish(false), endWaitMs);
    const registration = vscode.tasks.onDidEndTask((event) => event.execution === execution && finish(true));
  });
}

function toTask(options: TaskOptions, name: string, pty: vscode.Pseudoterminal): vscode.Task {
  const scope = vscode.workspace.getWorkspaceFolder(vscode.Uri.file(options.cwd)) ?? vscode.TaskScope.Workspace;
  const task = new vscode.Task(
    { type: 'flux', name },
    scope,
    name,
    'Flux',
    new vscode.CustomExecution(async () => pty),
    [],
  );
  task.detail = options.display;
  if (options.group === 'test') task.group = vscode.TaskGroup.Test;
  task.presentationOptions = {
    reveal: vscode.TaskRevealKind.Never,
    panel: vscode.TaskPanelKind.Dedicated,
    echo: false,
    focus: false,
    clear: true,
    showReuseMessage: false,
    close: false,
  };
  return task;
}

async function startTask(task: vscode.Task): Promise<vscode.TaskExecution> {
  try {
    return await vscode.tasks.executeTask(task);
  } catch (error) {
    throw new FluxError(
      'task_failed',
      `The editor did not start the task “${task.name}”: ${messageOf(error)}. Try again.`,
      { cause: error, retryable: true },
    );
  }
}

async function opened(terminalOpened: Promise<void>, signal: AbortSignal): Promise<void> {
  let stopWaiting: (() => void) | undefined;
  const given = new Promise<never>((_resolve, reject) => {
    const timer = setTimeout(
      () =>
        reject(
          new FluxError(
            'task_failed',
            'The editor opened no terminal for the task. Close some terminals and try again.',
            { retryable: true },
          ),
        ),
      openWaitMs,
    );
    const cancel = () => reject(new CancelledError());
    if (signal.aborted) cancel();
    signal.addEventListener('abort', cancel, { once: true });
    stopWaiting = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', cancel);
    };
  });
  try {
    await Promise.race([terminalOpened, given]);
  } finally {
    stopWaiting?.();
  }
}

function lastLine({ exitCode, signal }: ProcessResult): string {
  return exitCode === undefined ? `Ended by ${signal ?? 'a signal'}.` : `Ended with code ${exitCode}.`;
}
