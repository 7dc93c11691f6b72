import { parseAmount } from '../amounts/parseAmount.js';
import { JournalError } from '../journal/errors.js';

/**
 * Reads a query, words that must all hold: `food` (a part of the account's name), `payee:bakery`, `tag:trip`,
 * `tag:trip=rome`, `state:cleared`, `over:100` and `under:20` (the amount without its sign), `not:…` turns one around.
 * Texts with spaces stand in quotes.
 */
export function parseQuery(text, { currency } = {}) {
  return wordsOf(text).map((word) => parseWord(word, currency));
}

function parseWord(word, currency) {
  const [, name, value] = /^([a-z]+):(.+)$/s.exec(word) ?? [];
  switch (name) {
    case undefined:
      return { kind: 'account', text: word.toLowerCase() };
    case 'not':
      return { kind: 'not', query: parseWord(value, currency) };
    case 'account':
    case 'payee':
      return { kind: name, text: value.toLowerCase() };
    case 'tag': {
      const [tag, wanted] = value.split('=', 2);
      return { kind: 'tag', tag, value: wanted };
    }
    case 'state':
      if (!['cleared', 'pending', 'open'].includes(value)) throw new JournalError(`“${value}” is no state.`);
      return { kind: 'state', state: value };
    case 'over':
    case 'under':
      return { kind: name, amount: parseAmount(value, { currency }) };
    default:
      throw new JournalError(`“${name}:” is no kind of query.`);
  }
}

/** Words at spaces; quotes keep them together and may begin behind the colon. */
function wordsOf(text) {
  const words = [];
  for (const [word] of text.matchAll(/(?:[^\s"]|"[^"]*")+/g)) words.push(word.replaceAll('"', ''));
  if ((text.match(/"/g) ?? []).length % 2 === 1) throw new JournalError(`A quote is not closed: ${text}`);
  return words;
}
