import type { FileText } from '../../contracts/files';
import type { Look } from '../../contracts/plan';
import { FluxError, isCancelled, messageOf } from '../../base/errors';
import { renderOutline } from '../../outlines/renderOutline';
import { symbolRange } from '../../outlines/symbolRange';
import { linesOf, showLines } from '../brief/showText';
import type { ShownRanges } from '../brief/shownRanges';
import type { Workspace } from '../workspace';
import { lookFor } from './lookFor';

/** Files up to this many lines are shown whole whatever was asked of them. */
const smallFile = 60;
const longestWhole = 400;

/** Where one look is taken, and how long its answer may be. */
export interface LookRoom {
  readonly workspace: Workspace;
  /** What the model has from earlier. */
  readonly seen: ShownRanges;
  /** Where is noted what this answer shows. */
  readonly shown: ShownRanges;
  readonly maxChars: number;
}

/** Answers one look; always something to read, also for what is not there. */
export async function takeLook(look: Look, room: LookRoom, signal: AbortSignal): Promise<string> {
  const { workspace } = room;
  try {
    if ('search' in look) return await lookFor(look, room, signal);
    const file = await workspace.files.read('outline' in look ? look.outline : look.read);
    const lines = linesOf(file.text).length;
    if (lines <= smallFile) return show(file, [1, lines], room);
    if ('symbol' in look) return await showSymbol(file, look.symbol, room);
    if ('outline' in look || (!look.lines && lines > longestWhole)) {
      room.shown.know(file.path, file.hash);
      const why = 'outline' in look ? '' : ' Too long to show whole; read ranges or symbols of it.';
      return (
        `${file.path} has ${lines} lines.${why} Its ` +
        `outline:\n${renderOutline(await workspace.outline(file.text, file.path), { maxLines: outlineLines(room) })}`
      );
    }
    const [from, to] = look.lines ?? [1, lines];
    if (from > lines) return `${file.path} has only ${lines} lines.`;
    return show(file, [Math.min(from, to), Math.max(from, to)], room);
  } catch (error) {
    if (isCancelled(error)) throw error;
    if (FluxError.is(error, 'not_found')) return `${error.message}${await nearestPaths(pathIn(look), workspace)}`;
    return messageOf(error);
  }
}

function outlineLines({ maxChars }: LookRoom): number {
  return Math.max(12, Math.min(120, Math.floor(maxChars / 70)));
}

async function showSymbol(file: FileText, symbol: string, room: LookRoom): Promise<string> {
  const entries = await room.workspace.outline(file.text, file.path);
  const range = symbolRange(file.text, entries, symbol);
  if (range) return show(file, [range.from, range.to], room);
  room.shown.know(file.path, file.hash);
  return (
    `There is no symbol ${symbol} in ${file.path}. Its ` +
    `outline:\n${renderOutline(entries, { maxLines: Math.min(60, outlineLines(room)) })}`
  );
}

/** Lines of a file, but for those that the model has already. */
function show(file: FileText, [from, to]: readonly [number, number], { seen, shown, maxChars }: LookRoom): string {
  const last = Math.min(to, linesOf(file.text).length);
  const isFresh = (line: number) => seen.hashes()[file.path] !== file.hash || !seen.covers(file.path, line);
  let [first, end] = [from, last];
  while (first <= end && !isFresh(first)) first++;
  while (end >= first && !isFresh(end)) end--;
  if (first > end) return `${file.path} lines ${from}-${last} are shown above already, and have not changed since.`;
  const left = [first > from ? `${from}-${first - 1}` : '', end < last ? `${end + 1}-${last}` : ''].filter(Boolean);
  const text = showLines(file, first, end, shown, maxChars);
  return left.length === 0 ? text : `${text}\n(Lines ${left.join(' and ')} are shown above already.)`;
}

function pathIn(look: Look): string {
  if ('read' in look) return look.read;
  return 'outline' in look ? look.outline : '';
}

async function nearestPaths(path: string, workspace: Workspace): Promise<string> {
  const name = path.split('/').at(-1) ?? '';
  const stem = name.replace(/\.[^.]*$/, '');
  if (stem.length < 2) return '';
  const found = await workspace.files.list(`**/*${stem.replace(/[^\w.-]/g, '?')}*`, 5).catch(() => []);
  return found.length > 0 ? ` Files with a like name: ${found.join(', ')}` : '';
}
