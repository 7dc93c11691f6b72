import * as vscode from 'vscode';
import { firstChars, lastChars } from '../../base/text';

/** A terminal that only shows text. */
export interface TaskTerminal {
  readonly pty: vscode.Pseudoterminal;
  /** Resolves once the editor shows it; what is written before that is shown then. */
  readonly opened: Promise<void>;
  isOpen(): boolean;
  write(text: string): void;
  /** Shows a last line and ends the task; the terminal stays until the person closes it. */
  end(exitCode: number, line: string): void;
}

/** How much the editor is given at a time, in characters, and how often, in ms: a flood must not hold it up. */
const portion = 65_536;
const pauseMs = 30;
/** How much may wait to be shown; of more, the middle is not shown. */
const mostWaiting = 1_000_000;

/**
 * @param onClose called when the person closes the terminal or stops the task before its end
 * @param onTyped hears lines that the person types, with their line feed, and undefined for the end of the input; left
 *   out: what is typed goes nowhere
 */
export function createTaskTerminal(onClose: () => void, onTyped?: (text: string | undefined) => void): TaskTerminal {
  const written = new vscode.EventEmitter<string>();
  const ended = new vscode.EventEmitter<number>();
  let markOpened: () => void = () => {};
  const opened = new Promise<void>((resolve) => (markOpened = resolve));
  let state: 'new' | 'open' | 'ended' = 'new';
  const screen: Screen = { show: (text) => written.fire(text), pending: '', timer: undefined };
  const write = (text: string) => {
    addText(screen, text);
    if (state !== 'new' && screen.timer === undefined) showPortion(screen);
  };
  const typing = onTyped && { line: '', echo: write, hear: onTyped };
  return {
    opened,
    isOpen: () => state !== 'new',
    write,
    pty: {
      onDidWrite: written.event,
      onDidClose: ended.event,
      open() {
        if (state === 'new') state = 'open';
        if (screen.pending) showPortion(screen);
        markOpened();
      },
      close() {
        if (state !== 'ended') onClose();
      },
      handleInput(data) {
        if (state === 'ended') return;
        if (data === '\x03') onClose();
        else if (typing && !data.startsWith('\x1b')) typeKeys(typing, data);
      },
    },
    end(exitCode, line) {
      if (state === 'ended') return;
      write(`\n${line}\n`);
      if (state === 'open') {
        showAll(screen);
        state = 'ended';
      }
      ended.fire(exitCode);
    },
  };
}

/** What a terminal has still to show. */
interface Screen {
  readonly show: (text: string) => void;
  pending: string;
  /** Until the next portion. */
  timer: ReturnType<typeof setTimeout> | undefined;
}

function addText(screen: Screen, text: string): void {
  // A terminal needs a carriage return before each line feed to begin the next line at the left.
  screen.pending += text.replace(/\r?\n/g, '\r\n');
  if (screen.pending.length > 2 * mostWaiting) screen.pending = withoutMiddle(screen.pending, 'output truncated');
}

function showPortion(screen: Screen): void {
  screen.timer = undefined;
  const { length } = screen.pending;
  if (length > mostWaiting)
    screen.pending = withoutMiddle(screen.pending, `${length - 2 * portion} characters not shown`);
  const next = firstChars(screen.pending, portion);
  screen.pending = screen.pending.slice(next.length);
  screen.show(next);
  if (screen.pending) screen.timer = setTimeout(() => showPortion(screen), pauseMs);
}

function showAll(screen: Screen): void {
  clearTimeout(screen.timer);
  while (screen.pending) {
    showPortion(screen);
    clearTimeout(screen.timer);
  }
  screen.timer = undefined;
}

function withoutMiddle(text: string, why: string): string {
  return `${firstChars(text, portion)}\r\n… ${why} …\r\n${lastChars(text, portion)}`;
}

/** The line that a person types. */
interface Typing {
  line: string;
  readonly echo: (text: string) => void;
  readonly hear: (text: string | undefined) => void;
}

function typeKeys(typing: Typing, data: string): void {
  for (const character of data) {
    if (character === '\x04') {
      if (typing.line === '') typing.hear(undefined);
    } else if (character === '\r') {
      typing.echo('\n');
      typing.hear(`${typing.line}\n`);
      typing.line = '';
    } else if (character === '\x7f') {
      if (typing.line !== '') typing.echo('\b \b');
      typing.line = firstChars(typing.line, typing.line.length - 1);
    } else if (character >= ' ') {
      typing.echo(character);
      typing.line += character;
    }
  }
}
