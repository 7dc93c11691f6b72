const before = '^(?:please |can you |could you |@flux )*';
const behind = '(?: please)?[.!?]*$';

/** A pattern for goals that say this and nothing else but a please. */
export function wholeGoal(pattern: string): RegExp {
  return new RegExp(`${before}(?:${pattern})${behind}`, 'i');
}
