import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isSource } from '../repository/gitCases';
import { nameOf } from '../repository/nameOf';
import { openRepository } from '../repository/openRepository';
import { seededRandom } from '../retrieval/statistics';

/** What a bench indexes: files as often as they are wanted, and questions that they answer. */
export interface Project {
  /** Files by path; further ones are the same with other names in them. */
  files(count: number): Iterable<readonly [path: string, text: string]>;
  /** How many files there are before they repeat. */
  readonly own: number;
  readonly questions: readonly string[];
}

/** Writes files, as a project's that has been there for long. */
export function writeFiles(root: string, files: Iterable<readonly [path: string, text: string]>): void {
  const made = new Set<string>();
  for (const [path, text] of files) {
    const folder = join(root, dirname(path));
    if (!made.has(folder)) mkdirSync(folder, { recursive: true });
    made.add(folder);
    writeFileSync(join(root, path), text);
  }
}

const questionsEach = 40;

/** The files of repositories as they are now; what their commits say are the questions. */
export function repositoryProject(folders: readonly string[]): Project {
  const texts = new Map<string, string>();
  const questions: string[] = [];
  for (const folder of folders) {
    const { git, filesOf, textsOf } = openRepository(folder);
    for (const [path, text] of textsOf(filesOf('HEAD'))) texts.set(`${nameOf(folder)}/${path}`, text);
    questions.push(...git('log', '--no-merges', `-${questionsEach}`, '--format=%s').split('\n').filter(Boolean));
  }
  return { files: (count) => repeated(texts, count), own: texts.size, questions };
}

/** A word in more of the files is one of the language, or of all of the project. */
const common = 0.02;

function* repeated(texts: ReadonlyMap<string, string>, count: number): Generator<readonly [string, string]> {
  const wordsOf = (text: string) => new Set(text.match(word));
  const holding = new Map<string, number>();
  for (const [path, text] of texts)
    if (isSource(path)) for (const each of wordsOf(text)) holding.set(each, (holding.get(each) ?? 0) + 1);
  const isCommon = (said: string) => (holding.get(said) ?? 0) > common * texts.size;
  for (let at = 0, copy = 0; at < count; copy++)
    for (const [path, text] of texts) {
      if (at++ === count) return;
      if (copy === 0) yield [path, text];
      else yield [`copy${copy}/${path}`, text.replace(word, (said) => (isCommon(said) ? said : said + letters(copy)))];
    }
}

const word = /(?<![\\\w])[A-Za-z]{5,}\w*/g;

/** A number as letters: it must not part a word. */
function letters(number: number): string {
  return [...number.toString(26)].map((digit) => String.fromCharCode(97 + parseInt(digit, 26))).join('');
}

const vocabulary = 20_000;
const functionsEach = 8;

/** Files of made-up words, of which some stand everywhere and most in a few places, as in code. */
export function madeProject(): Project {
  const wordAt = (rank: number) => `${letters(rank * 7_919 + 456_976)}`;
  const wordBy = (random: () => number) => wordAt(Math.floor(vocabulary ** random()) - 1);
  const nameBy = (random: () => number) => {
    const [first, second] = [wordBy(random), wordBy(random)];
    return first + second.charAt(0).toUpperCase() + second.slice(1);
  };
  const textAt = (at: number) => {
    const random = seededRandom(at + 1);
    return Array.from({ length: functionsEach }, () => {
      const [name, value, field] = [nameBy(random), wordBy(random), nameBy(random)];
      return (
        `/** Makes the ${wordBy(random)} of a ${wordBy(random)} as ${wordBy(random)} wants it. */\n` +
        `export function ${name}(${value}: ${nameBy(random)}): string {\n` +
        `  if (${value}.${field} === undefined) return '${wordBy(random)} ${wordBy(random)}';\n` +
        `  return ${nameBy(random)}(${value}, ${value}.${nameBy(random)});\n}\n`
      );
    }).join('\n');
  };
  const questionBy = seededRandom(0);
  return {
    *files(count) {
      for (let at = 0; at < count; at++) yield [`part${at % 200}/file${at}.ts`, textAt(at)];
    },
    own: Infinity,
    questions: Array.from(
      { length: 200 },
      () => `Fix the ${wordBy(questionBy)} of ${nameBy(questionBy)} in a ${wordBy(questionBy)}`,
    ),
  };
}
