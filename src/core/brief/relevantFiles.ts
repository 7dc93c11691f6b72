import { escapePattern } from '../../base/escapePattern';
import type { CodePlace } from '../../base/codePlaces';
import { pattern } from '../../base/pattern';
import type { FileText } from '../../contracts/files';
import type { FoundChunk } from '../../contracts/ports';
import type { Workspace } from '../workspace';
import { isCancelled, throwIfCancelled } from '../../base/errors';
import type { OutlineEntry } from '../../outlines/outlineEntry';
import { renderOutline } from '../../outlines/renderOutline';
import type { BriefContext, Subject } from './briefContext';
import { changelogHead } from './changelog';
import { scoreEntries } from './entryScores';
import { showNeighbour } from './neighbour';
import { isTestPath, type RelevantFile } from './relevance';
import { showChunks } from './relevantChunks';
import type { ShownRanges } from './shownRanges';
import { linesOf, showLines } from './showText';
import type { Terms } from './terms';

const smallFile = 60;
const longestBody = 90;
const shortBody = 40;
const mostBodies = 6;
const mostUsers = 4;
/** A project of so many files may be shown whole. */
const fewFiles = 25;
const longestWhole = 250;
const sourceCode = /\.([cm]?[jt]sx?|py|rb|go|rs|java|kt|cs|php|swift|c|h|cpp|hpp|vue|svelte)$/;

/** What is relevant to a goal, and how much of it may be shown. */
interface Relevance {
  readonly goal: string;
  readonly ranked: readonly RelevantFile[];
  readonly all: readonly string[];
  readonly terms: Terms;
  readonly maxChars: number;
  /** A small project of up to so many characters is shown whole. */
  readonly wholeChars: number;
  /** What the index has found; left out: there is no index, or it is not ready. */
  readonly found?: readonly FoundChunk[];
  readonly subject: Exclude<Subject, 'step'>;
  readonly least: number;
  /** Lines that the goal names. */
  readonly places: readonly CodePlace[];
}

interface Opened {
  readonly file: FileText;
  readonly lines: number;
  readonly outline: OutlineEntry[];
}

/**
 * What the goal seems to be about: a small project whole; else the pieces that the index has found; without these
 * small files whole, and of larger ones the outline and the bodies of the symbols whose
 * names the goal's words tell apart, followed one hop (what those call). Stays within `maxChars`.
 */
export async function showRelevantFiles(
  { goal, ranked, all, terms, maxChars, wholeChars, found = [], subject, least, places }: Relevance,
  context: BriefContext,
): Promise<string> {
  const { workspace, shown, signal } = context;
  const telling = tellingPaths(ranked);
  const { opened, isWhole } = arePieces(found, all)
    ? { opened: [], isWhole: false }
    : await openProject(telling, all, wholeChars, workspace);
  throwIfCancelled(signal);
  const named = new Set(ranked.filter((file) => file.named).map(({ path }) => path));
  // Line numbers take room too.
  const page: Page = { parts: [], left: isWhole ? Math.max(maxChars, wholeChars * 1.2) : maxChars };
  if (!isWhole) {
    const changelog = await changelogHead(named, all, workspace, shown);
    const neighbour = subject === 'goal' ? await showNeighbour(goal, { terms, all, found }, context) : '';
    const left = maxChars - changelog.length - neighbour.length;
    const room = { maxChars: left, named, terms, subject, least, places, hasTests: neighbour === '' };
    const pieces = await showChunks(found, room, context);
    const parts = [pieces, neighbour, changelog].filter(Boolean);
    if (found.length > 0) return parts.join('\n\n');
    for (const part of parts) take(page, part);
  }

  const large = opened.filter((item) => item.lines > smallFile && telling.includes(item.file.path));
  const owners = large.map((item) => ({ owner: item, entries: item.outline }));
  const scored = scoreEntries(owners, terms)
    .filter(({ score }) => score > 0)
    .sort((x, y) => y.score - x.score);
  opened.forEach((item, rank) => {
    if (isWhole || item.lines <= smallFile) showWhole(item, page, shown);
    else if (large.includes(item)) showOutline(item, rank, scored, { page, shown });
  });
  const bodies = showBodies(scored, page, shown);
  for (const text of [...callSites(bodies.slice(0, 2), large, shown), ...oneHop(bodies, large, shown)])
    if (page.left < 1200 || !take(page, text)) break;
  return page.parts.join('\n\n');
}

/** Whether what the index has found is shown, without a search for words: a small project may be shown whole. */
export function arePieces(found: readonly FoundChunk[] = [], all: readonly string[]): boolean {
  return found.length > 0 && all.length > fewFiles;
}

/** What is shown, and how many more characters may be. */
interface Page {
  readonly parts: string[];
  left: number;
}

/** Whether there was room for a text. */
function take(page: Page, text: string): boolean {
  if (text.length > page.left) return false;
  page.parts.push(text);
  page.left -= text.length + 2;
  return true;
}

function tellingPaths(ranked: readonly RelevantFile[]): readonly string[] {
  // What the goal names does not make the rest less telling.
  const best = ranked.find(({ named }) => !named)?.score ?? 0;
  const telling = ranked
    .filter((file) => file.named || file.score >= best * 0.2)
    .slice(0, 6)
    .map(({ path }) => path);
  // Tests are where a change is proved: the most fitting one is among them.
  const test = ranked.find(({ path }) => isTestPath(path))?.path;
  return test && !telling.some(isTestPath) ? [...telling, test] : telling;
}

/** The telling files; all of a project of a few small ones, which costs less than a look. */
async function openProject(
  telling: readonly string[],
  all: readonly string[],
  wholeChars: number,
  workspace: Workspace,
): Promise<{ readonly opened: readonly Opened[]; readonly isWhole: boolean }> {
  const first = await openAll(telling, workspace);
  const others = all.filter((path) => sourceCode.test(path) && !telling.includes(path));
  const every = [...first, ...(all.length <= fewFiles ? await openAll(others, workspace) : [])];
  const total = every.reduce((sum, { file }) => sum + file.text.length, 0);
  const isWhole = all.length <= fewFiles && total <= wholeChars && every.every(({ lines }) => lines <= longestWhole);
  return { opened: (isWhole ? every : first).filter(({ file }) => !isWrapper(file.text)), isWhole };
}

function showWhole({ file, lines }: Opened, page: Page, shown: ShownRanges): void {
  if (file.text.length < page.left && !shown.has(file, 1, lines))
    take(page, showLines(file, 1, lines, shown, page.left));
}

type Scored = ReturnType<typeof scoreEntries<Opened>>;

function showOutline(
  item: Opened,
  rank: number,
  scored: Scored,
  { page, shown }: { page: Page; shown: ShownRanges },
): void {
  const { file, lines, outline } = item;
  shown.know(file.path, file.hash);
  const telltale = scored.filter(({ owner }) => owner === item).map(({ entry }) => entry.name);
  const rows = outlineRows(rank, telltale.length > 0);
  const keep = telltale.slice(0, Math.ceil(rows * 0.6));
  const text = renderOutline(outline, { maxLines: rows, keep: exactly(keep) });
  take(page, `### ${file.path}, ${lines} lines; outline\n${text}`);
}

/** The bodies of the symbols that the goal's words tell apart. */
function showBodies(scored: Scored, page: Page, shown: ShownRanges): readonly Body[] {
  const bodies: Body[] = [];
  const bar = (scored[0]?.score ?? 0) * 0.3;
  for (const { owner, entry, named, score } of scored) {
    if (bodies.length >= mostBodies || score < bar) break;
    const length = entry.end - entry.line;
    if (length === 0 || length > (named ? longestBody : shortBody) || shown.covers(owner.file.path, entry.line))
      continue;
    const text = showLines(owner.file, entry.line, entry.end, shown, 4500);
    if (take(page, text)) bodies.push({ text, owner, name: entry.name.split('.').at(-1) ?? '' });
  }
  return bodies;
}

/** A pattern for the outline's lines of these entries; undefined when there are none. */
function exactly(names: readonly string[]): RegExp | undefined {
  if (names.length === 0) return undefined;
  return new RegExp(`^(?:${names.map(escapePattern).join('|')}) `);
}

async function openAll(paths: readonly string[], workspace: Workspace): Promise<Opened[]> {
  return (await Promise.all(paths.map((path) => open(path, workspace)))).filter((item) => item !== undefined);
}

const passesOn = pattern()`
  ^\s*import\b|\brequire\(|^\s*export\s*(const\s*)?[{*]|\bexports\b[\w.]*\s*=\s*[\w.]+;?\s*$
  |^\s*[A-Za-z_$][\w$]*,?$|['"]use strict['"]|^\s*\}\s*(=|from)
`;

/** Whether a file only passes on what others export. */
function isWrapper(text: string): boolean {
  const lines = linesOf(text).filter((line) => /[\w'"]/.test(line) && !/^\s*(\/\/|\*|\/\*)/.test(line));
  const passing = lines.filter((line) => passesOn.test(line));
  return lines.length > 0 && lines.length <= 30 && passing.length / lines.length > 0.75;
}

async function open(path: string, workspace: Workspace): Promise<Opened | undefined> {
  try {
    const file = await workspace.files.read(path);
    if (file.text.length > 400_000) return undefined;
    return { file, lines: linesOf(file.text).length, outline: await workspace.outline(file.text, path) };
  } catch (error) {
    if (isCancelled(error)) throw error;
    return undefined; // binary, huge or gone: the brief does without
  }
}

/** A shown body and whose it is. */
interface Body {
  readonly text: string;
  readonly owner: Opened;
  readonly name: string;
}

/**
 * Where the most telling functions are called, with the lines before, which say what they are given; nothing for what
 * is called everywhere.
 */
function callSites(bodies: readonly Body[], opened: readonly Opened[], shown: ShownRanges): string[] {
  return bodies.flatMap(({ name }) => {
    if (name.length < 4) return [];
    const call = new RegExp(`(?<!function |def |func |const |\\w)${escapePattern(name)}\\(`);
    const sites = opened.flatMap((item) =>
      linesOf(item.file.text).flatMap((line, index) =>
        call.test(line) && !shown.covers(item.file.path, index + 1) && !/^\s*(\/\/|\*|#)/.test(line)
          ? [{ item, line: index + 1 }]
          : [],
      ),
    );
    return sites.length > mostUsers
      ? []
      : sites.slice(0, 2).map(({ item, line }) => showLines(item.file, line - 16, line + 3, shown, 1600));
  });
}

/** Short bodies, one hop from the shown ones: what those call, and what uses a property that they set, if few do. */
function oneHop(bodies: readonly Body[], opened: readonly Opened[], shown: ShownRanges): string[] {
  const called = new Set<string>();
  const set = new Set<string>();
  for (const { text } of bodies) {
    for (const match of text.matchAll(/\b([A-Za-z_$][\w$]{2,})\s*\(/g)) called.add(match[1] ?? '');
    for (const match of text.matchAll(/\b(?:this|self)\.([A-Za-z_$][\w$]{2,})\s*=[^=]/g)) set.add(match[1] ?? '');
  }
  const near = opened.flatMap((item) => {
    const lines = linesOf(item.file.text);
    return item.outline
      .filter(({ line, end }) => end > line && end - line <= shortBody && !shown.covers(item.file.path, line))
      .map((entry) => ({ item, entry, text: lines.slice(entry.line - 1, entry.end).join('\n') }));
  });
  const users = [...set]
    .map((name) => near.filter(({ text }) => new RegExp(`\\.${escapePattern(name)}\\b`).test(text)))
    .filter((found) => found.length <= mostUsers)
    .flat();
  const callees = near.filter(({ entry }) => called.has(entry.name.split('.').at(-1) ?? ''));
  return [...new Set([...users, ...callees])]
    .slice(0, 4)
    .map(({ item, entry }) => showLines(item.file, entry.line, entry.end, shown, 2500));
}

/** How many rows the outline of a large file gets, by its rank. */
function outlineRows(rank: number, isTelling: boolean): number {
  if (rank === 0) return 45;
  return rank < 3 && isTelling ? 25 : 10;
}
