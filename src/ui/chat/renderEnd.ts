import * as vscode from 'vscode';
import type { SessionSnapshot, StepSnapshot, TestCounts } from '../../contracts/session';
import { capitalize, ellipsis, formatCost, formatDuration, formatTokens, plural } from '../../base/text';
import { testText } from '../../core/run/report';
import { escapeAroundCode, escapeMarkdown, inlineCode } from '../markdown';
import { decisionText } from '../statusText';
import { stateWord } from '../../words/sessionState';
import { statusWord } from '../../words/stepStatus';

/**
 * Ends a chat response with what happened: what changed (links), tests before and after, commit, tokens, what was not
 * verified.
 */
export function renderEnd(
  session: SessionSnapshot,
  stream: vscode.ChatResponseStream,
  uriOf: (path: string) => vscode.Uri | undefined,
): void {
  const { report } = session;
  if (!report) {
    stream.markdown(`\n\n${escapeMarkdown(session.error?.message ?? session.summary ?? 'Nothing was run.')}\n`);
    return;
  }
  stream.markdown(`\n\n---\n**${capitalize(stateWord(session))}.** ${escapeMarkdown(report.headline)}\n\n`);
  if (session.error && !report.testsAfter?.failed)
    stream.markdown(`${escapeMarkdown(ellipsis(session.error.message, 600))}\n\n`);
  const steps = session.plan?.steps ?? [];
  if (steps.length > 1)
    stream.markdown(new vscode.MarkdownString(`${steps.slice(0, 30).map(renderStep).join('\n')}\n\n`, true));
  const decisions = session.decisions
    .slice(-10)
    .map((decision) => `$(question) ${escapeMarkdown(decisionText(decision))}  `);
  if (decisions.length > 0) stream.markdown(new vscode.MarkdownString(`${decisions.join('\n')}\n\n`, true));
  for (const file of report.files.slice(0, 20)) {
    stream.markdown('- ');
    const uri = uriOf(file.path);
    if (uri) stream.anchor(uri, file.path);
    else stream.markdown(inlineCode(file.path));
    stream.markdown(` ${fileWords(file)}\n`);
  }
  for (const sentence of [...(report.proved ?? []), ...(report.notes ?? [])])
    stream.markdown(`\n- ${escapeAroundCode(ellipsis(sentence, 400))}`);
  const tests = report.testsAfter;
  const now = tests ? testText(tests) : '';
  const stood = report.testsBefore ? `${testText(report.testsBefore)} before → ${now} now` : now;
  const lines = [
    tests && `Tests${report.testsOf ? ` (${escapeMarkdown(ellipsis(report.testsOf, 80))})` : ''}: ${stood}`,
    report.commit && `Commit ${inlineCode(report.commit.hash.slice(0, 8))} ${escapeMarkdown(report.commit.subject)}`,
    `${plural(session.modelCalls, 'model call')} · ` +
      `${formatTokens(session.tokens.prompt + session.tokens.completion)} ` +
      `tokens${session.cost === undefined ? '' : ` · ${formatCost(session.cost)}`} · ` +
      `${formatDuration(report.durationMs)}`,
  ].filter(Boolean);
  stream.markdown(`\n\n${lines.map((line) => `${line}  `).join('\n')}\n\n`);
  for (const failure of tests?.failures.slice(0, 10) ?? []) renderFailure(failure, stream, uriOf);
  if (report.unverified.length > 0)
    stream.markdown(
      new vscode.MarkdownString(
        `\n${report.unverified.map((sentence) => `- $(warning) ${escapeMarkdown(sentence)}`).join('\n')}\n`,
        true,
      ),
    );
  if (session.changedFiles.length > 0 || report.commit)
    stream.button({ command: 'flux.undoRun', title: 'Undo', arguments: [session.id] });
  const answer = steps.length === 1 ? steps[0] : undefined;
  if (answer?.effect === 'read' && answer.result)
    stream.markdown(`\n\`\`\`\`\n${answer.result.replaceAll('````', "'''")}\n\`\`\`\`\n`);
}

function fileWords({
  added,
  removed,
  created,
  deleted,
  movedFrom,
}: NonNullable<SessionSnapshot['report']>['files'][number]): string {
  if (deleted) return 'deleted';
  const counts = `+${added} −${removed}`;
  if (movedFrom !== undefined) return `moved from ${inlineCode(movedFrom)} ${counts}`;
  return created ? `new ${counts}` : counts;
}

function renderFailure(
  failure: TestCounts['failures'][number],
  stream: vscode.ChatResponseStream,
  uriOf: (path: string) => vscode.Uri | undefined,
): void {
  stream.markdown(new vscode.MarkdownString(`- $(error) **${escapeMarkdown(ellipsis(failure.name, 160))}** `, true));
  const uri = failure.file === undefined ? undefined : uriOf(failure.file);
  if (uri) {
    const at = new vscode.Position(Math.max(0, (failure.line ?? 1) - 1), 0);
    stream.anchor(new vscode.Location(uri, at), `${failure.file}${failure.line ? `:${failure.line}` : ''}`);
  }
  stream.markdown(`  \n  ${escapeMarkdown(ellipsis(failure.message, 300))}\n`);
}

const marks: Partial<Record<StepSnapshot['status'], string>> = {
  done: '$(pass-filled)',
  failed: '$(error)',
  denied: '$(circle-slash)',
  skipped: '$(circle-slash)',
  cancelled: '$(debug-stop)',
};

/** One step in a line. The mark comes with a word, for those who do not see it. */
function renderStep(step: StepSnapshot): string {
  const took = step.startedAt && step.endedAt ? ` · ${formatDuration(step.endedAt - step.startedAt)}` : '';
  const tests = step.tests ? ` · ${testText(step.tests)}` : '';
  return (
    `${marks[step.status] ?? '$(circle-outline)'} ${escapeMarkdown(ellipsis(step.title, 120))} · ` +
    `${statusWord(step.status)}${tests}${took}  `
  );
}
