import type * as vscode from 'vscode';
import type { SessionSnapshot, StepSnapshot } from '../../contracts/session';
import type { Orchestrator } from '../../core/orchestrator';
import { ellipsis, formatDuration } from '../../base/text';
import { testText } from '../../core/run/report';
import { isSettled } from '../../core/session/states';
import { escapeMarkdown } from '../markdown';
import { decisionText } from '../statusText';
import { statusWord } from '../../words/stepStatus';

/**
 * Streams a run into a chat response as progress, a line when a step starts and one when it ends, until it is settled
 * or the person turns to something else. The editor folds these lines away at the end, where `renderEnd` lists the
 * steps for good.
 */
export function followRun(
  id: string,
  orchestrator: Orchestrator,
  stream: vscode.ChatResponseStream,
  left: AbortSignal,
): Promise<SessionSnapshot | undefined> {
  const told = new Map<string, string>();
  let lastProgress = '';
  const progress = (text: string) => {
    if (text === lastProgress) return;
    lastProgress = text;
    stream.progress(escapeMarkdown(text));
  };
  let decisions = 0;
  const tell = (session: SessionSnapshot) => {
    for (const decision of session.decisions.slice(decisions)) progress(decisionText(decision));
    decisions = session.decisions.length;
    for (const step of session.plan?.steps ?? []) {
      if (told.get(step.id) === step.status) continue;
      told.set(step.id, step.status);
      if (step.status === 'running') progress(`${ellipsis(step.title, 100)}…`);
      else if (step.endedAt) progress(endedText(step));
    }
  };

  return new Promise((resolve) => {
    const listening = [
      orchestrator.onDidChangeSession((session) => {
        if (session.id !== id) return;
        tell(session);
        if (isSettled(session)) finish(session);
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
      if (isSettled(session)) finish(session);
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
