import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../../base/disposables';
import { isAtWork, type ProcessMark } from '../../node/process/processTree';
import { shellKind } from './terminalLine';

/** A terminal of Flux's that is ready to run a command. */
export interface CommandTerminal {
  readonly terminal: vscode.Terminal;
  readonly shell: vscode.TerminalShellIntegration;
  readonly kind: 'posix' | 'fish' | 'powershell';
  /** Set for everything that runs in it. */
  readonly mark: ProcessMark;
  /** Gives it back, to be used again. */
  release(): void;
}

export interface CommandTerminals extends Disposable {
  /**
   * An idle terminal in the folder, or a new one; undefined where the person's shell does not tell when commands end.
   */
  take(folder: vscode.Uri): Promise<CommandTerminal | undefined>;
}

/** How long a shell that waits may give no sign of being ready, in ms. */
const silentMs = 10_000;
/** How long a shell may take to start, in ms. */
const startMs = 60_000;
/** How often a starting shell is looked at, in ms. */
const lookMs = 500;
/** More idle terminals than these are closed, the oldest first. */
const mostIdle = 3;

/**
 * Pagers and editors would wait for a person who does not look. Prompts for passwords stay: they are answered in the
 * terminal.
 */
export const commandEnvironment: Readonly<Record<string, string>> = {
  PAGER: 'cat',
  GIT_PAGER: 'cat',
  GH_PAGER: 'cat',
  MANPAGER: 'cat',
  SYSTEMD_PAGER: 'cat',
  AWS_PAGER: '',
  GIT_EDITOR: 'true',
};

interface Kept {
  readonly terminal: vscode.Terminal;
  readonly folder: string;
  readonly mark: ProcessMark;
  taken: boolean;
  /** Whether something runs in it, of ours or of the person's. */
  running: boolean;
}

/**
 * The terminals in which commands run: one named “Flux”, used again while it is idle; commands side by side get further
 * ones. They are in the list of terminals, and neither the panel nor the focus moves for them.
 */
export function createCommandTerminals(): CommandTerminals {
  const owned = new DisposableStore();
  let kept: Kept[] = [];
  /** Shells that gave no sign, and how often. After the second time nothing waits for them. */
  const silences = new Map<string, number>();
  const isSilent = (shell: string) =>
    (silences.get(shell) ?? 0) > 1 ||
    !vscode.workspace.getConfiguration('terminal.integrated.shellIntegration').get('enabled', true);
  const find = (terminal: vscode.Terminal) => kept.find((one) => one.terminal === terminal);
  const setRunning = (terminal: vscode.Terminal, running: boolean) => {
    const one = find(terminal);
    if (one) one.running = running;
  };
  owned.add(vscode.window.onDidStartTerminalShellExecution(({ terminal }) => setRunning(terminal, true)));
  owned.add(vscode.window.onDidEndTerminalShellExecution(({ terminal }) => setRunning(terminal, false)));
  owned.add(vscode.window.onDidCloseTerminal((terminal) => (kept = kept.filter((one) => one.terminal !== terminal))));

  const isIdle = (one: Kept) => !one.taken && !one.running && one.terminal.exitStatus === undefined;
  const open = (folder: vscode.Uri): Kept => {
    for (const old of kept.filter(isIdle).slice(0, -mostIdle)) old.terminal.dispose();
    const mark = { name: 'FLUX_TERMINAL', value: randomUUID() };
    const terminal = vscode.window.createTerminal({
      name: kept.length === 0 ? 'Flux' : `Flux ${kept.length + 1}`,
      cwd: folder,
      env: { ...commandEnvironment, [mark.name]: mark.value, VSCODE_PREVENT_SHELL_HISTORY: '1' },
      isTransient: true,
    });
    const one: Kept = { terminal, folder: folder.fsPath, mark, taken: true, running: false };
    kept.push(one);
    return one;
  };
  const toTaken = (
    one: Kept,
    kind: CommandTerminal['kind'],
    shell: vscode.TerminalShellIntegration,
  ): CommandTerminal => {
    one.taken = true;
    return { terminal: one.terminal, shell, kind, mark: one.mark, release: () => (one.taken = false) };
  };

  return {
    async take(folder) {
      const shell = await knownShell();
      const kind = shellKind(shell);
      if (kind === undefined || isSilent(shell)) return undefined;
      const idle = kept.find(
        (one) =>
          isIdle(one) && one.folder === folder.fsPath && one.terminal.shellIntegration?.cwd?.fsPath === folder.fsPath,
      );
      if (idle?.terminal.shellIntegration) return toTaken(idle, kind, idle.terminal.shellIntegration);
      const one = open(folder);
      const integration = await untilReady(one.terminal);
      if (integration) return toTaken(one, kind, integration);
      silences.set(shell, (silences.get(shell) ?? 0) + 1);
      one.terminal.dispose();
      return undefined;
    },
    dispose: () => owned.dispose(),
  };
}

/** The person's shell; just after its start the editor does not know it yet. */
async function knownShell(): Promise<string> {
  for (const deadline = Date.now() + silentMs; vscode.env.shell === '' && Date.now() < deadline;) await sleep(50);
  return vscode.env.shell;
}

function untilReady(terminal: vscode.Terminal): Promise<vscode.TerminalShellIntegration | undefined> {
  if (terminal.shellIntegration) return Promise.resolve(terminal.shellIntegration);
  return new Promise((resolve) => {
    const over = new AbortController();
    const finish = (integration?: vscode.TerminalShellIntegration) => {
      over.abort();
      changed.dispose();
      closed.dispose();
      resolve(integration);
    };
    const changed = vscode.window.onDidChangeTerminalShellIntegration(
      (event) => event.terminal === terminal && finish(event.shellIntegration),
    );
    const closed = vscode.window.onDidCloseTerminal((one) => one === terminal && finish());
    const giveUp = () => finish();
    void untilSilent(terminal, over.signal).then(giveUp, giveUp);
  });
}

/**
 * Waits until a shell that has nothing to do has been silent for long enough. A clock alone would take a busy machine
 * for a shell without integration: what counts is looks at which the shell waits and the editor's window has answered.
 */
async function untilSilent(terminal: vscode.Terminal, over: AbortSignal): Promise<void> {
  const deadline = Date.now() + startMs;
  const shell = await Promise.race([terminal.processId, sleep(startMs)]);
  for (let looks = 0; looks * lookMs < silentMs && Date.now() < deadline && !over.aborted; looks++) {
    await sleep(lookMs);
    await vscode.languages.getLanguages();
    if (shell !== undefined && (await isAtWork(shell))) looks = 0;
  }
}
