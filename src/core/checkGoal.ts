import { FluxError } from '../base/errors';

/** The longest goal, in characters; a few pages. */
const maxGoalChars = 20_000;

/** The goal, trimmed. FluxError `empty_goal`, `goal_too_long`. */
export function checkGoal(goal: unknown): string {
  const text = typeof goal === 'string' ? goal.trim() : '';
  if (text === '')
    throw new FluxError(
      'empty_goal',
      'The goal is empty. Say in a sentence what you want done, such as “make the failing test pass”.',
    );
  if (text.length > maxGoalChars) {
    throw new FluxError(
      'goal_too_long',
      `The goal has ${text.length.toLocaleString('en')} characters; the limit is ` +
        `${maxGoalChars.toLocaleString('en')}. Put long material into a file in the workspace and name ` +
        `the file in the goal.`,
    );
  }
  return text;
}
