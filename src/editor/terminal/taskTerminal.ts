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
  let pending = '';
  let typing = '';
  let timer: ReturnType<typeof setTimeout> | undefined;
  const show = () => {
    timer = undefined;
    if (pending.length > mostWaiting)
      pending =
        `${firstChars(pending, portion)}\r\n… ${pending.length - 2 * portion} characters not shown ` +
        `…\r\n${lastChars(pending, portion)}`;
    const next = firstChars(pending, portion);
    pending = pending.slice(next.length);
    written.fire(next);
    if (pending) timer = setTimeout(show, pauseMs);
  };
  const write = (text: string) => {
    // A terminal needs a carriage return before each line feed to begin the next line at the left.
    pending += text.replace(/\r?\n/g, '\r\n');
    if (pending.length > 2 * mostWaiting)
      pending = `${firstChars(pending, portion)}\r\n… not all is shown …\r\n${lastChars(pending, portion)}`;
    if (state !== 'new' && timer === undefined) show();
  };
  const showAll = () => {
    clearTimeout(timer);
    while (pending) {
      show();
      clearTimeout(timer);
    }
    timer = undefined;
  };
  const hear = (data: string) => {
    for (const character of data) {
      if (character === '\x04') {
        if (typing === '') onTyped?.(undefined);
      } else if (character === '\r') {
        write('\n');
        onTyped?.(`${typing}\n`);
        typing = '';
      } else if (character === '\x7f') {
        if (typing !== '') write('\b \b');
        typing = firstChars(typing, typing.length - 1);
      } else if (character >= ' ') {
        write(character);
        typing += character;
      }
    }
  };
  return {
    opened,
    isOpen: () => state !== 'new',
    write,
    pty: {
      onDidWrite: written.event,
      onDidClose: ended.event,
      open() {
        if (state === 'new') state = 'open';
        if (pending) show();
        markOpened();
      },
      close() {
        if (state !== 'ended') onClose();
      },
      handleInput(data) {
        if (state === 'ended') return;
        if (data === '\x03') onClose();
        else if (onTyped && !data.startsWith('\x1b')) hear(data);
      },
    },
    end(exitCode, line) {
      if (state === 'ended') return;
      write(`\n${line}\n`);
      if (state === 'open') {
        showAll();
        state = 'ended';
      }
      ended.fire(exitCode);
    },
  };
}
