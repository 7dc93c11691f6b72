import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { constants } from 'node:os';
import path from 'node:path';
import type { Disposable } from '../../base/disposables';
import { FluxError, throwIfCancelled } from '../../base/errors';
import { ellipsis } from '../../base/text';
import type { CommandRequest, CommandResult, CommandsPort } from '../../contracts/ports';
import { cleanTerminalText } from '../../node/process/ansiText';
import { keepOutput } from '../../node/process/processOutput';
import { watchPrompts } from './commandPrompts';
import { firstFolder, outerPath, folderPathOf, type FoldersSource } from '../workspace/folder';
import { runAsTask } from './tasks';
import { keptOutput, runInTerminal, tellLastLine } from './terminalCommand';
import { terminalLine } from './terminalLine';
import { commandEnvironment, createCommandTerminals } from './terminals';

export interface VscodeCommandsDeps {
  readonly folders: FoldersSource;
}

/**
 * Runs bash commands where the person sees them: in a terminal of the person's own shell where that tells the editor
 * when commands end, else as a task. What was judged is what runs: anything that shells could read differently is given
 * to a bash of its own, which also keeps one command's variables and folder away from the next.
 *
 * Ending a command ends everything that it started. What has left its family (a daemon) is found by a variable of its
 * environment on Linux; elsewhere it stays.
 */
export function createVscodeCommands({ folders }: VscodeCommandsDeps): CommandsPort & Disposable {
  const terminals = createCommandTerminals();
  return {
    async run(request) {
      throwIfCancelled(request.signal);
      const { uri, path: shown } = await folderPathOf(
        folders,
        request.folder ?? outerPath(folders, firstFolder(folders), '.'),
      );
      const kind = await stat(uri.fsPath).catch(() => undefined);
      if (!kind?.isDirectory())
        throw new FluxError(
          'not_found',
          kind
            ? `“${shown}” is a file. Name the folder that the command should run in.`
            : `There is no folder “${shown}”. Create it first, or run the command in another one.`,
        );
      const taken = await terminals.take(uri);
      if (taken) {
        try {
          const line = terminalLine(request.command, taken.kind, bashProgram);
          if (line !== undefined) return await runInTerminal(taken, line, request);
        } finally {
          taken.release();
        }
      }
      return await runInTask(request, uri.fsPath);
    },
    dispose: () => terminals.dispose(),
  };
}

/** The program that runs command lines; undefined on a system without any. */
const bashProgram = ['bash', 'sh'].find((name) =>
  (process.env['PATH'] ?? '')
    .split(path.delimiter)
    .some((folder) => existsSync(path.join(folder, process.platform === 'win32' ? `${name}.exe` : name))),
);

async function runInTask(
  { command, signal, onOutput, onLine, onPrompt }: CommandRequest,
  cwd: string,
): Promise<CommandResult> {
  const cleaner = cleanTerminalText();
  const output = keepOutput(keptOutput);
  const hear = (text: string) => {
    if (text === '') return;
    output.add(text);
    onOutput(text);
  };
  const giveUp = new AbortController();
  let type: (text: string | undefined) => void = () => {};
  let isRead = async () => false;
  const prompts = watchPrompts({
    line: () => cleaner.line(),
    state: async () => ((await isRead()) ? 'reads' : undefined),
    ask: onPrompt,
    type: (text) => type(`${text}\n`),
    giveUp: () => giveUp.abort(),
  });
  const started = Date.now();
  try {
    const result = await runAsTask({
      name: 'Command',
      display: ellipsis(command, 2000),
      ...(bashProgram === undefined ? { shellCommand: command } : { command: bashProgram, args: ['-c', command] }),
      cwd,
      env: commandEnvironment,
      mark: { name: 'FLUX_TERMINAL', value: randomUUID() },
      keep: 2000,
      signal: AbortSignal.any([signal, giveUp.signal]),
      onInput: (write, reading) => ([type, isRead] = [write, reading]),
      onOutput: (text) => {
        prompts.heard();
        hear(cleaner.add(text));
        tellLastLine(cleaner, { onLine });
      },
    });
    hear(cleaner.end());
    const exitCode = result.exitCode ?? (result.signal && 128 + constants.signals[result.signal]);
    return {
      ...(exitCode !== undefined && { exitCode }),
      output: output.text(),
      durationMs: Date.now() - started,
      through: 'task',
      ...(result.saved.length > 0 && { saved: result.saved }),
    };
  } catch (error) {
    hear(cleaner.end());
    if (!giveUp.signal.aborted || signal.aborted) throw error;
    return { output: output.text(), durationMs: Date.now() - started, through: 'task', gaveUp: true };
  } finally {
    prompts.dispose();
  }
}
