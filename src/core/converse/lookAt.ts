import type { Look } from '../../contracts/plan';
import { createShownRanges, type ShownRanges } from '../brief/shownRanges';
import type { Workspace } from '../workspace';
import { throwIfCancelled } from '../../base/errors';
import { takeLook } from './takeLook';

/** Characters that the answers of one round may take together; about 4,500 tokens. */
const roundChars = 18_000;
/** No look gets less room than that. */
const leastChars = 700;

/** Where looks are taken, and what the model has been shown already. */
interface Looking {
  readonly workspace: Workspace;
  readonly shown: ShownRanges;
}

/**
 * Answers the model's looks. Every look gets an answer, also when there is nothing to show. They share the room: what
 * short answers leave, long ones get. What was cut is said, and how to get it; what the model has is not sent again.
 */
export async function lookAt(
  looks: readonly Look[],
  { workspace, shown }: Looking,
  signal: AbortSignal,
): Promise<string> {
  const take = async (look: Look, maxChars: number) => {
    throwIfCancelled(signal);
    const fresh = createShownRanges({ numbered: shown.numbered });
    const text = await takeLook(look, { workspace, seen: shown, shown: fresh, maxChars }, signal);
    return { text, fresh };
  };
  const wanted = await Promise.all(looks.map((look) => take(look, roundChars)));
  const rooms = shareRoom(
    wanted.map(({ text }) => text.length),
    roundChars,
    looks.map(shareOf),
  );
  const answers: string[] = [];
  for (const [at, look] of looks.entries()) {
    const whole = wanted[at];
    const room = Math.max(leastChars, rooms[at] ?? 0);
    const answer = whole && whole.text.length <= room ? whole : await take(look, room);
    for (const { path, lines } of answer.fresh.ranges())
      if (lines) shown.add(path, lines[0], lines[1], answer.fresh.hashes()[path] ?? '');
    for (const [path, hash] of Object.entries(answer.fresh.hashes())) shown.know(path, hash);
    answers.push(answer.text.startsWith('### ') ? answer.text : `## ${describeLook(look)}\n${answer.text}`);
  }
  return answers.join('\n\n');
}

/** A look's share of the room: what is asked for by name or by lines is known to be needed. */
function shareOf(look: Look): number {
  if ('symbol' in look || ('lines' in look && look.lines)) return 3;
  return 'read' in look ? 2 : 1;
}

/** Gives each wish its share of the room; what the modest leave is shared among the others. */
export function shareRoom(wishes: readonly number[], room: number, shares: readonly number[]): number[] {
  const given = wishes.map(() => 0);
  let left = room;
  let sharesLeft = shares.reduce((sum, share) => sum + share, 0);
  const inOrder = wishes
    .map((wish, at) => ({ wish, at, share: shares[at] ?? 1 }))
    .sort((a, b) => a.wish / a.share - b.wish / b.share);
  for (const { wish, at, share } of inOrder) {
    const part = Math.min(wish, Math.floor((left * share) / sharesLeft));
    given[at] = part;
    left -= part;
    sharesLeft -= share;
  }
  return given;
}

/** A look in one line, for the model and for the record. */
export function describeLook(look: Look): string {
  if ('search' in look) return `search ${look.search}${look.in ? ` in ${look.in}` : ''}`;
  if ('outline' in look) return `outline ${look.outline}`;
  if ('symbol' in look) return `read ${look.read} symbol ${look.symbol}`;
  return `read ${look.read}${look.lines ? ` lines ${look.lines[0]}-${look.lines[1]}` : ''}`;
}
