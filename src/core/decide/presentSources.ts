import type { FileText } from '../../contracts/files';
import type { SessionSnapshot } from '../../contracts/session';
import type { AnyTool } from '../../contracts/tool';
import { renderOutline } from '../../outlines/renderOutline';
import { createPlaceFinder } from '../brief/findPlace';
import { chooseByValue, holds, joinByFile, valueOf } from '../brief/packPieces';
import { pieceAround } from '../brief/pieceAround';
import { isTestPath } from '../brief/relevance';
import type { ShownRanges } from '../brief/shownRanges';
import { linesOf, showLines } from '../brief/showText';
import type { Piece, ValuedPiece } from '../brief/valuedPiece';
import { queuedSteps } from '../session/states';
import { boundText } from '../toolTraits';
import type { Workspace } from '../workspace';
import type { DecisionTrigger } from './dueTrigger';
import { failurePlaces } from './failurePlaces';
import { importedFiles } from './importedFiles';
import { underTest } from './underTest';

/** Characters of present text that a decision is shown; about 3,000 tokens. */
const allChars = 12_000;
/** A file of up to so many lines is shown whole, and one that a failing test imports up to so many characters. */
const smallLines = 90;
const smallChars = 4_000;
/** So many places are looked at, in so many files. */
const mostPlaces = 40;
const mostFiles = 8;
/** What is known of a file of which no line is. */
const outlineLines = 30;

/** What a piece is worth by why it is shown; later places of a failure a little less than the first. */
const worths = { named: 1, changed: 0.8, underTest: 0.7, imported: 0.35 } as const;
const laterPlace = 0.98;

interface Worthy {
  readonly piece: Piece;
  readonly worth: number;
}

/**
 * The present text of what a decision is about, the most telling first and nothing twice: the functions and tests at
 * the places that a failure names (tests, stack frames, compilers, diagnostics), what the run has changed, what the
 * failing tests call and small files that they import; and, where the person wants something else, what queued steps
 * would change and have not written yet.
 */
export async function presentSources(
  session: SessionSnapshot,
  { why, step }: DecisionTrigger,
  workspace: Workspace,
  shown: ShownRanges,
): Promise<string> {
  const read = createReader(workspace);
  const queued =
    why === 'feedback'
      ? queuedSteps(session)
          .filter(({ late }) => late)
          .flatMap((other) => other.writes ?? [])
      : [];
  const own = [...new Set([...(step?.writes ?? []), ...session.changedFiles, ...queued])].slice(0, mostFiles);
  const named = step ? await piecesAt(failurePlaces(step, workspace.tools), own, { workspace, read }) : [];
  const changed: Worthy[] = [];
  const outlined: FileText[] = [];
  for (const path of own) {
    const file = await read(path);
    const pieces = file ? await changedPieces(file, session, workspace) : [];
    changed.push(...pieces.map((piece) => ({ piece, worth: worths.changed })));
    if (file && pieces.length === 0 && !named.some(({ piece }) => piece.file.path === path)) outlined.push(file);
  }
  const tests = named.filter(({ piece }) => isTestPath(piece.file.path)).map(({ piece }) => piece);
  const around = await aroundTests(tests, { workspace, read });
  const code = show([...named, ...changed, ...around], shown);
  const outlines: string[] = [];
  let left = allChars - code.length;
  for (const file of outlined) {
    const entries = await workspace.outline(file.text, file.path);
    const rows = renderOutline(entries, { maxLines: outlineLines });
    const text = `### ${file.path}, ${linesOf(file.text).length} lines; outline\n${rows}`;
    if (text.length > left) continue;
    left -= text.length;
    shown.know(file.path, file.hash);
    outlines.push(text);
  }
  return [code, ...outlines].filter(Boolean).join('\n\n');
}

type Read = (path: string) => Promise<FileText | undefined>;

interface Reading {
  readonly workspace: Workspace;
  readonly read: Read;
}

/** Reads each file once. */
function createReader({ files }: Workspace): Read {
  const texts = new Map<string, Promise<FileText | undefined>>();
  return (path) => {
    const text = texts.get(path) ?? files.read(path).catch(() => undefined);
    texts.set(path, text);
    return text;
  };
}

/** The functions and tests at the places that a failure names; `own`: the files that the run works on. */
async function piecesAt(
  places: ReturnType<typeof failurePlaces>,
  own: readonly string[],
  { workspace, read }: Reading,
): Promise<Worthy[]> {
  const find = createPlaceFinder(workspace, () => own);
  const found: Worthy[] = [];
  const files = new Set<string>();
  for (const [at, { path: said, line = 1 }] of places.slice(0, mostPlaces).entries()) {
    const place = await find({ path: said });
    if (!place || (files.size >= mostFiles && !files.has(place.path))) continue;
    const file = await read(place.path);
    if (!file) continue;
    files.add(place.path);
    const piece = await pieceOf(file, Math.min(line, linesOf(file.text).length), workspace);
    found.push({ piece, worth: worths.named * laterPlace ** at });
  }
  return found;
}

/** A small file whole, of another what a line stands in. */
async function pieceOf(file: FileText, line: number, { outline }: Workspace): Promise<Piece> {
  const { length } = linesOf(file.text);
  if (length <= smallLines) return { file, from: 1, to: length };
  return pieceAround(file, await outline(file.text, file.path), line);
}

/** Where the run's own edits stand now, by the first telling line of each replacement; a small file whole. */
async function changedPieces(file: FileText, session: SessionSnapshot, workspace: Workspace): Promise<Piece[]> {
  const lines = linesOf(file.text);
  if (lines.length <= smallLines) return [{ file, from: 1, to: lines.length }];
  const changed = changedLines(file.path, session, workspace.tools)
    .map((text) => lines.indexOf(text) + 1)
    .filter((line) => line > 0);
  return Promise.all([...new Set(changed)].slice(0, mostFiles).map((line) => pieceOf(file, line, workspace)));
}

function changedLines(path: string, session: SessionSnapshot, tools: readonly AnyTool[]): readonly string[] {
  return (session.plan?.steps ?? [])
    .filter((step) => step.files?.includes(path))
    .flatMap((step) => [...(boundText(step, tools) ?? '').matchAll(/^={7}\n([\s\S]*?)^>{7} REPLACE/gm)])
    .map((match) => (match[1] ?? '').split('\n').find((line) => line.trim().length > 3) ?? '')
    .filter(Boolean);
}

/** What failing tests call, and small files that they import: where the cause is, if not in what was changed. */
async function aroundTests(tests: readonly Piece[], { workspace, read }: Reading): Promise<Worthy[]> {
  const shownTests = tests.map((piece) => ({ file: piece.file, text: textOf(piece) }));
  const called = await underTest(shownTests, workspace);
  const imported = await Promise.all(
    [...new Map(tests.map(({ file }) => [file.path, file])).values()].map(({ path, text }) =>
      importedFiles(path, text, workspace),
    ),
  );
  const files = await Promise.all([...new Set(imported.flat())].slice(0, mostFiles).map(read));
  const small = files.filter((file) => file !== undefined && file.text.length <= smallChars);
  return [
    ...called.map((piece) => ({ piece, worth: worths.underTest })),
    ...small.flatMap((file) =>
      file ? [{ piece: { file, from: 1, to: linesOf(file.text).length }, worth: worths.imported }] : [],
    ),
  ];
}

function textOf({ file, from, to }: Piece): string {
  return linesOf(file.text)
    .slice(from - 1, to)
    .join('\n');
}

/** The pieces that are worth most for their length, by file; none that another holds. */
function show(worthy: readonly Worthy[], shown: ShownRanges): string {
  const valued = worthy
    .map(({ piece, worth }): ValuedPiece => {
      const chars = textOf(piece).length + 1;
      return { piece, chars, value: valueOf(worth, chars) };
    })
    .sort((a, b) => b.value - a.value);
  const distinct = valued.filter(({ piece }, at) => !valued.slice(0, at).some((better) => holds(better.piece, piece)));
  return joinByFile(chooseByValue(distinct, allChars))
    .map(({ file, from, to }) => showLines(file, from, to, shown, allChars))
    .join('\n\n');
}
