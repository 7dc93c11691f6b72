import type * as vscode from 'vscode';
import type { SessionSnapshot, StepSnapshot } from '../../contracts/session';
import type { Orchestrator } from '../../core/orchestrator';
import { ellipsis, formatDuration } from '../../base/text';
import { testText } from '../../core/run/report';
import { isSettled } from '../../core/session/states';
import { escapeMarkdown } from '../markdown';
import { decisionText } from '../statusText';
import { statusWord } from '../../words/stepStatus';

/** Tells a run in lines of progress: each step when it starts and when it ends, each decision; every line once. */
export interface RunTeller {
  tell(session: SessionSnapshot): void;
  progress(text: string): void;
}

export function createRunTeller(stream: vscode.ChatResponseStream): RunTeller {
  const told = new Map<string, string>();
  let decisions = 0;
  let lastProgress = '';
  const progress = (text: string) => {
    if (text === lastProgress) return;
    lastProgress = text;
    stream.progress(escapeMarkdown(text));
  };
  return {
    progress,
    tell(session) {
      for (const decision of session.decisions.slice(decisions)) progress(decisionText(decision));
      decisions = session.decisions.length;
      for (const step of session.plan?.steps ?? []) {
        if (told.get(step.id) === step.status) continue;
        told.set(step.id, step.status);
        if (step.status === 'running') progress(`${ellipsis(step.title, 100)}…`);
        else if (step.endedAt) progress(endedText(step));
      }
    },
  };
}

/**
 * Streams a run into a chat response until it is settled, asks something, or the person turns to something else. The
 * editor folds the lines away at the end, where `renderEnd` lists the steps for good.
 */
export function followRun(
  id: string,
  orchestrator: Orchestrator,
  { tell, progress }: RunTeller,
  left: AbortSignal,
): Promise<SessionSnapshot | undefined> {
  // A question is told at once, also while other steps run.
  const isOver = (session: SessionSnapshot) => isSettled(session) || session.gates.length > 0;
  return new Promise((resolve) => {
    const listening = [
      orchestrator.onDidChangeSession((session) => {
        if (session.id !== id) return;
        tell(session);
        if (isOver(session)) finish(session);
      }),
      orchestrator.onDidRemoveSession((removed) => removed === id && leave()),
      orchestrator.activities.onDidChange((session) => {
        if (session !== id) return;
        // What single steps print goes to the panel and their terminals; a line of chat each would bury the rest.
        const text = orchestrator.activities.of(id)?.text;
        if (text) progress(text);
      }),
    ];
    const leave = () => finish(undefined);
    const finish = (session: SessionSnapshot | undefined) => {
      for (const item of listening) item.dispose();
      left.removeEventListener('abort', leave);
      resolve(session);
    };
    left.addEventListener('abort', leave, { once: true });
    if (left.aborted) return leave();
    void orchestrator.session(id).then((session) => {
      tell(session);
      if (isOver(session)) finish(session);
    }, leave);
  });
}

/** One ended step in a line of plain text. */
function endedText(step: StepSnapshot): string {
  const parts = [
    `${ellipsis(step.title, 100)}: ${statusWord(step.status)}`,
    step.tests && testText(step.tests),
    step.startedAt && step.endedAt ? formatDuration(step.endedAt - step.startedAt) : undefined,
    step.error && !step.tests ? ellipsis(step.error.message, 160) : undefined,
  ];
  return parts.filter(Boolean).join(' · ');
}
