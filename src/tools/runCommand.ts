import { pattern } from '../base/pattern';
import * as z from 'zod';
import { isCancelled } from '../base/errors';
import { cutMiddle, ellipsis, formatDuration, lastChars } from '../base/text';
import { dropUnseen, showWhole } from '../base/visibleText';
import type { CommandResult, CommandsPort } from '../contracts/ports';
import type { Choice } from '../contracts/session';
import type { ToolContext, ToolResult } from '../contracts/tool';
import { acceptFields, asNumber } from './acceptFields';
import { defineTool } from './defineTool';
import { commandIntent } from './intent/commandIntent';
import { told } from './intent/told';
import { tidyPath } from './paths';
import { refusalsAsResults, refuse } from './refusals';

const input = z.object({
  command: z.string().trim().min(1).describe('For bash, also several lines'),
  folder: z.string().optional().describe('To run in, relative'),
  timeoutSeconds: z.number().min(1).optional(),
  input: z.string().optional().describe('Lines to type, one each time it asks'),
});
type Input = z.infer<typeof input>;

/** How much of the output the model is shown, in characters; facts hold all of it. */
const shownOutput = 6000;
/** Its id is nothing that anybody types into a command. */
const stopIt: Choice = { id: 'stop-this-command', label: 'Stop it' };
const yesOrNo: readonly Choice[] = ['y', 'n'].map((key) => ({ id: key, label: key }));

/**
 * `run_command`: done when the command ended with 0; else `exit_code`. `timeout`: it took longer than asked for, and
 * was ended; `no_input`: it asked for input that nobody gave. Reasons of the port: `outside_workspace`, `not_found`,
 * `command_failed`.
 */
export function createRunCommand({ commands }: { commands: CommandsPort }) {
  return defineTool<Input>({
    name: 'run_command',
    title: 'Run a command',
    description:
      'Runs a command line in a terminal, each in a fresh shell. Returns exit code and output. Not for servers ' +
      'that never end, nor for tests or edits, which have tools of their own.',
    asks:
      'Refuses commands in flux.approval.deniedCommands, part by part. Always asks, in every mode, before ' +
      'destructive commands (deleting outside the project, force-pushing, formatting disks, running downloaded ' +
      'code, …). Asks what to type when the command waits for input; passwords are typed only in the ' +
      'terminal.',
    input,
    effect: 'execute',
    intents: ({ command }) => told(commandIntent(command)),
    binding: 'json',
    runsCommandLine: true,
    outcomes: ['exit_code'],
    advice: {
      proof:
        'where tests do not reach it (a build, a command\'s output), run_command with an "expect", beside the tests',
    },
    accept: (raw) => {
      const given = acceptFields(raw, {
        command: ['cmd', 'commandLine', 'command_line', 'script', 'shell'],
        folder: ['cwd', 'dir', 'directory', 'workdir', 'working_directory', 'path'],
        timeoutSeconds: ['timeout', 'timeout_seconds'],
        input: ['stdin'],
      });
      if (Array.isArray(given.command)) given.command = given.command.join(' ');
      if (given.timeoutSeconds !== undefined) given.timeoutSeconds = asNumber(given.timeoutSeconds, 1, 86_400);
      if (typeof given.folder === 'string' && /^\.?\/?$/.test(given.folder.trim())) delete given.folder;
      return given;
    },
    writes: () => [],
    runs: ({ command, folder, input: typed }) =>
      command === undefined ? [] : [`$ ${inFolder(folder)}${withTyped(command.trim(), typed)}`],
    touches: () => 'tree',
    locks: () => [{ key: 'tree', mode: 'write' }],
    about: ({ command, folder, input: typed }) =>
      showWhole(`${withTyped((command ?? '').trim(), typed)}${folder ? ` (in ${tidyPath(folder)})` : ''}`, 300),
    run: (given, context) => refusalsAsResults(() => runWithin(given, context, commands)),
  });
}

/** The part of a command line that goes to the folder, so that approvals see where a command runs. */
function inFolder(folder: string | undefined): string {
  const tidy = tidyPath(folder ?? '').replace(/\/$/, '');
  if (tidy === '' || tidy === '.') return '';
  return `cd ${/^[\w@%+=:,./][\w@%+=:,./-]*$/.test(tidy) ? tidy : quoted(tidy)} && `;
}

/**
 * A command line with the lines that will be typed into it, as bash would write that: a shell obeys them as commands.
 */
function withTyped(command: string, typed: string | undefined): string {
  return typed === undefined || typed.trim() === '' ? command : `{ ${command}\n} <<< ${quoted(typed)}`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

async function runWithin(given: Input, context: ToolContext, commands: CommandsPort): Promise<ToolResult> {
  const limit = startTimer(given.timeoutSeconds);
  const typed = given.input === undefined ? [] : given.input.replace(/\n$/, '').split('\n');
  let heard = '';
  let ended: () => void = () => {};
  const end = new Promise<undefined>((resolve) => (ended = () => resolve(undefined)));
  const onPrompt = async (line: string, goneOn: AbortSignal): Promise<string | undefined> => {
    // What a program prints does not pass for Flux's own words.
    const shown = ellipsis(dropUnseen(line).replace(/[`“”]/g, "'"), 200);
    if (asksForSecret(line)) {
      context.report(`Waiting for “${shown}”. Type it in the terminal.`);
      // What is secret goes from the person to the program directly; the time limit sees to it that this ends.
      return end;
    }
    const next = typed.shift();
    if (next !== undefined) return next;
    const goOn = limit.pause();
    try {
      const question =
        shown === ''
          ? 'The command is waiting for input. What should be typed?'
          : `The command is waiting for input after “${shown}”. What should be typed?`;
      const answer = await context.ask(
        question,
        [...(/\by(?:es)?\/n(?:o)?\b/i.test(line) ? yesOrNo : []), stopIt],
        'typed',
        goneOn,
      );
      return answer.choice === stopIt.id ? undefined : answer.text;
    } finally {
      goOn();
    }
  };
  try {
    const result = await commands.run({
      command: given.command.trim(),
      ...(given.folder !== undefined && { folder: tidyPath(given.folder) }),
      signal: AbortSignal.any([context.signal, limit.signal]),
      onOutput: (text) => (heard = lastChars(heard + text, shownOutput)),
      onLine: (line) => context.report(ellipsis(line.trim(), 200)),
      onPrompt,
    });
    return toToolResult(result);
  } catch (error) {
    if (!isCancelled(error) || !limit.signal.aborted || context.signal.aborted) throw error;
    return refuse(
      'timeout',
      `The command took longer than ${given.timeoutSeconds} s and was ended. Raise timeoutSeconds if it needs ` +
        `more; a server that never ends cannot be run this way.${showOutput(heard)}`,
      { output: heard },
    );
  } finally {
    ended();
    limit.dispose();
  }
}

function toToolResult({ exitCode, output, durationMs, gaveUp, saved }: CommandResult): ToolResult {
  const facts = { ...(exitCode !== undefined && { exitCode }), output, ...(saved && { saved }) };
  const after = `after ${formatDuration(durationMs)}`;
  if (gaveUp)
    return refuse(
      'no_input',
      `The command waited for input that nobody gave, and was ended ${after}. Use options that answer ` +
        `beforehand (such as --yes), or give the field input.${showOutput(output)}`,
      facts,
    );
  if (exitCode === undefined)
    return {
      status: 'done',
      message: `The command ended ${after}; the shell did not tell its exit code.${showOutput(output)}`,
      facts,
    };
  const message = `Exit code ${exitCode} ${after}.${showOutput(output)}`;
  return exitCode === 0
    ? { status: 'done', message, facts }
    : { status: 'failed', reason: 'exit_code', message, retryable: false, facts };
}

function showOutput(output: string): string {
  const text = output.trimEnd();
  return text === '' ? ' It printed nothing.' : ` Output:\n${cutMiddle(text, shownOutput)}`;
}

const secretWords = pattern('i')`
  pass ?(?:word|phrase|code)|\bPIN\b|\bsecret\b|\btoken\b|\bapi[ -]?key\b|one-time|\bOTP\b|verification code
  |Passwort|mot de passe|contraseña|пароль|密码|パスワード
`;

/** Whether a prompt asks for something that must not pass through a chat. */
function asksForSecret(line: string): boolean {
  return secretWords.test(line);
}

/** A signal that fires after so many seconds, not counting pauses; never where none are given. */
function startTimer(seconds: number | undefined) {
  const controller = new AbortController();
  if (seconds === undefined) return { signal: controller.signal, pause: () => () => {}, dispose: () => {} };
  let left = seconds * 1000;
  let since = Date.now();
  let timer = setTimeout(() => controller.abort(), left);
  return {
    signal: controller.signal,
    pause() {
      clearTimeout(timer);
      left = Math.max(0, left - (Date.now() - since));
      return () => {
        since = Date.now();
        timer = setTimeout(() => controller.abort(), left);
      };
    },
    dispose: () => clearTimeout(timer),
  };
}
