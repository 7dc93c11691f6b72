import type { Role } from '../../contracts/agents';
import type { Said } from '../../contracts/said';
import type { Scope, SessionSnapshot, StepSnapshot, TestCounts } from '../../contracts/session';
import type { AnyTool } from '../../contracts/tool';
import type { DecisionTrigger } from './dueTrigger';
import type { DecisionFacts } from './decidePrompt';
import type { Loop } from './loops';
import { oneLine } from '../../base/fenced';
import { cutMiddle, ellipsis, firstChars, formatTokens, plural } from '../../base/text';
import { testText } from '../run/report';
import { rolesOfSteps } from '../run/roleOf';
import { boundText } from '../toolTraits';
import { expectationText } from '../verification/judgeStep';
import { quoteWords, wordsInForce } from '../steer/wordsInForce';
import { answersIn, openWords, remarksIn } from '../session/said';
import { isQueued, queuedSteps } from '../session/states';
import { couldNotRun, testsBeforeChanges } from '../verification/verification';
import { tellingPart } from '../compress/tellingPart';

const lastTasks = 5;
const lastDecisions = 5;
/** Characters of queued edits that a decision about a person's word is shown. */
const queuedEditChars = 6_000;
const doneEditChars = 2_500;
/** Characters of what other steps have printed, for a decision that the plan asked for. */
const outputChars = 3_000;
/** Characters of a result that the plan wants a decision about. */
const decisionPointChars = 12_000;

/** What a decision is asked with, apart from the present text of files. */
export function decisionFacts(
  told: SessionSnapshot,
  trigger: DecisionTrigger,
  { roles, loop, tools }: { roles: readonly Role[]; loop?: Loop; tools: readonly AnyTool[] },
): Omit<DecisionFacts, 'sources'> {
  // What steps are judged by is what is told.
  const session = { ...told, testsBefore: testsBeforeChanges(told, tools) };
  const steps = session.plan?.steps ?? [];
  const ended = steps
    .filter((step) => step.endedAt !== undefined && step.id !== trigger.step?.id && step.status !== 'skipped')
    .sort((a, b) => (b.endedAt ?? 0) - (a.endedAt ?? 0));
  return {
    goal: session.goal,
    standing: standing(session),
    happened: [
      happened(trigger, session),
      trigger.why === 'feedback'
        ? ''
        : freshWords(session)
            .map((text) => `${personSays(text)}\n`)
            .join(''),
    ]
      .filter(Boolean)
      .join('\n'),
    lastTasks: ended.slice(0, lastTasks).map(taskLine).join('\n'),
    plan: [session.plan?.summary ?? '', ...(session.plan?.notes ?? []).map((note) => `- ${oneLine(note)}`)]
      .filter(Boolean)
      .join('\n'),
    edits:
      trigger.why === 'every_step'
        ? ''
        : editsOf(steps.filter((step) => step.status === 'done' && step.effect === 'write').reverse(), {
            word: 'done',
            maxChars: doneEditChars,
            tools,
          }),
    queue: [
      queueText(steps),
      trigger.why === 'feedback'
        ? editsOf(queuedSteps(session), { word: 'queued', maxChars: queuedEditChars, tools })
        : '',
    ]
      .filter(Boolean)
      .join('\n'),
    roles: roleLines(roles),
    busy: [
      ...rolesOfSteps(
        steps.filter((step) => step.status === 'running'),
        tools,
      ),
    ].join(', '),
    decisions: session.decisions.slice(-lastDecisions).map(decisionLine).join('\n'),
    notes: notes(session, trigger),
    loop: loop?.text,
  };
}

function decisionLine({ step, action, reasoning, outcome }: SessionSnapshot['decisions'][number]): string {
  const about = step ? `about ${step}: ` : '';
  return `- ${about}${action}: ${ellipsis(oneLine(reasoning), 300)}${outcome ? ` (${outcome})` : ''}`;
}

function standing(session: SessionSnapshot): string {
  const steps = (session.plan?.steps ?? []).filter((step) => step.leftOut === undefined);
  const done = steps.filter((step) => step.status === 'done').length;
  const used = session.budget?.usedTokens ?? session.tokens.prompt + session.tokens.completion;
  const limit = session.budget?.maxTokens ? ` of ${formatTokens(session.budget.maxTokens)} that it may take` : '';
  return [
    `Phase: ${session.state}. ${done} of ${plural(steps.length, 'step')} done. Spent: ` +
      `${plural(session.modelCalls, 'model call')}, ${formatTokens(used)} tokens${limit}.`,
    session.changedFiles.length > 0
      ? `Changed so far: ${session.changedFiles.slice(0, 20).join(', ')}.`
      : 'Nothing is changed yet.',
    session.testsBefore ? `Tests before the run: ${testText(session.testsBefore)}.` : '',
    session.scope ? approvedText(session.scope) : '',
  ]
    .filter(Boolean)
    .join('\n');
}

function approvedText({ writes, runs, commits }: Scope): string {
  const lines = runs.map((line) => ellipsis(oneLine(line), 80)).join(', ');
  const running = lines && `; running ${lines}`;
  return `Approved: writing ${writes.join(', ') || 'nothing'}${running}${commits ? '; a commit' : ''}.`;
}

/** What made the decision due: what was expected, what came, and only the telling part of an output. */
function happened({ why, step }: DecisionTrigger, session: SessionSnapshot): string {
  const about = step
    ? `Step "${step.id}" “${step.title}” ` +
      `(${step.tool}${step.agent ? `, ${step.agent}` : ''}${step.retries ? `, tried ${step.retries + 1} times` : ''})`
    : '';
  const expected = step && step.expect.length > 0 ? `Expected: ${step.expect.map(expectationText).join('; ')}.` : '';
  switch (why) {
    case 'failed':
      return [`${about} failed.`, expected, step && outcomeOf(step, session), step && insteadOf(step)]
        .filter(Boolean)
        .join('\n');
    case 'surprise':
      return `${about} was done, but the editor shows errors since then that were not there before:\n${(
        step?.problems ?? []
      )
        .slice(0, 10)
        .map((problem) => `- ${problem.path}:${problem.line} ${oneLine(problem.message)}`)
        .join('\n')}`;
    case 'decision_point':
      return [
        `${about} is done; the plan asks for a decision here.`,
        step && outcomeOf(step, session, decisionPointChars),
        ...(session.plan?.steps ?? [])
          .filter((other) => other.id !== step?.id && other.status === 'done' && other.effect === 'execute')
          .slice(-4)
          .map((other) => printed(other)),
      ]
        .filter(Boolean)
        .join('\n');
    case 'every_step':
      return [`${about} is done as planned.`, step && outcomeOf(step, session)].filter(Boolean).join('\n');
    case 'unverified':
      return step
        ? `Everything is done, but files changed since “${step.title}” passed.`
        : 'Everything is done, but no step has verified the goal: the plan had none that could.';
    case 'woken':
      return (
        `The run was asleep, and something happened elsewhere: ${session.woken ?? ''}\nGo on, sleep again, or ` +
        `end it.`
      );
    case 'feedback':
      return [step ? `${about} had failed. ${outcomeOf(step, session)}` : '', newest(session, step)]
        .filter(Boolean)
        .join('\n');
  }
}

/** Remarks that no decision has taken up. */
function freshWords(session: SessionSnapshot): string[] {
  return remarksIn(openWords(session)).map(({ text }) => text);
}

/** The answer that a decision about what the person said is about, where no remark came later. */
function newestAnswer(session: SessionSnapshot): Said | undefined {
  return freshWords(session).length === 0 ? answersIn(session.said).at(-1) : undefined;
}

/** What the person said last that no decision has taken up. */
function newest(session: SessionSnapshot, failed: StepSnapshot | undefined): string {
  const fresh = freshWords(session);
  const lines = fresh.map(personSays);
  const answer = newestAnswer(session);
  if (answer) {
    const choices = answer.choices?.map(({ label }) => label).join(' / ');
    lines.push(`You asked: ${answer.question}${choices ? ` (${choices})` : ''}\nThe person answers: ${answer.text}`);
  }
  if (lines.length === 0) return 'The person has said something.';
  const counts = fresh.length > 0 ? 'This counts over the goal and the plan. ' : '';
  return `${lines.join('\n')}\n${counts}${whatNow(session, failed)}`;
}

function whatNow(session: SessionSnapshot, failed: StepSnapshot | undefined): string {
  const orEnd = newestAnswer(session) ? 'Or end here, as not verified: project_complete.' : '';
  if (failed)
    return [`“${failed.title}” is still failed: name the steps that fix it.`, insteadOf(failed), orEnd]
      .filter(Boolean)
      .join('\n');
  return queuedSteps(session).length > 0
    ? 'Nothing else has happened. Change what is queued so that it fits, or go on if it fits already.'
    : 'Nothing is queued.';
}

function outcomeOf(step: StepSnapshot, session: SessionSnapshot, maxChars = 2_500): string {
  if (step.tests) {
    const failures = step.tests.failures.slice(0, 8).map(({ name, file, line, message }) => {
      const where = file ? ` (${file}${line ? `:${line}` : ''})` : '';
      return `- ${oneLine(name)}${where}\n${indent(cutMiddle(message, 900))}`;
    });
    const known = session.testsBefore?.failures.map(({ name }) => name) ?? [];
    const names = (some: TestCounts['failures']) =>
      some
        .slice(0, 8)
        .map(({ name }) => oneLine(name))
        .join('; ');
    const old = step.tests.failures.filter(({ name }) => known.includes(name));
    const atHead = step.tests.failures.filter((failure) => failure.old);
    return [
      `Came: ${testText(step.tests)}.`,
      ...failures,
      old.length > 0 ? `Red before the run too: ${names(old)}.` : '',
      atHead.length > 0 ? `Red at the last commit too: ${names(atHead)}.` : '',
      session.testsBefore || step.tests.failures.some((failure) => failure.old !== undefined)
        ? ''
        : 'How the tests stood before the run was not measured.',
    ]
      .filter(Boolean)
      .join('\n');
  }
  const text = step.status === 'failed' ? (step.error?.message ?? step.result ?? '') : (step.result ?? '');
  const reason = step.status === 'failed' && step.error ? ` (${step.error.reason})` : '';
  return `Came${reason}:\n${tellingPart(text, maxChars)}`;
}

/** How a check that cannot run here is replaced. */
function insteadOf(step: StepSnapshot): string {
  return couldNotRun(step)
    ? 'No test ran, so it says nothing about the change. Where it cannot run on this machine, a step with a command ' +
        'line that runs the same tests another way, with exit_code expected, takes its place as the proof.'
    : '';
}

/** What a step that ran something came to, with what was expected of it. */
function printed(step: StepSnapshot): string {
  const judged = (step.judged ?? []).map(({ text, held }) => `${text}: ${held ? 'yes' : 'no'}`).join('; ');
  return (
    `Step "${step.id}" “${step.title}” (${step.tool})${judged && `. Expected: ${judged}`}. ` +
    `Came:\n${tellingPart(step.result ?? '', outputChars)}`
  );
}

function taskLine(step: StepSnapshot): string {
  const result = shortResult(step);
  const agent = step.agent ? `, ${step.agent}` : '';
  const replaced = step.leftOut?.by === 'replaced' ? ', replaced since' : '';
  return (
    `- ${step.id} “${ellipsis(oneLine(step.title), 90)}” (${step.tool}${agent}): ` +
    `${step.status}${replaced}${result ? `; ${ellipsis(oneLine(result), 180)}` : ''}`
  );
}

function shortResult({ tests, status, error, files, result }: StepSnapshot): string {
  if (tests) return testText(tests);
  if (status === 'failed') return error?.message ?? '';
  return files?.length ? `changed ${files.slice(0, 6).join(', ')}` : (result ?? '');
}

function queueText(steps: readonly StepSnapshot[]): string {
  return steps
    .filter((step) => isQueued(step) || step.status === 'running')
    .slice(0, 20)
    .map((step) => {
      const after = step.dependsOn.length > 0 ? `; after ${step.dependsOn.join(', ')}` : '';
      return `- ${step.id} “${ellipsis(oneLine(step.title), 90)}” (${step.tool}${readiness(step)}${after})`;
    })
    .join('\n');
}

function readiness({ status, late, effect }: StepSnapshot): string {
  if (status === 'running') return ', running now';
  if (late) return ', input not written yet';
  return effect === 'write' ? ', edits ready' : '';
}

/** The edits of steps as they were written: what the person may want to be different, or what to take back. */
function editsOf(
  steps: readonly StepSnapshot[],
  { word, maxChars, tools }: { word: string; maxChars: number; tools: readonly AnyTool[] },
): string {
  let left = maxChars;
  return steps
    .map((step) => {
      const text = boundText(step, tools) ?? '';
      if (!text || left <= 0) return '';
      const cut = text.length > left ? `${firstChars(text, left)}\n(${text.length - left} more characters)` : text;
      left -= text.length;
      return `=== ${step.id} (${word}) ===\n${cut}`;
    })
    .filter(Boolean)
    .join('\n');
}

function roleLines(roles: readonly Role[]): string {
  return roles
    .map((role) => `- ${role.name}: ${ellipsis(oneLine(role.description).replace(/[,;] .*$/, ''), 60)}`)
    .join('\n');
}

/** What the person said before, the oldest first, and what roles left open. */
function notes(session: SessionSnapshot, { why }: DecisionTrigger): string {
  const handover = session.handovers?.at(-1);
  const fresh = freshWords(session);
  const newestOne = why === 'feedback' ? newestAnswer(session) : undefined;
  const answers = answersIn(session.said)
    .filter((answer) => answer !== newestOne)
    .map(({ question = '', text, at }) => ({
      at,
      text: `You asked: ${oneLine(question)} The person answered: ${oneLine(text)}`,
    }));
  const before = wordsInForce(session)
    .filter(({ question, text }) => question === undefined && !fresh.includes(text))
    .map((word) => ({ ...word, text: `The person said: ${word.text}` }));
  const said = [...answers, ...before].sort((a, b) => a.at - b.at);
  return [
    before.length > 0 ? 'What the person said counts over goal and plan, later words over earlier ones.' : '',
    quoteWords(said),
    ...(handover?.open ?? []).map((open) => `- Open since ${handover?.from}: ${oneLine(open)}`),
  ]
    .filter(Boolean)
    .join('\n');
}

function personSays(text: string): string {
  return `The person says: ${text}`;
}

function indent(text: string): string {
  return text
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n');
}
