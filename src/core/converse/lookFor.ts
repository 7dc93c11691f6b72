import type { SearchHit } from '../../contracts/ports';
import { isCancelled } from '../../base/errors';
import { firstChars } from '../../base/text';
import { symbolRange } from '../../outlines/symbolRange';
import { countByPath, countsText } from '../brief/hitsByFile';
import { isGenerated } from '../../base/generated';
import { linesOf } from '../brief/showText';
import type { Workspace } from '../workspace';
import type { LookRoom } from './takeLook';

/** So many hits are shown, and so many are looked for to spread them over files. */
const mostShown = 30;
const mostFound = 300;
/** Hits this near each other in code are shown with what stands between them. */
const smallGap = 8;
/** With more hits each is a line, without those around it. */
const mostWithContext = 12;
/** So many files are counted by name. */
const mostCounted = 12;

interface Search {
  readonly search: string;
  readonly in?: string;
}

/** Answers a look that searches: hits spread over the files, with what stands around them. */
export async function lookFor(look: Search, room: LookRoom, signal: AbortSignal): Promise<string> {
  const { workspace, seen, maxChars } = room;
  const place = await placeOf(look.in, workspace, signal);
  const result = await workspace.search.search({ pattern: look.search, glob: place.glob, limit: mostFound }, signal);
  const hits = result.hits.filter(({ path, line }) => !isGenerated(path) && place.holds(path, line));
  if (hits.length === 0)
    return `No match${look.in ? ` in ${place.name}` : ''} (ignored and generated files are never searched).`;
  const fresh = hits.filter((hit) => !seen.covers(hit.path, hit.line));
  const count = `${hits.length}${result.truncated ? ' or more' : ''} ${hits.length === 1 ? 'hit' : 'hits'}`;
  if (fresh.length === 0) return `${count}, all in what you already have: ${placesOf(hits)}`;
  const shown = spread(fresh, mostShown);
  const known = hits.filter((hit) => seen.covers(hit.path, hit.line));
  const parts = [
    count +
      (known.length > 0 ? `, ${known.length} of them in what you already have (${placesOf(known)})` : '') +
      (shown.length < fresh.length
        ? `; ${shown.length} shown, by file: ${countsText(mostFirst(fresh), mostCounted)}`
        : ''),
  ];
  let left = maxChars - 300;
  const groups = [...Map.groupBy(shown, ({ path }) => path)];
  for (const [at, [path, ofFile]] of groups.entries()) {
    const part = await around(path, ofFile, shown.length > mostWithContext ? 0 : 2, workspace);
    if (part.length > left) {
      const cut = groups.slice(at).flatMap(([, those]) => those);
      parts.push(`(cut; more hits: ${placesOf(cut, 20)}; read these places, or narrow the search)`);
      break;
    }
    left -= part.length;
    parts.push(part);
  }
  return parts.join('\n');
}

/** Where is searched. */
interface SearchPlace {
  readonly name: string;
  readonly glob?: string;
  holds(path: string, line: number): boolean;
}

const kinds = /^(?:class|function|def|method|interface|type|enum|struct|trait|module|object|fn|func)\s+/;

/** A glob, or a symbol: `class numeric_range`, `Queue.add`. */
async function placeOf(wanted: string | undefined, workspace: Workspace, signal: AbortSignal): Promise<SearchPlace> {
  const everywhere = { name: 'the workspace', holds: () => true };
  if (wanted === undefined) return everywhere;
  const byGlob = { name: `the files that ${wanted} names`, glob: wanted, holds: () => true };
  const symbol = wanted.replace(kinds, '').trim();
  if (!kinds.test(wanted) && !/^[\w$#]+(?:(?:\.|::)[\w$#]+)*$/.test(wanted)) return byGlob;
  if (!kinds.test(wanted) && (await workspace.files.list(wanted, 1, signal)).length > 0) return byGlob;
  const bare = symbol.split(/\.|::/).at(-1) ?? symbol;
  const found = await workspace.index?.symbols(bare, 20).catch((error: unknown) => {
    if (isCancelled(error)) throw error;
    return [];
  });
  const ranges = new Map<string, { from: number; to: number }>();
  for (const path of new Set(found?.map((each) => each.path))) {
    const file = await workspace.files.read(path).catch(() => undefined);
    const range = file && symbolRange(file.text, await workspace.outline(file.text, path), symbol);
    if (range) ranges.set(path, range);
  }
  if (ranges.size === 0) return byGlob;
  return {
    name: `${symbol} (${[...ranges.keys()].join(', ')})`,
    glob: globOf([...ranges.keys()]),
    holds(path, line) {
      const range = ranges.get(path);
      return range !== undefined && line >= range.from && line <= range.to;
    },
  };
}

/** A glob for exactly these files; what means something in globs stands for any character. */
function globOf(paths: readonly string[]): string {
  const names = paths.map((path) => path.replace(/[[\]{}*,!]/g, '?'));
  return names.length === 1 ? (names[0] ?? '') : `{${names.join(',')}}`;
}

/** At most so many hits: of each file the first, then of each the second, and so on. */
export function spread(hits: readonly SearchHit[], most: number): SearchHit[] {
  if (hits.length <= most) return [...hits];
  const groups = [...Map.groupBy(hits, ({ path }) => path).values()];
  const chosen = new Set<SearchHit>();
  for (let at = 0; chosen.size < most; at++) {
    const row = groups.flatMap((group) => group[at] ?? []);
    for (const hit of row.slice(0, most - chosen.size)) chosen.add(hit);
  }
  return hits.filter((hit) => chosen.has(hit));
}

function placesOf(hits: readonly SearchHit[], most = 8): string {
  const named = hits.slice(0, most).map(({ path, line }) => `${path}:${line}`);
  return `${named.join(', ')}${hits.length > most ? `, and ${hits.length - most} more` : ''}`;
}

function mostFirst(hits: readonly SearchHit[]): [path: string, count: number][] {
  return countByPath(hits).sort((a, b) => b[1] - a[1]);
}

/** The hits of one file with `lines` lines around each; near ones run together. */
async function around(path: string, hits: readonly SearchHit[], lines: number, workspace: Workspace): Promise<string> {
  const text = await workspace.files
    .read(path)
    .then((file) => linesOf(file.text))
    .catch(() => undefined);
  if (!text) return `${path}\n${hits.map((hit) => `${hit.line}: ${firstChars(hit.text.trim(), 160)}`).join('\n')}`;
  const reach = /\.(md|txt|rst|json)$/i.test(path) ? 0 : lines;
  const wanted = new Set(
    hits.flatMap((hit) => Array.from({ length: 2 * reach + 1 }, (_, at) => hit.line + at - reach)),
  );
  const rowNumbers = bridged(
    [...wanted].filter((line) => line >= 1 && line <= text.length).sort((a, b) => a - b),
    reach === 0 ? 0 : smallGap,
  );
  const rows: string[] = [];
  let before = 0;
  for (const line of rowNumbers) {
    if (before && line > before + 1) rows.push('…');
    rows.push(`${line}: ${firstChars(text[line - 1] ?? '', 200)}`);
    before = line;
  }
  return `${path}\n${rows.join('\n')}`;
}

/** Line numbers with small gaps filled: what stands between two hits is often what is looked for. */
function bridged(lines: readonly number[], gap: number): number[] {
  return lines.flatMap((line, at) => {
    const before = lines[at - 1];
    if (before === undefined || line - before > gap) return [line];
    return Array.from({ length: line - before }, (_, offset) => before + offset + 1);
  });
}
