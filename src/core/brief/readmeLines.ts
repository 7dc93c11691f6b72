import type { FileText } from '../../contracts/files';
import type { FoundChunk } from '../../contracts/ports';
import type { Workspace } from '../workspace';
import { oneLine } from '../../base/fenced';
import { firstChars } from '../../base/text';
import type { ShownRanges } from './shownRanges';
import { linesOf, showLines } from './showText';
import { stem, type Terms } from './terms';

/** A README of up to so many characters is shown whole: what a change makes false in it is then changed too. */
const shortReadme = 1_600;
const mostLines = 5;
/** A line that shares a single word with the goal is seldom about it: a name counts as two. */
const fewestWords = 2;
const lineChars = 140;
/** Of the sections that the index has found, so many and so much of each are shown. */
const mostSections = 2;
const sectionChars = 550;
/** A section that fits less well, compared with the best code, is about something else. */
const leastOfBest = 0.4;

/** What a goal is about, where its README is looked for, and what the index has found. */
interface Readme {
  readonly terms: Terms;
  readonly files: readonly string[];
  readonly found?: readonly FoundChunk[];
}

/**
 * A short README whole, of a longer one the lines that speak of what the goal is about: a change may make them false.
 * With an index, of a longer one the sections that it has found. Empty where none does.
 */
export async function readmeLines(
  { terms, files, found }: Readme,
  workspace: Workspace,
  shown: ShownRanges,
): Promise<string> {
  const path = files.find((file) => /^readme\.(md|markdown|rst|txt)$/i.test(file));
  const file = path === undefined ? undefined : await workspace.files.read(path).catch(() => undefined);
  if (!file) return '';
  const names = new Set(terms.names.map((name) => name.toLowerCase()));
  const wanted = [...new Set([...names, ...terms.words.map(stem)])].filter((word) => word.length >= 4);
  if (found && found.length > 0 && file.text.length > shortReadme)
    return bestSections(found, file)
      .filter(({ from, to }) => !shown.has(file, from, to))
      .map(({ from, to }) => showLines(file, from, to, shown, sectionChars))
      .join('\n\n');
  const isShort = file.text.length <= shortReadme;
  const lines = file.text.toLowerCase().split('\n');
  // A word that stands in many lines is what the project itself is about.
  const telling = wanted.filter(
    (word) => lines.filter((line) => line.includes(word)).length <= Math.max(2, lines.length / 10),
  );
  const worthOf = (words: readonly string[]) => words.reduce((sum, word) => sum + (names.has(word) ? 2 : 1), 0);
  // A heading promises nothing that a change could make false.
  const scored = lines.map((line, index) => ({
    index,
    score: line.startsWith('#') ? 0 : worthOf(telling.filter((word) => line.includes(word))),
  }));
  const best = scored
    .filter(({ score }) => score >= (isShort ? 1 : fewestWords))
    .sort((a, b) => b.score - a.score || a.index - b.index)
    .slice(0, mostLines);
  if (best.length > 0 && isShort)
    return shown.covers(file.path, 1) ? '' : showLines(file, 1, linesOf(file.text).length, shown, shortReadme);
  const text = file.text.split('\n');
  return best
    .sort((a, b) => a.index - b.index)
    .map(({ index }) => `- ${file.path}:${index + 1} “${firstChars(oneLine(text[index] ?? '').trim(), lineChars)}”`)
    .join('\n');
}

/** The sections of the README that fit the goal about as well as the code does. */
function bestSections(found: readonly FoundChunk[], { path, hash }: FileText): readonly FoundChunk[] {
  const least = leastOfBest * (found[0]?.score ?? 0);
  return found
    .filter((chunk) => chunk.path === path && chunk.hash === hash && chunk.score >= least)
    .slice(0, mostSections);
}
