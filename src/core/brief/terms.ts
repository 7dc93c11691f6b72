import { wordList } from '../../base/words';
import { escapePattern } from '../../base/escapePattern';
import { firstChars } from '../../base/text';

const common = new Set(
  wordList(`
    the and for with that this from into when then than what which while where there here have has had does not
    are was were will should would could can make makes made add adds added fix fixes fixed use uses used using
    get gets set sets let new old all any some every each other only also just like please need needs want wants
    must may its it is be to of in on at by as an or if so do my our your their code file files function functions
    method class test tests pass passes passing failing fail fails error errors bug bugs issue issues change
    changes changed update remove delete create write implement support handle work works working instead after
    before without between still now more less one two first last same way because return returns returned value
    values example see run line lines number string true false null undefined expected actual given project over
    under wins win gives give given ignored both either set also when where plain
  `),
);

/** What a goal is about, as words to look for in files. */
export interface Terms {
  /** Paths and file names, as written. */
  readonly paths: readonly string[];
  /** Names that look like code (`parseDate`, `max_size`, `Foo.bar`, quoted words), as written. */
  readonly names: readonly string[];
  /** What it quotes of several words (“unknown option”), and the words of names (`NoSuchFile`: “no such file”). */
  readonly phrases: readonly string[];
  /** Of the names those that are to be renamed, replaced or removed: each of their uses has to change. */
  readonly everywhere: readonly string[];
  /** Ordinary telling words, lower case. */
  readonly words: readonly string[];
}

/** Takes a goal apart. Reads its first 6,000 characters. */
export function termsOf(goal: string): Terms {
  const text = firstChars(goal, 6000);
  const paths = unique(
    text.match(/(?:[\w@.-]+\/)*[\w@.-]*[\w@-]\.(?:[a-z]{1,4}\d?|[cm]?[jt]sx?|json|toml|yaml)\b/gi) ?? [],
  ).filter((path) => /\.[a-z]/i.test(path) && !/^\d/.test(path));
  const quoted = [...text.matchAll(/[`'"“]([\w.$#-]{2,60})(?:\(\))?[`'"”]/g)].map((match) => match[1] ?? '');
  const codeLike =
    text.match(/\b(?:[a-z]+[A-Z]\w*|[A-Z][a-z]+[A-Z]\w*|\w+_\w+|[A-Za-z]\w*(?:\.[A-Za-z]\w*)+|[A-Za-z]\w*(?=\())/g) ??
    [];
  const renamed = [
    ...text.matchAll(/\brename[sd]?\s+(?:the\s+)?([\w$]{3,60})\s+(?:to|into|as)\s+([\w$]{3,60})/gi),
  ].flatMap(([, from = '', to = '']) => [from, to]);
  const isFile = (name: string) => paths.some((path) => path === name || path.endsWith(`/${name}`));
  const names = unique(
    [...quoted, ...renamed, ...codeLike]
      .filter((name) => !isFile(name))
      .flatMap((name) => [name, ...(name.includes('.') ? name.split('.') : [])]),
  )
    .filter((name) => name.length > 2 && !common.has(name.toLowerCase()))
    .slice(0, 12);
  const known = new Set(names.map((name) => name.toLowerCase()));
  const words = unique((text.match(/[\p{L}][\p{L}\p{N}]{2,}/gu) ?? []).map((word) => word.toLowerCase()))
    .filter((word) => !common.has(word) && !known.has(word))
    .slice(0, 16);
  const sentences = [...text.matchAll(/["“”`']([^"“”`'\n]{5,60})["“”`']/g)].map(([, said = '']) => said.trim());
  const phrases = unique([...sentences, ...names.map(wordsOf)].map((said) => said.toLowerCase()))
    .filter((said) => /\p{L}{2}[^\p{L}]+\p{L}{2}/u.test(said))
    .slice(0, 8);
  return { paths: paths.slice(0, 8), names, everywhere: changedEverywhere(text, names), phrases, words };
}

/** What is to be renamed, replaced or removed comes right behind the verb, and not behind “in” or “from”. */
function changedEverywhere(text: string, names: readonly string[]): string[] {
  const verbs = /\b(?:renam|replac|remov|drop|delet|deprecat|inlin)\w*\s+/i;
  const between = /(?:(?!(?:in|from|by|with|to|into|when|if|for|on|at)\b)\w+\s+){0,4}['"“`]?/i;
  return names.filter((name) =>
    new RegExp(`${verbs.source}${between.source}${escapePattern(name)}(?![\\w$])`, 'i').test(text),
  );
}

/** A compound name's words, with blanks between. */
function wordsOf(name: string): string {
  return name.replace(/([\p{Ll}\d])(\p{Lu})/gu, '$1 $2').replace(/[_-]+/g, ' ');
}

/** The word's stem for searching: `validation` also finds `validate`. Cuts common English endings only. */
export function stem(word: string): string {
  const cut = word.replace(/(?:ations?|ating|ates?|ings?|ions?|ed|es|s)$/, '');
  return cut.length >= 4 ? cut : word;
}

function unique(items: readonly string[]): string[] {
  return [...new Set(items)];
}
