import { isGenerated } from '../../base/generated';
import type { Workspace } from '../workspace';
import { countByPath } from './hitsByFile';
import { searchTogether } from './searchTogether';
import { stem, type Terms } from './terms';

/** A file that the goal seems to be about. Higher is more relevant. */
export interface RelevantFile {
  readonly path: string;
  readonly score: number;
  /** Whether the goal names the file. */
  readonly named: boolean;
}

const perTerm = 80;
/** What a file counts that the goal names. */
const forNamed = 100;
const prose = /(^|\/)(changelog|license|readme|history|contributing)[^/]*$|\.(md|rst|txt)$/i;
const declarations = /\.d\.[cm]?ts$|(^|\/)(typings|@types)\//i;
const besides = /(^|\/)(docs?|examples?|samples?|bench(mark)?s?|sandbox|fixtures)\//i;
const code = /\.([cm]?[jt]sx?|vue|svelte|astro|pyi?|rb|go|rs|java|kts?|cs|php|swift|scala|dart|c|cc|cpp|h|hpp|sh|sql)$/;
const tests = /(^|\/)(tests?|__tests__|spec)\/|(^|[/._-])(test|spec|tst|test-d)\.[a-z]+$|(^|\/)test_[^/]*\.py$/i;

/** Whether a path looks like a test's. */
export function isTestPath(path: string): boolean {
  return tests.test(path);
}

/** The files that a goal names. */
export function namedFiles(terms: Terms, files: readonly string[]): RelevantFile[] {
  return files
    .filter(
      (path) =>
        terms.paths.some((wanted) => path === wanted || path.endsWith(`/${wanted}`)) ||
        isNamedInWords(path, terms.words),
    )
    .map((path) => ({ path, score: forNamed, named: true }));
}

/**
 * Ranks files for a goal: paths that it names, then how telling (few files hold it) each of its names and words is
 * where they occur. A stand-in with the index's shape: same question, same answer, only slower on large folders.
 */
export async function rankFiles(
  terms: Terms,
  workspace: Workspace,
  files: readonly string[],
  signal: AbortSignal,
): Promise<RelevantFile[]> {
  const scores = new Map<string, number>();
  const add = (path: string, points: number) => scores.set(path, (scores.get(path) ?? 0) + points);

  const named = new Set(namedFiles(terms, files).map(({ path }) => path));
  for (const path of named) add(path, forNamed);
  const wanted = [
    ...terms.names.slice(0, 8).map((text) => ({ text, weight: 4 })),
    ...terms.words.slice(0, 8).map((word) => ({ text: stem(word), weight: 1 })),
  ];
  for (const { text, weight } of wanted) {
    const low = text.toLowerCase();
    if (low.length < 3) continue;
    for (const path of files) if (path.toLowerCase().includes(low)) add(path, 2 * weight);
  }
  const found = await searchTogether(
    wanted.map(({ text }) => text),
    { limit: perTerm, ignoreCase: true },
    workspace,
    signal,
  );
  found.forEach((one, index) => {
    const byFile = countByPath(one?.hits ?? []);
    const weight = wanted[index]?.weight ?? 1;
    const rarity = 1 / Math.sqrt(Math.max(1, byFile.length));
    for (const [path, count] of byFile) add(path, weight * rarity * (1 + Math.log2(count)) * 2);
  });

  const aboutProse = isAboutProse(terms);
  const weightOf = (path: string) => {
    if (path === 'package.json' || (prose.test(path) && !aboutProse)) return 0.05;
    if (declarations.test(path)) return 0.3;
    return tests.test(path) ? 0.7 : 1;
  };
  return [...scores]
    .filter(([path]) => !isGenerated(path))
    .map(([path, score]) => ({ path, score: score * (named.has(path) ? 1 : weightOf(path)), named: named.has(path) }))
    .sort((a, b) => b.score - a.score || (a.path < b.path ? -1 : 1));
}

/** The files with those first that the goal names in another way. */
export function withNamed(ranked: readonly RelevantFile[], paths: readonly string[]): readonly RelevantFile[] {
  const fresh = paths.filter((path) => !ranked.some((file) => file.path === path && file.named));
  if (fresh.length === 0) return ranked;
  const named = fresh.map((path): RelevantFile => ({ path, score: forNamed, named: true }));
  return [...named, ...ranked.filter(({ path }) => !fresh.includes(path))];
}

function isAboutProse({ words }: Terms): boolean {
  return words.some((word) => /^(readme|docs?|documentation|document|guide|licen[cs]e)$/.test(word));
}

/**
 * How much what stands at a path counts for a goal, from 0 to 1: code most, examples and what is no code less. Tests
 * are for the caller to judge.
 */
export function placeWeight(path: string, terms: Terms): number {
  if (isGenerated(path)) return 0;
  if (prose.test(path)) return isAboutProse(terms) ? 1 : 0.05;
  if (besides.test(path)) return 0.3;
  return code.test(path) || isTestPath(path) ? 1 : 0.3;
}

/** Code first (0), then tests (1), then what is written about them (2). */
export function remoteness(path: string): number {
  if (/\.(md|markdown|rst|txt|json|ya?ml|toml)$/i.test(path) || /^(docs?|examples?|bench(mark)?s?)\//.test(path))
    return 2;
  return isTestPath(path) ? 1 : 0;
}

/** “The README” and “the changelog” name a file at the root. */
function isNamedInWords(path: string, words: readonly string[]): boolean {
  if (isChangelog(path)) return words.includes('changelog');
  const name = /^(readme|contributing|licen[cs]e)\b/i.exec(path)?.[1];
  return name !== undefined && !path.includes('/') && words.includes(name.toLowerCase());
}

/** Whether a path is that of the project's list of changes. */
export function isChangelog(path: string): boolean {
  return /^(changelog|changes|history|news|releases?)(\.(md|markdown|rst|txt))?$/i.test(path);
}
