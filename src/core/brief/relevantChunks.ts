import type { CodePlace } from '../../base/codePlaces';
import { saysGenerated } from '../../base/generated';
import type { FileText } from '../../contracts/files';
import type { FoundChunk } from '../../contracts/ports';
import { symbolRange } from '../../outlines/symbolRange';
import type { BriefContext, Subject } from './briefContext';
import { chunkWorths, type FoundText } from './chunkWorth';
import { calledPieces } from './calledPieces';
import { chooseByValue, headingChars, holds, joinByFile, valueOf } from './packPieces';
import { pieceAround } from './pieceAround';
import { quietly } from './quietly';
import { isTestPath } from './relevance';
import { linesOf, showLines } from './showText';
import { chooseTests, otherTests } from './testPieces';
import { textOf, type Piece, type ValuedPiece } from './valuedPiece';
import type { Terms } from './terms';
import type { ShownRanges } from './shownRanges';
import { wholeFunctions } from './wholeFunctions';
import { usePieces } from './usePieces';

/** A piece with fewer letters says nothing by itself: the end of a block. */
const fewestLetters = 20;
/** Of the room for pieces, how much tests may take: they say where a change is proved, and seldom explain. */
const testShare = { goal: 0.15, question: 0.07, step: 0 } as const;

/** Of a longer range that the goal names only the beginning is certain to be shown, in lines. */
const longestPlace = 90;

/** How much may be shown, and what the goal names. */
export interface ChunkRoom {
  readonly maxChars: number;
  /** Paths. */
  readonly named: ReadonlySet<string>;
  readonly terms: Terms;
  /** Whether tests are wanted, too; they are unless it is said. */
  readonly hasTests?: boolean;
  readonly subject: Subject;
  /** What fits less well than that, compared with the best, is left out: from 0 (the default) to 1. */
  readonly least?: number;
  /** Lines that are shown for certain, with what they stand in. */
  readonly places?: readonly CodePlace[];
}

/**
 * Chooses pieces by what they are worth over what they cost until the room is used up, and shows them by file, the
 * most telling file first. Stays within `maxChars`.
 */
export async function showChunks(
  found: readonly FoundChunk[],
  { maxChars, named, terms, hasTests = true, subject, least = 0, places = [] }: ChunkRoom,
  context: BriefContext,
): Promise<string> {
  const { workspace, shown } = context;
  const files = new Map<string, Promise<FileText | undefined>>();
  const fileOf = (path: string) => {
    const known = files.get(path) ?? quietly(() => workspace.files.read(path));
    files.set(path, known);
    return known;
  };
  // All at once: one after the other each would wait for the disk.
  const paths = [...new Set(found.map(({ path }) => path))];
  const texts = await Promise.all(paths.map(fileOf));
  const generated = new Set(paths.filter((_, at) => saysGenerated(texts[at]?.text ?? '')));
  const opened: (FoundText & { readonly piece: Piece })[] = [];
  for (const chunk of found) {
    const file = await fileOf(chunk.path);
    const piece = file && (await placeNow(chunk, file, workspace.outline));
    if (!piece) continue;
    const text = textOf(piece);
    if ((text.match(/\p{L}/gu) ?? []).length >= fewestLetters)
      opened.push({ chunk, text, piece, isGenerated: generated.has(chunk.path) });
  }
  const certain = (await piecesAt(places, fileOf, workspace)).filter(
    ({ piece: { file, from, to } }) => !shown.has(file, from, to),
  );
  const worths = chunkWorths(opened, { named, terms });
  const bar = least * Math.max(0, ...worths);
  const wholes = (await wholeFunctions(opened, worths, workspace.outline)).filter(({ piece }) => isFresh(piece, shown));
  const called = (await calledPieces(wholes, workspace.outline)).filter(({ piece }) => isFresh(piece, shown));
  const valued = opened
    .flatMap(({ piece, text }, at): ValuedPiece[] => {
      const worth = worths[at] ?? 0;
      if (worth <= bar || shown.has(piece.file, piece.from, piece.to)) return [];
      if (wholes.some((whole) => holds(whole.piece, piece))) return [];
      return [{ piece, chars: text.length + 1, value: valueOf(worth, text.length) }];
    })
    .filter(({ piece }) => !called.some((one) => holds(one.piece, piece)))
    .concat(wholes, called)
    .sort((a, b) => b.value - a.value);
  const isTest = ({ piece }: ValuedPiece) => subject !== 'step' && isTestPath(piece.file.path);
  const testRoom = hasTests ? maxChars * testShare[subject] : 0;
  const asked = valued.filter(isTest);
  const tests = subject === 'goal' && hasTests ? chooseTests(asked, testRoom) : chooseByValue(asked, testRoom);
  const used = tests.reduce((sum, { chars }) => sum + chars + headingChars, 0);
  const uses = subject === 'goal' ? await usePieces(terms, context, fileOf) : [];
  const code = chooseByValue(
    [
      ...certain,
      ...uses.filter(({ piece }) => ![...tests, ...certain].some((other) => holds(other.piece, piece))),
      ...valued.filter((each) => !isTest(each) && !certain.some(({ piece }) => holds(piece, each.piece))),
    ],
    maxChars - used,
  );
  // Code first: tests show where it is proved.
  const parts = [...joinByFile(code), ...joinByFile(tests)].map(({ file, from, to }) =>
    showLines(file, from, to, shown, maxChars),
  );
  if (subject === 'goal') parts.push(await otherTests(tests, { workspace, shown }));
  return parts.filter(Boolean).join('\n\n');
}

/** Whether none of its lines has been shown. */
function isFresh({ file, from, to }: Piece, shown: ShownRanges): boolean {
  return !Array.from({ length: to - from + 1 }, (_, at) => from + at).some((line) => shown.covers(file.path, line));
}

/** What lines stand in that are to be shown for certain, the first ones first. */
async function piecesAt(
  places: readonly CodePlace[],
  fileOf: (path: string) => Promise<FileText | undefined>,
  { outline }: BriefContext['workspace'],
): Promise<ValuedPiece[]> {
  const pieces: ValuedPiece[] = [];
  for (const { path, line = 1, endLine = line } of places) {
    const file = await fileOf(path);
    if (!file) continue;
    const around = pieceAround(file, await outline(file.text, path), line);
    const piece = endLine - line < longestPlace ? { ...around, to: Math.max(around.to, endLine) } : around;
    if (!pieces.some((other) => holds(other.piece, piece)))
      pieces.push({ piece, chars: textOf(piece).length, value: Infinity });
  }
  return pieces;
}

/** Where a piece is in the file as it stands; undefined where it has gone. */
async function placeNow(
  chunk: FoundChunk,
  file: FileText,
  outline: BriefContext['workspace']['outline'],
): Promise<Piece | undefined> {
  const { from, to, name } = chunk;
  const lines = linesOf(file.text);
  if (chunk.hash === file.hash) return { file, from, to: Math.min(to, lines.length) };
  if (name === '' || file.text.length > 400_000) return undefined;
  const range = symbolRange(file.text, await outline(file.text, file.path), name);
  return range && { file, ...range };
}
