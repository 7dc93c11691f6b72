import * as vscode from 'vscode';

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

/** @param onClose called when the person closes the terminal or stops the task before its end */
export function createTaskTerminal(onClose: () => void): TaskTerminal {
  const written = new vscode.EventEmitter<string>();
  const ended = new vscode.EventEmitter<number>();
  let markOpened: () => void = () => {};
  const opened = new Promise<void>((resolve) => (markOpened = resolve));
  let state: 'new' | 'open' | 'ended' = 'new';
  let pending = '';
  const write = (text: string) => {
    // A terminal needs a carriage return before each line feed to begin the next line at the left.
    const shown = text.replace(/\r?\n/g, '\r\n');
    if (state === 'new') pending += shown;
    else written.fire(shown);
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
        if (pending) written.fire(pending);
        pending = '';
        markOpened();
      },
      close() {
        if (state !== 'ended') onClose();
      },
      handleInput(data) {
        // Ctrl+C; other input goes nowhere.
        if (data === '\x03' && state !== 'ended') onClose();
      },
    },
    end(exitCode, line) {
      if (state === 'ended') return;
      write(`\n${line}\n`);
      if (state === 'open') state = 'ended';
      ended.fire(exitCode);
    },
  };
}
