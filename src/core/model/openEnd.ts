import { fencedBlocks } from '../../base/fences';

const blockHead = /^\s*(?:<{5,9}|-{5,9}) ?SEARCH\b/i;
const blockEnd = /^\s*(?:>{7}|>{5,9} ?REPLACE|\+{5,9} ?REPLACE)\s*$/i;
/** The beginning of a block's first line, and nothing behind it. */
const halfHead = /^\s*<{3,9} ?(?:S|SE|SEA|SEAR|SEARC)?$/;

/**
 * What in the shape of edits says that they broke off, as a sentence; undefined where nothing does. `strict`, for
 * answers that nobody vouches for: every fence must close too, and what has no end of its own (a diff) does not count
 * as whole.
 */
export function openEnd(text: string, strict = false): string | undefined {
  const lines = text.replaceAll('\r\n', '\n').split('\n');
  const end = lines.findLastIndex((line) => blockEnd.test(line));
  if (hasOpenBlock(lines) || halfHead.test(lines.at(-1) ?? ''))
    return 'An edit block has no ">>>>>>> REPLACE" line at its end.';
  const around = outsideOfBlocks(lines);
  if (
    around.findLastIndex((line) => /^\s*\*\*\* Begin Patch\s*$/.test(line)) >
    around.findLastIndex((line) => /^\s*\*\*\* End Patch\s*$/.test(line))
  )
    return 'Its patch has no "*** End Patch" line at its end.';
  if (!strict) return undefined;
  const fences = fencedBlocks(around, true);
  if (fences.some(({ close }) => close === undefined)) return 'A fence in it never closes.';
  const hasPatch = around.some((line) => /^\s*\*\*\* End Patch\s*$/.test(line));
  const isBare = around.some(
    (line, at) => /^(?:@@|--- |\+\+\+ )/.test(line) && !fences.some(({ from, close = at }) => at > from && at < close),
  );
  if (isBare && end < 0 && !hasPatch) return 'A diff does not show where it ends. Put it into a fence.';
  const last = end < 0 ? '' : (lines.slice(end + 1).findLast((line) => line.trim() !== '') ?? '').trim();
  return /^(?:[<*=>-]{2}|[^\s`]*[./][^\s`]*$)/.test(last) ? 'Behind its last block another one begins.' : undefined;
}

/** Whether a block ends neither before the next one nor at all. Longer marks than its own are content. */
function hasOpenBlock(lines: readonly string[]): boolean {
  let open: number | undefined;
  for (const line of lines) {
    const head = blockHead.exec(line)?.[0].match(/[<-]+/)?.[0].length;
    if (head !== undefined && open === head) return true;
    if (head !== undefined) open ??= head;
    else if (blockEnd.test(line)) open = undefined;
  }
  return open !== undefined;
}

function outsideOfBlocks(lines: readonly string[]): string[] {
  let inside = false;
  return lines.map((line) => {
    if (blockHead.test(line)) inside = true;
    const kept = inside ? '' : line;
    if (blockEnd.test(line)) inside = false;
    return kept;
  });
}
