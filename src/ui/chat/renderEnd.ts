import type { RunSummary } from '../../contracts/runSummary';
import * as vscode from 'vscode';
import type { SessionSnapshot, StepSnapshot, TestCounts } from '../../contracts/session';
import type { SuggestedGoal } from '../../contracts/suggestedGoal';
import { capitalize, ellipsis, formatCost, formatDuration, formatTokens, plural } from '../../base/text';
import { testText } from '../../core/run/report';
import { escapeMarkdown, inlineCode } from '../markdown';
import { decisionText } from '../statusText';
import { showLinked, type Linking } from './linkedAnswer';
import { commandLink, linkedMarkdown, sayInChat } from './links';
import { answeringStep, failedTests, failedTestsText, fixTestsGoal, suggestionsText } from '../../words/endWords';
import { stateWord } from '../../words/sessionState';
import { statusWord } from '../../words/stepStatus';

/** Lines of a failed test's message that chat shows. */
const mostLines = 15;

/**
 * Ends a chat response with what happened: what changed (links), tests before and after, commit, tokens, what was not
 * verified.
 */
export async function renderEnd(session: SessionSnapshot, linking: Linking): Promise<void> {
  const { stream, uriOf } = linking;
  const { report } = session;
  if (!report) return renderWords(session, linking);
  const failed = failedTests(session);
  stream.markdown(`\n\n---\n${failed ? `**${failedTestsText(failed)}**` : headline(session, report)}\n\n`);
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
  await renderList([...(report.proved ?? []), ...(report.notes ?? [])], linking);
  const tests = report.testsAfter;
  const now = tests ? testText(tests) : '';
  const stood = report.testsBefore ? `${testText(report.testsBefore)} before → ${now} now` : now;
  const lines = [
    tests &&
      (steps.length > 1 || report.testsBefore) &&
      `Tests${report.testsOf ? ` (${escapeMarkdown(ellipsis(report.testsOf, 80))})` : ''}: ${stood}`,
    report.commit && `Commit ${inlineCode(report.commit.hash.slice(0, 8))} ${escapeMarkdown(report.commit.subject)}`,
    session.modelCalls > 0 && usageLine(session, report),
  ].filter((line) => typeof line === 'string');
  stream.markdown(`\n\n${lines.map((line) => `${line}  `).join('\n')}\n\n`);
  for (const failure of tests?.failures.slice(0, 10) ?? []) renderFailure(failure, stream, uriOf);
  if (report.unverified.length > 0)
    stream.markdown(
      new vscode.MarkdownString(
        `\n${report.unverified.map((sentence) => `$(warning) ${escapeMarkdown(sentence)}  `).join('\n')}\n`,
        true,
      ),
    );
  const answer = answeringStep(session);
  if (answer?.suggestions?.length) stream.markdown(suggestionList(answer.suggestions));
  else if (answer?.result) stream.markdown(`\n${answerText(answer.result)}\n`);
  offerNext(session, failed, stream);
}

/** Where nothing ran: why, or the answer, with what it found as a list. */
async function renderWords({ error, summary }: SessionSnapshot, linking: Linking): Promise<void> {
  const [first = '', ...found] = (error?.message ?? summary ?? 'Nothing was run.').split('\n').filter(Boolean);
  linking.stream.markdown('\n\n');
  await showLinked(first, linking);
  linking.stream.markdown('\n');
  await renderList(found, linking);
}

async function renderList(sentences: readonly string[], linking: Linking): Promise<void> {
  for (const sentence of sentences) {
    linking.stream.markdown('\n- ');
    await showLinked(ellipsis(sentence, 400), linking);
  }
}

function headline(session: SessionSnapshot, report: RunSummary): string {
  const answer = answeringStep(session);
  const suggested = answer?.suggestions?.length;
  if (suggested) return `**${suggestionsText(suggested).replace('. ', '.** ')}`;
  // The answer itself follows.
  if (answer?.result && session.state === 'complete') return '';
  const word = capitalize(stateWord(session));
  // “Stopped before all steps ran.” says it itself.
  if (report.headline.startsWith(word)) return `**${escapeMarkdown(report.headline)}**`;
  return `**${word}.** ${escapeMarkdown(report.headline)}`;
}

function usageLine({ modelCalls, tokens, cost }: SessionSnapshot, { durationMs }: RunSummary): string {
  const money = cost === undefined ? '' : ` · ${formatCost(cost)}`;
  const calls = plural(modelCalls, 'model call');
  return `${calls} · ${formatTokens(tokens.prompt + tokens.completion)} tokens${money} · ${formatDuration(durationMs)}`;
}

/** One button for what comes next; undoing stands beside it as a link. */
function offerNext(session: SessionSnapshot, failed: TestCounts | undefined, stream: vscode.ChatResponseStream): void {
  const canUndo = session.changedFiles.length > 0 || session.report?.commit !== undefined;
  if (failed) {
    const words = fixTestsGoal(failed);
    if (canUndo) stream.markdown(linkedMarkdown(`\n${commandLink('Undo', 'flux.undoRun', session.id)}\n`));
    stream.button({ command: sayInChat, title: words, arguments: [words] });
  } else if (canUndo) stream.button({ command: 'flux.undoRun', title: 'Undo', arguments: [session.id] });
}

/** Goals as a list; each starts when it is selected. */
function suggestionList(suggestions: readonly SuggestedGoal[]): vscode.MarkdownString {
  const items = suggestions.map(({ goal, why, where }) => {
    const places = where.length > 0 ? ` *${where.slice(0, 4).map(escapeMarkdown).join(', ')}*` : '';
    return `1. ${commandLink(goal, sayInChat, goal)}  \n   ${escapeMarkdown(why)}${places}`;
  });
  return linkedMarkdown(`\n${items.join('\n')}\n`);
}

/** One sentence as it is (“No changes.”), anything longer as code. */
function answerText(found: string): string {
  return /^[^\n]*\.\s*$/.test(found) ? escapeMarkdown(found.trim()) : codeBlock(found);
}

/** Text as a block of code, whatever fences it holds. */
function codeBlock(text: string): string {
  const longest = Math.max(3, ...[...text.matchAll(/`{3,}/g)].map(([fence]) => fence.length + 1));
  const fence = '`'.repeat(longest);
  return `${fence}text\n${text.trimEnd()}\n${fence}`;
}

/** The first lines of a failure's message; all of it stands in the panel. */
function cutLines(message: string): string {
  const lines = message.trim().split('\n');
  return [...lines.slice(0, mostLines), ...(lines.length > mostLines ? ['…'] : [])]
    .map((line) => ellipsis(line, 300))
    .join('\n');
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
  stream.markdown(new vscode.MarkdownString(`$(error) **${escapeMarkdown(ellipsis(failure.name, 160))}** `, true));
  const uri = failure.file === undefined ? undefined : uriOf(failure.file);
  if (uri) {
    const at = new vscode.Position(Math.max(0, (failure.line ?? 1) - 1), 0);
    stream.anchor(new vscode.Location(uri, at), `${failure.file}${failure.line ? `:${failure.line}` : ''}`);
  }
  stream.markdown(`\n\n${codeBlock(cutLines(failure.message))}\n\n`);
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
  const took = step.startedAt && step.endedAt ? ` · ${unbroken(formatDuration(step.endedAt - step.startedAt))}` : '';
  const tests = step.tests ? ` · ${testText(step.tests)}` : '';
  return (
    `${marks[step.status] ?? '$(circle-outline)'} ${escapeMarkdown(ellipsis(step.title, 120))} · ` +
    `${statusWord(step.status)}${tests}${took}  `
  );
}

/** With its unit on the same line. */
function unbroken(quantity: string): string {
  return quantity.replaceAll(' ', '\u00a0');
}
