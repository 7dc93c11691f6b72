import * as vscode from 'vscode';
import type { Gate, SessionSnapshot } from '../contracts/session';
import { FluxError } from '../base/errors';
import { ellipsis } from '../base/text';
import type { LogPort } from '../contracts/ports';
import type { Orchestrator } from '../core/orchestrator';
import { plainText } from './plainText';
import { sessionTitle } from './sessionTitle';

const mostButtons = 3;
/** A question that chat or a command is about to show in the panel is shown there within this, in milliseconds. */
const shownElsewhereMs = 700;

export interface NoticeDeps {
  readonly orchestrator: Orchestrator;
  readonly showPlan: (session: string, options: { focus: boolean; pinned?: boolean }) => void;
  /** Whether the person sees this session in its panel now. */
  readonly isShowing: (session: string) => boolean;
  readonly log: LogPort;
}

/**
 * One notification for each question that the panel does not show already: with its choices as buttons where the run
 * sleeps for it, else (permission for a step) with the way to the panel, where all of what would happen is seen. The
 * focus stays where it is.
 */
export function createNotices(deps: NoticeDeps): vscode.Disposable {
  const told = new Set<string>();
  const timers = new Map<string, NodeJS.Timeout>();
  const logged = (error: unknown) => deps.log.warn(`A notification came to nothing: ${String(error)}`);
  const soon = (id: string) => {
    if (timers.has(id)) return;
    const tell = () => {
      timers.delete(id);
      tellUnseen(id, deps).catch(logged);
    };
    timers.set(id, setTimeout(tell, shownElsewhereMs));
  };
  const listening = deps.orchestrator.onDidChangeSession((session) => {
    for (const gate of session.gates) {
      const key = `${session.id} ${gate.id}`;
      if (gate.kind === 'plan' || told.has(key)) continue;
      told.add(key);
      if (deps.isShowing(session.id)) continue;
      if (gate.sleeps) ask(session, gate, deps).catch(logged);
      else soon(session.id);
    }
  });
  return { dispose: () => (listening.dispose(), timers.forEach((timer) => clearTimeout(timer))) };
}

/** Tells of the first question that is still open, unless chat or a command has brought up its panel meanwhile. */
async function tellUnseen(id: string, deps: NoticeDeps): Promise<void> {
  const session = await deps.orchestrator.session(id);
  const open = session.gates.find(({ kind, sleeps }) => kind !== 'plan' && !sleeps);
  if (open && !deps.isShowing(id)) await ask(session, { ...open, choices: [] }, deps);
}

async function ask(session: SessionSnapshot, gate: Gate, { orchestrator, showPlan }: NoticeDeps): Promise<void> {
  const { choices = [] } = gate;
  type Button = vscode.MessageItem & { readonly choice?: string };
  const buttons: Button[] =
    choices.length <= mostButtons ? choices.map(({ id, label }) => ({ title: label, choice: id })) : [];
  const said = await vscode.window.showInformationMessage<Button>(
    plainText(`${sessionTitle(session)}: ${withoutCode(ellipsis(gate.text, 300))}`),
    ...buttons,
    { title: 'Open plan' },
  );
  if (said === undefined) return;
  if (said.choice === undefined) return showPlan(session.id, { focus: true, pinned: true });
  await orchestrator.answer(session.id, gate.id, said.choice).catch((error: unknown) => {
    // Answered in the panel or in chat meanwhile.
    if (!FluxError.is(error, 'unknown_gate')) throw error;
  });
}

/**
 * Tells at the start of sessions that a crash or a reload cut off, and offers to go on with them; the panel says it of
 * the one that it shows.
 */
export async function tellInterrupted(
  interrupted: readonly SessionSnapshot[],
  { orchestrator, showPlan, isShowing, log }: NoticeDeps,
): Promise<void> {
  const sessions = interrupted.filter(({ id }) => !isShowing(id));
  const [first, ...more] = sessions;
  if (!first) return;
  const text =
    more.length === 0
      ? `“${sessionTitle(first)}” was interrupted. Resume continues where it stopped. Completed steps are not repeated.`
      : `${sessions.length} sessions were interrupted: ${sessions
          .map((session) => `“${sessionTitle(session, 40)}”`)
          .slice(0, 5)
          .join(', ')}.`;
  const said = await vscode.window.showInformationMessage(
    plainText(text),
    ...(more.length === 0 ? ['Resume'] : []),
    more.length === 0 ? 'Open plan' : 'Show sessions',
  );
  if (said === 'Show sessions') return void (await vscode.commands.executeCommand('flux.showSessions'));
  if (said === undefined) return;
  showPlan(first.id, { focus: said === 'Open plan', pinned: true });
  if (said === 'Resume')
    await orchestrator.resume(first.id).catch((error: unknown) => {
      log.warn(`Resuming failed: ${String(error)}`);
      void vscode.window.showErrorMessage(plainText(error instanceof Error ? error.message : String(error)));
    });
}

/** Notifications draw no code. */
function withoutCode(text: string): string {
  return text.replace(/`([^`\n]+)`/g, '“$1”');
}
