import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';
import { DisposableStore } from '../../base/disposables';
import { CancelledError, throwIfCancelled } from '../../base/errors';
import type { CommandRequest, CommandResult } from '../../contracts/ports';
import { cleanTerminalText, type TextCleaner } from '../../node/process/ansiText';
import { keepOutput } from '../../node/process/processOutput';
import {
  descendantsOf,
  endProcesses,
  listProcesses,
  markedProcesses,
  terminalState,
  type ProcessEntry,
} from '../../node/process/processTree';
import { watchPrompts } from './commandPrompts';
import type { CommandTerminal } from './terminals';

/** How much output is kept, in characters; of more the middle is cut. */
export const keptOutput = 20_000_000;
/** After its end, a command's output counts as complete once the terminal has been silent for so long, in ms. */
const drainMs = 300;
const longestDrainMs = 30_000;
/** How long ctrl+C may take, and how long the shell may take to notice an end, in ms. */
const politeMs = 1000;
const noticeMs = 5000;

/** An execution without an exit code may be replaced by another within this time, in ms. */
const replacedMs = 500;

type Ending = { readonly exitCode: number | undefined } | 'closed';

/**
 * Runs a line in a terminal of Flux's. @throws CancelledError when the signal fires, or when the person closes the
 * terminal
 */
export async function runInTerminal(
  at: CommandTerminal,
  line: string,
  request: CommandRequest,
): Promise<CommandResult> {
  const { terminal, shell } = at;
  throwIfCancelled(request.signal);
  const pid = await terminal.processId;
  const before = pid === undefined ? new Map<number, string>() : await family(pid, at, new Map());
  const started = Date.now();
  const cleaner = cleanTerminalText();
  const output = passOn(request);
  let lastHeard = Date.now();
  const giveUp = new AbortController();

  const following = followCommand(terminal, (data) => {
    lastHeard = Date.now();
    const before = cleaner.said();
    const text = cleaner.add(data);
    // Marks of the shell and movements of the cursor, which may come late, answer no question.
    if (cleaner.said() !== before) prompts.heard();
    output.add(text);
    tellLastLine(cleaner, request);
  });
  const prompts = watchPrompts({
    line: () => cleaner.line(),
    state: async () => (pid === undefined ? undefined : terminalState(pid)),
    ask: (asked, goneOn) => {
      terminal.show(true);
      return request.onPrompt(asked, goneOn);
    },
    type: (text) => terminal.sendText(text, true),
    giveUp: () => giveUp.abort(),
  });
  following.start(shell.executeCommand(line));
  const stop = AbortSignal.any([request.signal, giveUp.signal]);
  try {
    const first = await Promise.race([following.ended, aborted(stop)]);
    const ending = first === 'aborted' ? await endCommand(at, pid, before, following.ended) : first;
    prompts.dispose();
    if (request.signal.aborted || ending === 'closed') {
      output.add(cleaner.end());
      throw new CancelledError();
    }
    await drain(following.read(), () => lastHeard);
    output.add(cleaner.end());
    return {
      ...(ending.exitCode !== undefined && { exitCode: ending.exitCode }),
      output: output.text(),
      durationMs: Date.now() - started,
      through: 'terminal',
      ...(giveUp.signal.aborted && { gaveUp: true }),
    };
  } finally {
    prompts.dispose();
    following.dispose();
  }
}

/** Keeps what a command prints, and passes it on. */
function passOn(request: CommandRequest) {
  const kept = keepOutput(keptOutput);
  return {
    add(text: string): void {
      if (text === '') return;
      kept.add(text);
      request.onOutput(text);
    },
    text: () => kept.text(),
  };
}

/** Waits until all that the command has printed is read, or the terminal has been silent for long enough. */
async function drain(reading: Promise<unknown>, lastHeard: () => number): Promise<void> {
  const deadline = Date.now() + longestDrainMs;
  const drained = reading.then(
    () => true,
    () => true,
  );
  while (
    !(await Promise.race([drained, sleep(drainMs).then(() => false)])) &&
    Date.now() - lastHeard() < 4 * drainMs &&
    Date.now() < deadline
  );
}

/** Says what is the last line now, where it says anything. */
export function tellLastLine(cleaner: TextCleaner, { onLine }: Pick<CommandRequest, 'onLine'>): void {
  const line = onLine && cleaner.lastLine().trim();
  if (line) onLine?.(line);
}

/**
 * Hears what a command prints, and of its end or that of its terminal. Where the shell reports the line in other words
 * than it was typed in, the editor takes it for another execution: in a terminal of our own, whatever starts next is
 * ours.
 */
function followCommand(terminal: vscode.Terminal, hear: (data: string) => void) {
  const owned = new DisposableStore();
  const executions: vscode.TerminalShellExecution[] = [];
  const readings: Promise<void>[] = [];
  let resolveEnd: (ending: Ending) => void = () => {};
  const ended = new Promise<Ending>((resolve) => (resolveEnd = resolve));
  const read = async (from: vscode.TerminalShellExecution) => {
    for await (const data of from.read()) hear(data);
  };
  const start = (execution: vscode.TerminalShellExecution) => {
    if (executions.includes(execution)) return;
    executions.push(execution);
    readings.push(read(execution));
  };
  const end = async ({ execution, exitCode }: vscode.TerminalShellExecutionEndEvent) => {
    const isLast = () => executions.at(-1) === execution;
    if (isLast() && exitCode === undefined) await sleep(replacedMs);
    if (isLast()) resolveEnd({ exitCode });
  };
  owned.add(
    vscode.window.onDidStartTerminalShellExecution(
      (event) => event.terminal === terminal && executions.length > 0 && start(event.execution),
    ),
  );
  owned.add(vscode.window.onDidEndTerminalShellExecution((event) => void end(event)));
  owned.add(vscode.window.onDidCloseTerminal((one) => one === terminal && resolveEnd('closed')));
  return { ended, start, read: () => Promise.all(readings), dispose: () => owned.dispose() };
}

function aborted(signal: AbortSignal): Promise<'aborted'> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve('aborted');
    else signal.addEventListener('abort', () => resolve('aborted'), { once: true });
  });
}

/** What a shell has started, with what carries the terminal's mark; the shell itself and what ran before left out. */
async function family(
  shell: number,
  { mark }: CommandTerminal,
  before: ReadonlyMap<number, string>,
): Promise<Map<number, string>> {
  const entries = await listProcesses();
  const isOld = (entry: ProcessEntry) => before.get(entry.pid) === entry.started;
  const old = new Set(entries.filter(isOld).flatMap((entry) => [entry, ...descendantsOf(entries, entry.pid)]));
  const found = [...descendantsOf(entries, shell), ...(await markedProcesses(entries, mark))];
  return new Map(
    found.filter((entry) => entry.pid !== shell && !old.has(entry)).map((entry) => [entry.pid, entry.started]),
  );
}

/**
 * Ends what runs in the terminal: ctrl+C, then everything that the command has started; at last the terminal itself.
 */
async function endCommand(
  at: CommandTerminal,
  pid: number | undefined,
  before: ReadonlyMap<number, string>,
  ended: Promise<Ending>,
): Promise<Ending> {
  at.terminal.sendText('\x03', false);
  const politely = await Promise.race([ended, sleep(politeMs)]);
  const known = new Map<number, string>();
  const find = async () => {
    if (pid === undefined) return [];
    for (const [member, started] of await family(pid, at, before)) known.set(member, started);
    return (await listProcesses()).filter((entry) => known.get(entry.pid) === entry.started && entry.state !== 'Z');
  };
  await endProcesses(find);
  const ending = politely ?? (await Promise.race([ended, sleep(noticeMs)]));
  if (ending) return ending;
  at.terminal.dispose();
  return 'closed';
}
