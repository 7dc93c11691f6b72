import { likeness } from './likeness';
import type { TextLines } from './textLines';

/** A run of a file's lines, by index from 0. */
export interface NearestText {
  readonly start: number;
  readonly end: number;
  /** Index of the first line that differs, in the file; and in the searched lines. */
  readonly differs?: { readonly inFile: number; readonly inSearch: number };
}

const word = /[\p{L}\p{N}_$]{2,}/gu;
/** So many of the longest words lead to a place, each by so many of its occurrences and of its lines in SEARCH. */
const mostWords = 16;
const mostPlaces = 100;
const mostOffsets = 4;
const mostLines = 400;

/**
 * The run of lines that is most like the searched ones, as long as they are; undefined when nothing is alike. Lines
 * that are the same, and long words, vote for where the run starts; then the best few starts are compared line by line.
 */
export function nearestText(text: TextLines, search: readonly string[]): NearestText | undefined {
  const { lines } = text;
  const votes = new Map<number, number>();
  voteByLines(text, search, votes);
  if (!isPlaced(text, search, votes)) voteByWords(lines, search, votes);
  const starts = [...votes].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, 8);
  let best: { start: number; score: number } | undefined;
  const compared = search.slice(0, mostLines);
  for (const [start] of starts) {
    let score = 0;
    for (const [at, line] of compared.entries())
      if (line.trim() !== '') score += likeness(line.slice(0, 500), (lines[start + at] ?? '').slice(0, 500));
    if (!best || score > best.score) best = { start, score };
  }
  const solid = compared.filter((line) => line.trim() !== '').length;
  if (!best || best.score / Math.max(1, solid) < 0.25) return undefined;
  const start = Math.max(0, best.start);
  const end = Math.min(lines.length, best.start + search.length);
  for (let at = 0; at < search.length; at++) {
    const inFile = best.start + at;
    if (lines[inFile] !== search[at]) return { start, end, differs: { inFile, inSearch: at } };
  }
  return { start, end };
}

function vote(votes: Map<number, number>, start: number, weight: number): void {
  votes.set(start, (votes.get(start) ?? 0) + weight);
}

/** Whether half of the searched lines stand where most votes are. */
function isPlaced(text: TextLines, search: readonly string[], votes: ReadonlyMap<number, number>): boolean {
  let best = { start: -1, votes: 0 };
  for (const [start, count] of votes) if (count > best.votes) best = { start, votes: count };
  if (best.start < 0) return false;
  const keys = text.keys('indentation');
  const solid = search.map((line, at) => ({ key: line.trim(), at })).filter(({ key }) => key !== '');
  return 2 * solid.filter(({ key, at }) => keys[best.start + at] === key).length >= solid.length;
}

function voteByLines(text: TextLines, search: readonly string[], votes: Map<number, number>): void {
  const offsets = new Map<string, number>();
  for (const [at, line] of search.entries())
    if (line.trim().length > 2 && !offsets.has(line.trim())) offsets.set(line.trim(), at);
  const places = new Map<string, number[]>();
  for (const [at, key] of text.keys('indentation').entries()) {
    if (!offsets.has(key)) continue;
    const known = places.get(key);
    if (!known) places.set(key, [at]);
    else if (known.length < mostPlaces) known.push(at);
  }
  for (const [key, each] of places)
    for (const place of each) vote(votes, place - (offsets.get(key) ?? 0), 4 / Math.sqrt(each.length));
}

function voteByWords(lines: readonly string[], search: readonly string[], votes: Map<number, number>): void {
  const offsets = new Map<string, number[]>();
  for (const [at, line] of search.entries()) {
    for (const each of new Set(line.match(word) ?? [line.trim()]))
      if (each !== '') offsets.set(each, [...(offsets.get(each) ?? []).slice(0, mostOffsets - 1), at]);
  }
  const whole = lines.join('\n');
  const lineStarts = startsOf(lines);
  const longest = [...offsets.keys()].sort((a, b) => b.length - a.length).slice(0, mostWords);
  const all = longest.map((each) => ({ each, places: linesWith(each, whole, lineStarts) }));
  const rare = all.filter(({ places }) => places.length > 0 && places.length < mostPlaces);
  for (const { each, places } of rare.length > 0 ? rare : all) {
    const weight = 1 / Math.sqrt(places.length);
    for (const place of places) for (const from of offsets.get(each) ?? []) vote(votes, place - from, weight);
  }
}

function startsOf(lines: readonly string[]): number[] {
  let offset = 0;
  return lines.map((line) => (offset += line.length + 1) - line.length - 1);
}

/** The lines that hold a text, each once, not more than the first few hundred. */
function linesWith(text: string, whole: string, lineStarts: readonly number[]): number[] {
  const found: number[] = [];
  for (let at = whole.indexOf(text); at !== -1 && found.length < mostPlaces;) {
    let [low, high] = [0, lineStarts.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((lineStarts[middle] ?? 0) <= at) low = middle;
      else high = middle - 1;
    }
    found.push(low);
    at = whole.indexOf(text, lineStarts[low + 1] ?? whole.length);
  }
  return found;
}
