import { wordList } from '../../base/words';
import { firstChars } from '../../base/text';

const fillers = new Set(
  wordList(`
    a an and the to of in on for with my our your its it this that please can could you make makes so is are be do
    i we us all then me flux
  `),
);

/** A readable name for a session, from its goal: `add-email-validation-login`. */
export function nameFromGoal(goal: string): string {
  const words = goal
    .slice(0, 400)
    .toLowerCase()
    .normalize('NFC')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word.length > 0 && word.length <= 24);
  const telling = words.filter((word) => !fillers.has(word));
  const chosen = (telling.length > 0 ? telling : words).slice(0, 4);
  return firstChars(chosen.join('-'), 48) || 'session';
}

/** The name itself, or with the first number that makes it unique. */
export function uniqueName(wanted: string, taken: ReadonlySet<string>): string {
  if (!taken.has(wanted)) return wanted;
  for (let number = 2; ; number++) {
    const candidate = `${wanted}-${number}`;
    if (!taken.has(candidate)) return candidate;
  }
}

/** A name as a person gave it: one line, trimmed, at most 80 characters; undefined when nothing is left. */
export function cleanName(name: string): string | undefined {
  const clean = firstChars(name.replace(/\s+/g, ' ').trim(), 80);
  return clean || undefined;
}
