import type { RunSummary } from '../../contracts/runSummary';
import type { JudgedExpectation, LeftOut, SessionSnapshot, StepSnapshot, TestCounts } from '../../contracts/session';
import type { AnyTool } from '../../contracts/tool';
import { oneLine } from '../../base/fenced';
import { ellipsis, formatDuration, formatTokens, plural } from '../../base/text';
import { isTestPath } from '../brief/relevance';
import { isFailed, isThrough } from '../session/states';
import { boundText, runsCommandLine, toolOf } from '../toolTraits';
import { newFailures, oldText } from '../verification/judgeStep';
import { isVerified, testsBeforeChanges } from '../verification/verification';
import type { NetEdits } from './netEdits';

/** How a run ended, from what happened alone. */
export interface RunEnd {
  readonly outcome: 'complete' | 'failed' | 'cancelled';
  readonly report: RunSummary;
  /** The report in sentences. */
  readonly text: string;
  readonly error?: { readonly reason: string; readonly message: string };
}

/** What a report needs beside the session. */
export interface ReportFacts {
  /** Whether the run was stopped. */
  readonly stopped: boolean;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Of files that several steps changed, the whole change. */
  readonly net?: NetEdits;
  readonly tools: readonly AnyTool[];
}

/** Tells the end of a run: what changed, how the tests stood and stand, the commit, and what was not verified. */
export function reportRun(session: SessionSnapshot, { stopped, now, net, tools }: ReportFacts): RunEnd {
  const steps = session.plan?.steps ?? [];
  const failed = steps.filter((step) => isFailed(step) || step.status === 'denied');
  const verify = steps.find((step) => step.id === session.plan?.verify);
  const verified = isVerified(session, tools);
  const isCancelled =
    stopped ||
    (session.ending !== undefined && failed.length === 0) ||
    steps.some((step) => step.status === 'cancelled');
  const ran = failed.length > 0 || !steps.every(isThrough) ? 'failed' : 'complete';
  const outcome = isCancelled ? 'cancelled' : ran;
  const files = changedFiles(steps, net);
  const testRuns = steps.filter((step) => step.tests).sort((a, b) => (a.endedAt ?? 0) - (b.endedAt ?? 0));
  const last = testRuns.at(-1);
  const before = testsBefore(session, testRuns, tools);
  const report: RunSummary = {
    headline: headline(session, outcome, failed[0]),
    verified,
    files,
    testsBefore: before,
    testsAfter: last?.tests,
    ...(isOfSome(last) && { testsOf: last?.about }),
    commit: steps.findLast((step) => step.commit)?.commit,
    proved: proved(steps, tools),
    notes: session.plan?.notes,
    unverified: unverified(
      session,
      verify,
      files.map((file) => file.path),
      tools,
    ),
    durationMs: now - (session.approvedAt ?? session.createdAt),
  };
  return {
    outcome,
    report,
    text: reportText(session, report),
    error:
      outcome === 'failed' && failed[0]
        ? { reason: failed[0].error?.reason ?? 'step_failed', message: failureText(failed[0], files.length) }
        : undefined,
  };
}

/**
 * How the tests stood before; undefined where those are others than the ones that ran last: such numbers say nothing
 * beside each other.
 */
function testsBefore(
  session: SessionSnapshot,
  runs: readonly StepSnapshot[],
  tools: readonly AnyTool[],
): TestCounts | undefined {
  const { testsBefore: measured } = session;
  const first = runs[0];
  const last = runs.at(-1);
  if (!measured) {
    const early = testsBeforeChanges(session, tools);
    return early && runs.length > 1 && isOfSome(first) === isOfSome(last) ? early : undefined;
  }
  const count = ({ passed, failed }: TestCounts) => passed + failed;
  const isOfMore = isOfSome(last) && last?.tests?.command === measured.command && count(measured) > count(last.tests);
  return isOfMore ? undefined : measured;
}

function isOfSome(step: StepSnapshot | undefined): boolean {
  return Object.keys(step?.input ?? {}).length > 0;
}

function headline(session: SessionSnapshot, outcome: RunEnd['outcome'], failed: StepSnapshot | undefined): string {
  if (outcome === 'complete')
    return session.plan?.steps.some((step) => step.status === 'done')
      ? session.plan.summary
      : 'Nothing was run: every step was skipped.';
  if (outcome === 'cancelled') return session.ending ?? 'Stopped before all steps ran.';
  if (failed?.tests) return `“${ellipsis(failed.title, 80)}”: ${testText(failed.tests)}.`;
  return `“${ellipsis(failed?.title ?? 'A step', 80)}” ${failed?.status === 'denied' ? 'was not allowed' : 'failed'}.`;
}

function failureText(step: StepSnapshot, changed: number): string {
  const first = step.tests?.failures[0];
  const why = first
    ? `${step.tests ? testText(step.tests) : ''}. First: ` +
      `${ellipsis(`${first.name} (${first.file ?? '?'}${first.line ? `:${first.line}` : ''}): ${first.message}`, 300)}.`
    : ellipsis(step.error?.message ?? 'It gave no reason.', 400);
  const left =
    changed > 0
      ? `The ${plural(changed, 'file')} changed so far ${changed === 1 ? 'is' : 'are'} kept.`
      : 'Nothing was changed.';
  return `“${ellipsis(step.title, 80)}” failed: ${why} ${left}`;
}

function changedFiles(steps: readonly StepSnapshot[], net: NetEdits | undefined): RunSummary['files'] {
  const files = new Map<string, RunSummary['files'][number]>();
  for (const step of steps) {
    const movedAway = new Set(Object.values(step.edits ?? {}).map((edit) => edit.movedFrom));
    for (const path of step.files ?? []) {
      const edit = step.edits?.[path];
      if (!edit && movedAway.has(path)) continue; // told at the place that it moved to
      const file = files.get(path) ?? { path, added: 0, removed: 0, created: false };
      const movedFrom = edit?.movedFrom ?? file.movedFrom;
      files.set(path, {
        path,
        added: file.added + (edit?.added ?? 0),
        removed: file.removed + (edit?.removed ?? 0),
        created: file.created || (edit?.created ?? false),
        ...(edit?.deleted && { deleted: true }),
        ...(movedFrom !== undefined && { movedFrom }),
      });
    }
  }
  for (const path of net?.back ?? []) files.delete(path);
  for (const [path, { added, removed, created, deleted }] of Object.entries(net?.edits ?? {})) {
    const movedFrom = files.get(path)?.movedFrom;
    if (files.has(path))
      files.set(path, {
        path,
        added,
        removed,
        created,
        ...(deleted && { deleted }),
        ...(movedFrom !== undefined && { movedFrom }),
      });
  }
  return [...files.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** “The exit code is 1” alone reads like a failure. */
function wordsOf({ kind, text }: JudgedExpectation): string {
  return kind === 'exit_code' && !text.endsWith(' 0') ? `${text}, as expected` : text;
}

function provedText(judged: NonNullable<StepSnapshot['judged']>): string {
  if (judged.length === 0) return 'it succeeded';
  return judged.length > 2 ? `${judged.length} checks passed` : judged.map(wordsOf).join(', ');
}

/** What commands have shown, a sentence each; tests are told by their numbers. */
function proved(steps: readonly StepSnapshot[], tools: readonly AnyTool[]): string[] {
  return steps
    .filter((step) => runsCommandLine(step, tools) && step.status === 'done')
    .map(({ title, about, judged = [] }) => {
      const what = judged.length > 0 ? `“${ellipsis(oneLine(title), 100)}”` : `\`${ellipsis(oneLine(about), 80)}\``;
      return `${what}: ${provedText(judged)}.`;
    });
}

function unverified(
  session: SessionSnapshot,
  verify: StepSnapshot | undefined,
  changed: readonly string[],
  tools: readonly AnyTool[],
): string[] {
  const steps = session.plan?.steps ?? [];
  const out: string[] = [];
  const wrote = steps.some((step) => step.effect === 'write' && step.status === 'done');
  if (wrote && !verify && session.plan?.source === 'model')
    out.push('No test or check verified this change. The plan had no verification step.');
  if (verify?.status === 'done' && !isVerified(session, tools))
    out.push(`Files changed after “${verify.title}” passed, and nothing has verified them since.`);
  if (verify?.status === 'skipped' && verify.leftOut) out.push(unprovedText(verify.title, verify.leftOut.by));
  if (verify?.status === 'failed' && steps.length > 1)
    out.push(`“${verify.title}”, which verifies the goal, did not pass.`);
  if (session.savedBefore) out.push(savedText(session.savedBefore, 'the tests ran before the first change'));
  for (const step of steps) {
    if (step.saved) out.push(savedText(step.saved, `“${step.title}” ran`));
    for (const [path, edit] of Object.entries(step.edits ?? {}))
      if (!edit.saved)
        out.push(
          `${path} was edited but not saved, because it had unsaved changes of yours. Until you save it, tests ` +
            `and commits use the version on disk.`,
        );
    if (step.id !== verify?.id && step.leftOut?.by === 'person') out.push(`You skipped “${step.title}”.`);
    if (step.id !== verify?.id && step.leftOut?.by === 'blocked')
      out.push(`“${step.title}”: ${step.error?.message ?? 'It was not run.'}`);
    if (step.status === 'cancelled') out.push(`“${step.title}” was interrupted.`);
  }
  const after = verify?.tests;
  if (verify?.status === 'done' && after && after.failed > 0) {
    const some = after.failures.slice(0, 3).map((failure) => failure.name);
    out.push(
      `${plural(after.failed, 'test')} failed ${oldText(after)} and still ${after.failed === 1 ? 'fails' : 'fail'}: ` +
        `${some.join(', ')}.`,
    );
  }
  if (verify?.status === 'failed' && after && after.failed > 0 && newFailures(after, session.testsBefore).length === 0)
    out.push(`The failing tests already failed ${oldText(after)}.`);
  const adapted = changed.filter(isTestPath).filter((path) => steps.some((step) => takesAway(step, path, tools)));
  if (adapted.length > 0) out.push(`Existing tests were changed: ${adapted.join(', ')}.`);
  return [...new Set(out)];
}

/** Of the step that would have verified the goal: why it has not. */
function unprovedText(title: string, by: LeftOut['by']): string {
  switch (by) {
    case 'blocked':
      return `“${title}”, which would have verified the goal, was not run.`;
    case 'person':
      return `You skipped “${title}”, which would have verified the goal.`;
    default:
      return `Flux skipped “${title}”, which would have verified the goal.`;
  }
}

function savedText(paths: readonly string[], when: string): string {
  const more = paths.length - 5;
  return (
    `Your unsaved changes in ` +
    `${paths.slice(0, 5).join(', ')}${more > 0 ? ` and ${plural(more, 'more file')}` : ''} were saved when ` +
    `${when}.`
  );
}

/** Whether a step took lines of a file away other than imports, which change whenever a test is added. */
function takesAway(step: StepSnapshot, path: string, tools: readonly AnyTool[]): boolean {
  if ((step.edits?.[path]?.removed ?? 0) === 0) return false;
  const edits = toolOf(step, tools)?.binding === 'blocks' ? boundText(step, tools) : undefined;
  if (edits === undefined) return true;
  // Headings come in many spellings: only what is clearly another file's is left out.
  const others = new Set(Object.keys(step.edits ?? {}).filter((other) => other !== path));
  let isOther = false;
  for (const [, before = '', from = '', to = ''] of edits.matchAll(
    /([\s\S]*?)^<{7} SEARCH\n([\s\S]*?)^={7}\n([\s\S]*?)^>{7} REPLACE/gm,
  )) {
    const heading = before
      .split('\n')
      .map((line) => line.replace(/^[\s#*`]*(\.\/)?/, '').replace(/[\s*`:]+$/, ''))
      .findLast((line) => line !== '' && !/^\w{1,12}$/.test(line));
    if (heading !== undefined) isOther = others.has(heading);
    if (isOther) continue;
    const kept = new Set(to.split('\n').map((line) => line.trim()));
    if (from.split('\n').some((line) => line.trim() !== '' && !kept.has(line.trim()) && !importLine.test(line)))
      return true;
  }
  return false;
}

const importLine = /^\s*(import\b|from\b|use\b|#include\b|using\b|(const|let|var)\b.*\brequire\()/;

/** Test numbers as a person reads them: `41 passed, 2 failed`. */
export function testText(tests: TestCounts): string {
  return [
    `${tests.passed} passed`,
    tests.failed > 0 ? `${tests.failed} failed` : '',
    tests.skipped > 0 ? `${tests.skipped} skipped` : '',
  ]
    .filter(Boolean)
    .join(', ');
}

function fileText({ path, added, removed, deleted, movedFrom }: RunSummary['files'][number]): string {
  if (deleted) return `${path} (deleted)`;
  const counts = added + removed > 0 ? ` (+${added} −${removed})` : '';
  return movedFrom === undefined ? `${path}${counts}` : `${path} (moved from ${movedFrom})${counts}`;
}

function nothingChanged({ plan }: SessionSnapshot): string {
  return plan?.steps.some(({ effect }) => effect === 'write') ? 'No file was changed.' : '';
}

function testsSentence({ testsBefore: before, testsAfter: after, testsOf }: RunSummary): string {
  if (!after) return '';
  const stood = before ? `${testText(before)} before, ${testText(after)} after` : testText(after);
  return `Tests${testsOf ? ` (${testsOf})` : ''}: ${stood}.`;
}

function reportText(session: SessionSnapshot, report: RunSummary): string {
  const used = session.tokens.prompt + session.tokens.completion;
  const notes = report.notes ?? [];
  const sentences = [
    report.headline,
    report.files.length > 0 ? `Changed ${report.files.map(fileText).join(', ')}.` : nothingChanged(session),
    testsSentence(report),
    report.commit ? `Committed as ${report.commit.hash.slice(0, 8)}: ${report.commit.subject}.` : '',
    ...(report.proved ?? []),
    `${plural(session.modelCalls, 'model call')}, ${formatTokens(used)} tokens, ran for ` +
      `${formatDuration(report.durationMs)}.`,
    ...report.unverified,
  ];
  return [sentences.filter(Boolean).join(' '), ...notes.map((note) => `- ${note}`)].join('\n');
}
