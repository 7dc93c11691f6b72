import * as vscode from 'vscode';
import type { GoalArgument } from '../contracts/commands';
import type { SessionSnapshot } from '../contracts/session';
import { FluxError, isCancelled, messageOf } from '../base/errors';
import { ellipsis } from '../base/text';
import { mayTryAgain, modelHelp } from './modelHelp';
import { plainText } from './plainText';
import { sessionTitle } from './sessionTitle';
import type { StartOptions } from '../core/actions/start';
import type { Orchestrator } from '../core/orchestrator';
import { isSettled } from '../core/session/states';
import { answeringStep, failedTests, failedTestsText, suggestionsText } from '../words/endWords';
import { hasEnded, stateWord } from '../words/sessionState';
import type { LogPort } from '../contracts/ports';
import { signalOf } from '../editor/cancellation';

/** What the goal commands reach. */
export interface GoalDeps {
  readonly orchestrator: Orchestrator;
  readonly showPlan: (session: string, options: { focus: boolean }) => void;
  /** Whether the session's panel can be seen now. */
  readonly isShowing: (session: string) => boolean;
  readonly log: LogPort;
}

/**
 * "Run Goal…" and "Plan Goal…": asks for the goal if it was not given, plans with a cancellable notification, shows the
 * plan, and tells the end.
 */
export async function runGoal(
  argument: (GoalArgument & { continueSession?: string }) | string | undefined,
  planOnly: boolean,
  deps: GoalDeps,
): Promise<SessionSnapshot | undefined> {
  const given =
    typeof argument === 'string'
      ? ({ goal: argument } as GoalArgument & { continueSession?: string })
      : (argument ?? {});
  // A workflow asks for what it needs itself.
  const goal =
    given.goal ??
    (given.workflow !== undefined
      ? ''
      : await vscode.window.showInputBox({
          title: planOnly ? 'Flux: Plan Goal' : 'Flux: Run Goal',
          prompt: 'What do you want done?',
          placeHolder: 'add email validation to the login form and make the tests pass',
          ignoreFocusOut: true,
        }));
  if (goal === undefined) return undefined;
  return startGoal((options) => {
    const { name, workflow, inputs, continueSession } = given;
    return deps.orchestrator.start({ goal, name, workflow, inputs, continueSession }, { ...options, planOnly });
  }, deps);
}

/** Starts a session with a cancellable notification, shows its plan, and tells the end. */
export async function startGoal(
  start: (options: StartOptions) => Promise<SessionSnapshot>,
  deps: GoalDeps,
): Promise<SessionSnapshot> {
  const { orchestrator } = deps;
  const planned = await withProgress(undefined, async (report, signal) => {
    let id: string | undefined;
    report('Planning…');
    const listening = orchestrator.activities.onDidChange((session) => {
      const text = session === id ? orchestrator.activities.of(session)?.text : undefined;
      if (text) report(text);
    });
    try {
      return await start({ origin: 'palette', signal, created: (session) => (id = session.id) });
    } finally {
      listening.dispose();
    }
  });
  if (planned.state === 'cancelled') return planned;
  deps.showPlan(planned.id, { focus: planned.state === 'awaiting_approval' });
  // The command is through once the plan is there; the run tells of itself.
  watchRun(planned.id, deps).catch((error: unknown) => deps.log.error('Following a run failed', error));
  return planned;
}

/** Shows a notification while a session runs, and a message when it has ended. */
async function watchRun(id: string, deps: GoalDeps): Promise<void> {
  const { orchestrator } = deps;
  for (;;) {
    const waiting = await until(id, orchestrator, (session) => !isSettled(session) || hasEnded(session.state));
    if (hasEnded(waiting.state)) return announceEnd(waiting, deps);
    const settled = await withProgress(sessionTitle(waiting, 40), async (report, signal) => {
      signal.addEventListener(
        'abort',
        () => void orchestrator.stop(id).catch((error: unknown) => deps.log.error('Stopping failed', error)),
        { once: true },
      );
      return until(id, orchestrator, isSettled, (session) => {
        const running = session.plan?.steps.find((step) => step.status === 'running');
        if (running) report(running.title);
      });
    });
    if (hasEnded(settled.state)) return announceEnd(settled, deps);
  }
}

/** Resolves with the first state that fits, from now on. */
function until(
  id: string,
  orchestrator: Orchestrator,
  fits: (session: SessionSnapshot) => boolean,
  heard: (session: SessionSnapshot) => void = () => {},
): Promise<SessionSnapshot> {
  return new Promise((resolve, reject) => {
    const check = (session: SessionSnapshot) => {
      if (session.id !== id) return;
      heard(session);
      if (!fits(session)) return;
      listening.dispose();
      resolve(session);
    };
    const listening = orchestrator.onDidChangeSession(check);
    orchestrator.session(id).then(check, (error) => {
      listening.dispose();
      reject(error);
    });
  });
}

/** Says how it ended, unless its panel shows that already and has all that helps. */
async function announceEnd(session: SessionSnapshot, deps: GoalDeps): Promise<void> {
  if (session.state === 'cancelled') return;
  const showsIt = deps.isShowing(session.id);
  const text = ellipsis(endText(session), 400);
  const openPlan = { title: 'Open plan', press: () => deps.showPlan(session.id, { focus: true }) };
  if (session.state === 'failed') {
    const reason = session.error?.reason;
    if (showsIt && modelHelp(reason).length === 0) return;
    // A plan that ran is resumed or given another goal; one that was never made is simply asked for again.
    const again =
      session.plan || session.workflow !== undefined ? undefined : () => runGoal({ goal: session.goal }, false, deps);
    return showFailure(text, reason, { again, others: showsIt ? [] : [openPlan] });
  }
  if (showsIt) return;
  await (await vscode.window.showInformationMessage(plainText(text), openPlan))?.press();
}

function endText(session: SessionSnapshot): string {
  const name = `“${sessionTitle(session)}”`;
  const tests = failedTests(session);
  if (tests) return `${name}: ${failedTestsText(tests)}`;
  if (session.state === 'failed') return `${name} failed. ${session.error?.message ?? ''}`;
  const suggested = answeringStep(session)?.suggestions?.length;
  if (suggested) return `${name}: ${suggestionsText(suggested)}`;
  return `${name} is ${stateWord(session)}. ${session.report?.headline ?? ''}`;
}

/** Does a job under a notification that can be cancelled. Without a title, what it reports says enough. */
export function withProgress<T>(
  title: string | undefined,
  job: (report: (text: string) => void, signal: AbortSignal) => Promise<T>,
): Thenable<T> {
  return vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: plainText(title === undefined ? 'Flux' : `Flux: ${title}`),
      cancellable: true,
    },
    async (progress, token) => {
      const { signal, dispose } = signalOf(token);
      try {
        return await job((message) => progress.report({ message: plainText(ellipsis(message, 80)) }), signal);
      } finally {
        dispose();
      }
    },
  );
}

/**
 * Shows what went wrong with a command, with the buttons that help; cancellation shows nothing. `again` does the same
 * once more, where that may help.
 */
export async function tellFailure(error: unknown, again?: () => Promise<unknown>): Promise<void> {
  if (isCancelled(error)) return;
  const reason = FluxError.is(error) ? error.reason : undefined;
  await showFailure(messageOf(error), reason, { again });
}

type FailureButton = vscode.MessageItem & { readonly press: () => unknown };

/** An error message with the buttons that help against its reason, and others. */
async function showFailure(
  text: string,
  reason: string | undefined,
  { again, others = [] }: { again?: () => Promise<unknown>; others?: readonly FailureButton[] },
): Promise<void> {
  const buttons: FailureButton[] = [
    ...(again && mayTryAgain(reason) ? [{ title: 'Try again', press: again }] : []),
    ...modelHelp(reason).map((help) => ({
      title: help.title,
      press: async () => {
        const model = await vscode.commands.executeCommand(help.command, ...(help.arguments ?? []));
        // Whoever connects a model because a goal needs one wants the goal.
        if (help.command === 'flux.connectModel' && model !== undefined) await again?.();
      },
    })),
    ...others,
  ];
  await (await vscode.window.showErrorMessage(plainText(text), ...buttons))?.press();
}
