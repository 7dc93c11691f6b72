import { escapePattern } from '../../base/escapePattern';
import type { FoundChunk } from '../../contracts/ports';
import type { BriefContext } from './briefContext';
import { isGenerated } from '../../base/generated';
import { isTestPath, placeWeight } from './relevance';
import { searchTogether } from './searchTogether';
import { linesOf, showLines } from './showText';
import type { Terms } from './terms';

/** With fewer of a kind a folder's name does not say what it holds. */
const fewestOfKind = 3;
const shortest = 400;
/** A longer neighbour is shown from its start. Characters. */
const longest = 3_600;
/** How much its test shows: how such tests are set up. */
const testChars = 900;
/** So many are opened, to find one that can be shown whole. */
const mostOpened = 12;
/** So many files, and ranges of lines of each, say where it is registered. */
const mostPlaces = 4;
const mostInFile = 3;
const placeChars = 400;
const mostHits = 40;

/** What the goal asks for anew. */
const somethingNew = /^[^\n.]{0,60}\b(?:add|create|implement|introduce|write|provide|support|new)\b([^\n.]*)/i;

/** One of several files or folders of a kind, such as a middleware. */
interface OfKind {
  readonly name: string;
  readonly paths: readonly string[];
}

/**
 * Where something new of a kind is wanted that a folder holds several of (“add a middleware …” beside
 * `src/middleware/cors`, `…/etag`), the one that fits best as an example: its code, the start of its test, and where
 * else it is named, since a new one has to be registered there too. Empty otherwise.
 */
export async function showNeighbour(
  goal: string,
  {
    terms,
    all,
    found,
  }: { readonly terms: Terms; readonly all: readonly string[]; readonly found: readonly FoundChunk[] },
  { workspace, shown, signal }: BriefContext,
): Promise<string> {
  const kind = kindOf(goal, all, terms);
  if (!kind) return '';
  const read = (path: string) => workspace.files.read(path).catch(() => undefined);
  const opened = await Promise.all(
    nearest(kind.members, found).map(async (one) => ({ one, file: await read(mainOf(one)) })),
  );
  // A file that only passes others on shows nothing.
  const readable = opened.filter(({ file }) => file !== undefined && file.text.length >= shortest);
  const { one: example, file } = readable.find((each) => (each.file?.text.length ?? 0) <= longest) ?? readable[0] ?? {};
  if (!example || !file) return '';
  const test = testOf(example, all);
  const testFile = test === undefined ? undefined : await read(test);
  const parts = [
    `${example.name}, one of ${kind.members.length} in ${kind.folder}/, as an example of its kind:`,
    showLines(file, 1, linesOf(file.text).length, shown, longest),
    testFile && showLines(testFile, 1, linesOf(testFile.text).length, shown, testChars),
    await placesOf(example, kind.folder, { workspace, shown, signal }),
  ];
  return parts.filter(Boolean).join('\n\n');
}

/** The folder of the kind that the goal asks for, and what it holds; undefined where what it names is there already. */
function kindOf(
  goal: string,
  all: readonly string[],
  terms: Terms,
): { readonly folder: string; readonly members: readonly OfKind[] } | undefined {
  const wanted = somethingNew.exec(goal)?.[1];
  if (wanted === undefined) return undefined;
  const words = new Set((wanted.toLowerCase().match(/\p{L}{3,}/gu) ?? []).map(singular));
  const folders = new Map<string, Map<string, string[]>>();
  for (const path of all) {
    if (isGenerated(path) || placeWeight(path, terms) < 1) continue;
    const parts = path.split('/');
    parts.slice(0, -1).forEach((part, at) => {
      if (!words.has(singular(part.toLowerCase()))) return;
      const folder = parts.slice(0, at + 1).join('/');
      const name = (parts[at + 1] ?? '').replace(/\.\w+$/, '').replace(/[._-](?:test|spec)$/i, '');
      const members = folders.get(folder) ?? new Map<string, string[]>();
      folders.set(folder, members.set(name, [...(members.get(name) ?? []), path]));
    });
  }
  const kinds = [...folders].map(([folder, members]) => ({
    folder,
    members: [...members]
      .map(([name, paths]): OfKind => ({ name, paths }))
      .filter(
        ({ name, paths }) => !/^(?:index|mod|__init__|main|utils?|types?)$/.test(name) && !paths.every(isTestPath),
      ),
  }));
  return kinds
    .filter(({ members }) => members.length >= fewestOfKind && !members.some(({ name }) => isNamed(name, goal)))
    .sort((a, b) => b.members.length - a.members.length)[0];
}

/** Whether the goal speaks of this one: it is to be changed, or at hand as an example anyway. */
function isNamed(name: string, goal: string): boolean {
  const spelt = name.split(/[-_.]+/).map(escapePattern);
  return new RegExp(`(?<![\\w-])${spelt.join('[-_. ]?')}(?![\\w-])`, 'i').test(goal);
}

/** The few whose code says most of what the goal says, the best first. */
function nearest(members: readonly OfKind[], found: readonly FoundChunk[]): readonly OfKind[] {
  const score = ({ paths }: OfKind) => found.find(({ path }) => paths.includes(path))?.score ?? 0;
  return [...members].sort((a, b) => score(b) - score(a)).slice(0, mostOpened);
}

/** Where its code begins. */
function mainOf({ paths }: OfKind): string {
  const code = paths.filter((path) => !isTestPath(path));
  return code.find((path) => /\/(?:index|mod|__init__|main)\.\w+$/.test(path)) ?? code[0] ?? '';
}

function testOf({ name, paths }: OfKind, all: readonly string[]): string | undefined {
  return paths.find(isTestPath) ?? all.find((path) => isTestPath(path) && path.split(/[/.]/).includes(name));
}

/** The lines elsewhere that name it: lists, exports, manifests. */
async function placesOf({ name }: OfKind, folder: string, { workspace, shown, signal }: BriefContext): Promise<string> {
  const [found] = await searchTogether([name], { limit: mostHits, words: true }, workspace, signal);
  const hits = (found && !found.truncated ? found.hits : []).filter(
    ({ path }) =>
      !path.startsWith(`${folder}/`) && !isTestPath(path) && !isGenerated(path) && !/\.(?:md|rst|txt)$/i.test(path),
  );
  const parts: string[] = [];
  for (const [path, own] of [...Map.groupBy(hits, ({ path: of }) => of)].slice(0, mostPlaces)) {
    const file = await workspace.files.read(path).catch(() => undefined);
    if (!file) continue;
    for (const [from, to] of closeLines(own.map(({ line }) => line)).slice(0, mostInFile))
      parts.push(showLines(file, from, to + 1, shown, placeChars));
  }
  return parts.length === 0 ? '' : `${name} is also named here:\n${parts.join('\n')}`;
}

/** Lines that follow each other, as ranges. */
function closeLines(lines: readonly number[]): [from: number, to: number][] {
  const ranges: [number, number][] = [];
  for (const line of [...lines].sort((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last && line <= last[1] + 2) last[1] = line;
    else ranges.push([line, line]);
  }
  return ranges;
}

function singular(word: string): string {
  return word.replace(/(?:ies|(?<=[xs])es|(?<!s)s)$/, (end) => (end === 'ies' ? 'y' : ''));
}
