import { capitalize } from '../base/text';
import type { Expectation } from '../contracts/plan';
import type { LeftOut, SessionSnapshot, StepSnapshot } from '../contracts/session';
import { asksQuestion, isRunning, standingWord } from '../words/sessionState';
import { effectWords, statusWord } from '../words/stepStatus';

/** Where the session stands: `Waiting for your approval`, `Running 3 of 5`. */
export function stateHeadline(session: SessionSnapshot): string {
  const word = capitalize(standingWord(session));
  const steps = (session.plan?.steps ?? []).filter((step) => step.status !== 'skipped');
  if (!isRunning(session.state) || asksQuestion(session) || steps.length === 0) return word;
  const begun = steps.filter((step) => step.status !== 'pending' && step.status !== 'ready').length;
  return `${word} ${Math.max(1, begun)} of ${steps.length}`;
}

/** An expectation before it is judged; code stands between backticks. */
export function expectationWords(expectation: Expectation): string {
  switch (expectation.kind) {
    case 'tests_pass':
      return 'the tests pass';
    case 'tests_fail':
      return 'the tests fail, as expected';
    case 'no_new_errors':
      return 'no new problems';
    case 'file_exists':
      return `\`${expectation.path}\` exists`;
    case 'changed':
      return expectation.path ? `\`${expectation.path}\` has changed` : 'something has changed';
    case 'exit_code':
      if (expectation.equals !== undefined)
        return expectation.equals === 0 ? 'exits without an error' : `exits with code ${expectation.equals}`;
      return expectation.not === undefined || expectation.not === 0
        ? 'exits with an error, as expected'
        : `exits with a code other than ${expectation.not}`;
    case 'output_matches':
      return `its output matches \`${expectation.pattern}\``;
  }
}

/** What a decision made of a step; what a person did to it they know, and why one is blocked stands below it. */
const leftOutWords: Readonly<Record<LeftOut['by'], string>> = {
  person: '',
  decision: 'skipped by Flux',
  replaced: 'replaced',
  blocked: '',
};

/** What else is worth a word: who does it, how often it was tried, where it came from and what became of it. */
export function stepMarks(step: StepSnapshot): string[] {
  return [
    step.agent ?? '',
    step.retries ? `tried ${step.retries + 1} times` : '',
    step.addedAt === undefined ? '' : 'added by Flux',
    step.leftOut ? leftOutWords[step.leftOut.by] : '',
  ].filter(Boolean);
}

/** What became of something said while it ran. */
export function saidWords({ seen, effect }: SessionSnapshot['feedback'][number]): string {
  return effect ?? (seen ? 'seen by the model' : 'goes to the model with the next call');
}

/** One line for screen readers: title, position in the work, effect and status. */
export function stepWords(step: StepSnapshot, asking: boolean): string {
  const about = step.about ? ` ${step.about}` : '';
  const marks = stepMarks(step);
  return (
    `${step.title}. ${statusWord(step.status, asking)}. ` +
    `${effectWords[step.effect]}${about}.${marks.length > 0 ? ` ${marks.join(', ')}.` : ''}`
  );
}
