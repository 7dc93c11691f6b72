import type { EarlierGoal } from '../../contracts/decision';
import { oneLine } from '../../base/fenced';
import { ellipsis } from '../../base/text';

/** So many of the newest goals are told in full, as far as there is room. */
const newest = 3;
/** What of an older goal is told at least, in characters for each line. */
const levels = [600, 160, 60] as const;
const mostFiles = 20;

/**
 * The goals that a session had before, the oldest first, in at most so many characters: each with what became of it,
 * what was decided and why, its files, what failed and why, what is open, and what the person said. The older are told
 * shorter, so that none is lost: a session that goes on and on is folded again with each goal. Where even that is too
 * long, the oldest are only named.
 */
export function foldEarlier(earlier: readonly EarlierGoal[], maxChars: number): string {
  for (const level of levels) {
    const text = render(earlier, (at) => (at >= earlier.length - newest ? levels[0] : level));
    if (text.length <= maxChars) return text;
  }
  for (const level of levels.slice(1)) {
    const text = render(earlier, () => level);
    if (text.length <= maxChars) return text;
  }
  const named = earlier.map(({ goal, state }) => `- ${ellipsis(oneLine(goal), 80)} (${state})`);
  while (named.length > 1 && named.join('\n').length > maxChars) named.shift();
  return named.join('\n');
}

function render(earlier: readonly EarlierGoal[], charsOf: (at: number) => number): string {
  return earlier.map((goal, at) => renderGoal(goal, charsOf(at))).join('\n');
}

function renderGoal({ goal, state, summary, files, said, decided, failed, open }: EarlierGoal, chars: number): string {
  const short = (text: string) => ellipsis(oneLine(text), chars);
  const list = (head: string, lines: readonly string[] | undefined, each = Math.min(chars, 200)) =>
    lines && lines.length > 0 ? `  ${head}: ${lines.map((line) => ellipsis(oneLine(line), each)).join('; ')}` : '';
  return [
    `- ${chars === levels[0] ? goal : short(goal)}`,
    `  ${state}${summary ? `: ${short(summary)}` : ''}`,
    files.length > 0 ? `  changed: ${files.slice(0, mostFiles).join(', ')}` : '',
    list('decided', decided),
    list('failed', failed),
    list('open', open),
    list(
      'said by the person',
      said?.map((text) => `“${ellipsis(oneLine(text), Math.min(chars, 160))}”`),
      chars,
    ),
  ]
    .filter(Boolean)
    .join('\n');
}
