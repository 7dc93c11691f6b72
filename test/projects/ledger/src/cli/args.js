import { JournalError } from '../journal/errors.js';

/** Every option, and what follows it: nothing (`flag`), a text or a number. */
const options = {
  file: { kind: 'text', short: 'f' },
  period: { kind: 'text', short: 'p' },
  depth: { kind: 'number', short: 'd' },
  empty: { kind: 'flag', short: 'e' },
  newest: { kind: 'flag', short: 'n' },
  currency: { kind: 'text', short: 'c' },
  csv: { kind: 'flag' },
  json: { kind: 'flag' },
  help: { kind: 'flag', short: 'h' },
  version: { kind: 'flag', short: 'v' },
};

/**
 * Reads the words of a command line: `{ command, words, options }`. Options may stand anywhere; `--` ends them.
 * @throws JournalError for one that is not known, or that lacks its value
 */
export function parseArgs(given) {
  const words = [];
  const found = {};
  for (let at = 0; at < given.length; at++) {
    const word = given[at];
    if (word === '--') {
      words.push(...given.slice(at + 1));
      break;
    }
    if (!/^-[^\d]/.test(word)) {
      words.push(word);
      continue;
    }
    const [, name, inline] = /^--?([^=]+)(?:=(.*))?$/.exec(word) ?? [];
    const key = word.startsWith('--') ? name : keyOfShort(name);
    const option = Object.hasOwn(options, key ?? '') ? options[key] : undefined;
    if (!option) throw new JournalError(`There is no option ${word}.`);
    if (option.kind === 'flag') {
      found[key] = true;
      continue;
    }
    const value = inline ?? given[++at];
    if (value === undefined) throw new JournalError(`${word} needs a value.`);
    found[key] = option.kind === 'number' ? numberOf(word, value) : value;
  }
  const [command, ...rest] = words;
  return { command, words: rest, options: found };
}

function keyOfShort(letter) {
  return Object.keys(options).find((key) => options[key].short === letter);
}

function numberOf(word, value) {
  if (!/^\d+$/.test(value)) throw new JournalError(`${word} needs a whole number, not “${value}”.`);
  return Number(value);
}
