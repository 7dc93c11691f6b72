import type { FileText } from '../../contracts/files';
import type { BriefContext } from './briefContext';
import { isGenerated } from '../../base/generated';
import { remoteness } from './relevance';
import { searchTogether } from './searchTogether';
import { textOf, type ValuedPiece } from './valuedPiece';
import type { Terms } from './terms';
import { linesOf } from './showText';

/** A name that stands on more lines is not changed by hand. */
const mostUses = 80;
/** Lines before and after a use that are shown with it: they tell it from others that read the same. */
const around = 1;

/**
 * Where the names stand that a goal renames, replaces or removes, longer ones with them in it too: code first, then
 * tests, then what is written of them. Each counts the same.
 */
export async function usePieces(
  { everywhere }: Terms,
  { workspace, signal }: BriefContext,
  fileOf: (path: string) => Promise<FileText | undefined>,
): Promise<ValuedPiece[]> {
  const found = await searchTogether(everywhere, { limit: mostUses }, workspace, signal);
  const hits = found
    .flatMap((one) => (one && !one.truncated ? one.hits : []))
    .filter(({ path }) => !isGenerated(path))
    .sort((a, b) => remoteness(a.path) - remoteness(b.path));
  const pieces: ValuedPiece[] = [];
  for (const { path, line } of hits) {
    const file = await fileOf(path);
    if (!file) continue;
    const lines = linesOf(file.text);
    const from = Math.max(1, line - around);
    const to = Math.min(lines.length, line + around);
    const piece = { file, from, to };
    pieces.push({ piece, chars: textOf(piece).length + 1, value: 1 });
  }
  return pieces;
}
