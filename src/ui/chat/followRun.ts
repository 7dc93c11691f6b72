import * as vscode from 'vscode';
import type { SessionSnapshot, StepSnapshot } from '../../contracts/session';
import type { Orchestrator } from '../../core/orchestrator';
import { ellipsis, formatDuration } from '../../base/text';
import { testText } from '../../core/run/report';
import { isSettled } from '../../core/session/states';
import { escapeMarkdown, inlineCode } from '../markdown';

/** Streams a run into a chat response, a line for each step that ends, until it is settled or the person stops listening. */
export function followRun(id: string, orchestrator: Orchestrator, stream: vscode.ChatResponseStream, token: vscode.CancellationToken): Promise<SessionSnapshot | undefined> {
  const told = new Map<string, string>();
  let lastProgress = '';
  const progress = (text: string) => {
    if (text === lastProgress) return;
    lastProgress = text;
    stream.progress(text);
  };
  const tell = (session: SessionSnapshot) => {
    for (const step of session.plan?.steps ?? []) {
      if (told.get(step.id) === step.status) continue;
      told.set(step.id, step.status);
      if (step.status === 'running') progress(`${ellipsis(step.title, 100)}…`);
      else if (step.endedAt) stream.markdown(renderEnded(step));
    }
  };

  return new Promise((resolve) => {
    const listening = [
      orchestrator.onDidChangeSession((session) => {
        if (session.id !== id) return;
        tell(session);
        if (isSettled(session)) finish(session);
      }),
      orchestrator.activities.onDidChange((session) => {
        if (session !== id) return;
        // What single steps print goes to the panel and their terminals; a line of chat each would bury the rest.
        const text = orchestrator.activities.of(id)?.text;
        if (text) progress(text);
      }),
      token.onCancellationRequested(() => finish(undefined)),
    ];
    const finish = (session: SessionSnapshot | undefined) => {
      for (const item of listening) item.dispose();
      resolve(session);
    };
    void orchestrator.session(id).then((session) => {
      tell(session);
      if (isSettled(session)) finish(session);
    }, () => finish(undefined));
  });
}

const marks: Partial<Record<StepSnapshot['status'], string>> = { done: '$(pass-filled)', failed: '$(error)', denied: '$(circle-slash)', skipped: '$(circle-slash)', cancelled: '$(debug-stop)' };
const words: Partial<Record<StepSnapshot['status'], string>> = { done: 'done', failed: 'failed', denied: 'not allowed', skipped: 'not run', cancelled: 'stopped' };

/** One ended step in a line. The mark comes with a word, for those who do not see it. */
function renderEnded(step: StepSnapshot): vscode.MarkdownString {
  const took = step.startedAt && step.endedAt ? ` · ${formatDuration(step.endedAt - step.startedAt)}` : '';
  const tests = step.tests ? ` · ${testText(step.tests)}` : '';
  const files = step.files?.length ? ` · ${step.files.slice(0, 4).map((path) => inlineCode(path)).join(' ')}` : '';
  const why = step.error && !step.tests ? `  \n${escapeMarkdown(ellipsis(step.error.message, 300))}` : '';
  return new vscode.MarkdownString(`\n\n${marks[step.status] ?? ''} **${escapeMarkdown(ellipsis(step.title, 120))}** ${words[step.status] ?? step.status}${tests}${files}${took}${why}\n\n`, true);
}
