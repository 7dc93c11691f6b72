import { languageCodes } from './languageCodes';
import { wordList } from './words';

/** Words that say nothing about where in a project something is. */
const common = new Set(
  wordList(`
    the and for with that this from into when then than what which while where there here have has had does not are
    was were will should would could can make makes made add adds added fix fixes fixed use uses used using get gets
    set sets let new old all any some every each other only also just like please need needs want wants must may its
    it is be to of in on at by as an or if so do my our your their we you feat feature bug issue support allow ensure
    handle correctly properly instead now more before after via per no non
  `),
);

const endings = /(?:ations?|ating|ates?|ings?|ions?|ers?|ors?|ies|ed|es|s|e|ly|ment|able|ibility|ity)$/;

/** A word's stem: `validation`, `validates` and `validate` are one. Cuts common English endings only. */
function stemOf(word: string): string {
  return word.length < 5 ? word : word.replace(endings, '') || word;
}

/** Words that descriptions of all kinds of code share, and that code itself seldom says. */
const vague = new Set(
  wordList(`
    given specified specify return returns returning returned function functions method methods helper whether check
    checks value values current number determine determines provided passed certain following various create creates
    call calls called object way similar like same
  `).map(stemOf),
);

/** Whether a word says nothing about where in a project something is. */
export function isCommon(word: string): boolean {
  return common.has(word);
}

/** How much a term of a description tells of what is described, from 0 to 1. */
export function tellingness(term: string): number {
  return vague.has(term) ? 0.3 : 1;
}

/** What a word may begin and go on with; only used where a character is not of ASCII. */
const otherBegin = /[\p{L}_$][\p{L}\p{N}_$]*/uy;
const otherRest = /[\p{L}\p{N}_$]*/uy;

/** What a character is: one that may begin a word, a digit, or one that is not of ASCII; 0: something else. */
const [letter, digit, other] = [1, 2, 3];
const kinds = new Uint8Array(128);
for (let code = 48; code <= 57; code++) kinds[code] = digit;
for (let code = 65; code <= 90; code++) kinds[code] = kinds[code + 32] = letter;
for (const char of '_$') kinds[char.charCodeAt(0)] = letter;

/**
 * Calls back with each word of a part of a text and where it begins: identifiers, words, numbers of several digits. The
 * part must not end within a word.
 */
export function eachWord(text: string, from: number, to: number, found: (word: string, at: number) => void): void {
  let at = from;
  while (at < to) {
    const code = text.charCodeAt(at);
    const kind = code < 128 ? kinds[code] : other;
    if (kind === 0) {
      at++;
      continue;
    }
    const end = endOfWord(text, at, to, kind);
    if (end > at + (kind === digit ? 1 : 0)) found(text.slice(at, end), at);
    at = end > at ? end : at + ((text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1);
  }
}

/** Where the word that begins at an offset ends; the offset itself where none does. */
function endOfWord(text: string, from: number, to: number, kind: number | undefined): number {
  if (kind === letter) return wordEnd(text, from + 1, to);
  return kind === digit ? digitsEnd(text, from + 1, to) : otherEnd(text, from);
}

function wordEnd(text: string, from: number, to: number): number {
  let at = from;
  while (at < to) {
    const code = text.charCodeAt(at);
    if (code > 127) return restEnd(text, at);
    if (kinds[code] === 0) break;
    at++;
  }
  return at;
}

function digitsEnd(text: string, from: number, to: number): number {
  let at = from;
  while (at < to && kinds[text.charCodeAt(at)] === digit) at++;
  return at;
}

function restEnd(text: string, from: number): number {
  otherRest.lastIndex = from;
  return from + (otherRest.exec(text)?.[0].length ?? 0);
}

function otherEnd(text: string, from: number): number {
  otherBegin.lastIndex = from;
  return from + (otherBegin.exec(text)?.[0].length ?? 0);
}

/**
 * The terms of a word: it in lower case and stemmed, a compound one (`parseHTTPDate`, `max_size`) whole and by its
 * words. Single letters are left out.
 */
export function termsOfWord(word: string): string[] {
  const terms: string[] = [];
  const whole = word.toLowerCase().replace(/^[_$]+/, '');
  if (whole.length > 1) terms.push(stemOf(whole));
  const parts = word
    .split(/[_$]+|(?<=[\p{Ll}\d])(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})/u)
    .filter((part) => part.length > 1);
  if (parts.length > 1) for (const part of parts) terms.push(stemOf(part.toLowerCase()));
  return terms;
}

/** The terms of a text, for an index or a question: those of its words, in their order. */
export function codeTerms(text: string): string[] {
  const terms: string[] = [];
  eachWord(text, 0, text.length, (word) => terms.push(...termsOfWord(word)));
  return terms;
}

/** A term of a question and how much it counts beside the others. */
export interface WeightedTerm {
  readonly term: string;
  readonly weight: number;
}

const weights = { name: 2.5, title: 1, rest: 0.5 } as const;
/** So many terms are looked for. */
const mostTerms = 60;

/**
 * What a question looks for: names that look like code count most, then the words of its first line. Reads its first
 * 6,000 characters.
 */
export function questionTerms(question: string): WeightedTerm[] {
  const text = question.slice(0, 6_000);
  const [title = '', ...rest] = text.split('\n');
  const found = new Map<string, number>();
  const add = (terms: readonly string[], weight: number): void => {
    for (const term of terms)
      if (term.length > 1 && !common.has(term)) found.set(term, Math.max(found.get(term) ?? 0, weight));
  };
  add(codeTerms(rest.join('\n')), weights.rest);
  add(languageCodes(title), weights.name);
  add(codeTerms(title), weights.title);
  const quoted = [...text.matchAll(/[`'"“]([^`'"”\n]{2,60})[`'"”]/g)].map(([, words = '']) => words).join(' ');
  const codeLike = text.match(/\b(?:[a-z]+[A-Z]\w*|[A-Z][a-z]+[A-Z]\w*|\w+_\w+|[A-Za-z]\w*(?=\()|(?<=\.)[A-Za-z]\w+)/g);
  const names = [...(quoted.match(/[A-Za-z_$][\w$]*/g) ?? []), ...(codeLike ?? [])];
  add(
    names
      .map((name) => name.toLowerCase().replace(/^[_$]+/, ''))
      .filter((name) => !common.has(name))
      .map(stemOf),
    weights.name,
  );
  return [...found]
    .sort((a, b) => b[1] - a[1])
    .slice(0, mostTerms)
    .map(([term, weight]) => ({ term, weight }));
}
