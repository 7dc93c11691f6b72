import { parseAmount } from '../amounts/parseAmount.js';
import { isCode } from '../amounts/currencies.js';
import { checkName } from '../accounts/names.js';
import { JournalError } from './errors.js';

/** What stands at the beginning of a line without being a date: `account …`, `currency …`, `budget …`, `include …`. */
const directives = {
  account(journal, rest) {
    journal.accounts.add(checkName(rest));
  },

  currency(journal, rest) {
    if (!isCode(rest)) throw new JournalError(`“${rest}” is no currency.`);
    journal.currency = rest;
  },

  /** `budget Expenses:Food  300 EUR`: so much a month. */
  budget(journal, rest) {
    const [account, text] = rest.split(/\s{2,}|\t+/, 2);
    if (!text) throw new JournalError('A budget has an account and, behind two spaces, an amount.');
    journal.budgets.push({ account: checkName(account), amount: parseAmount(text, { currency: journal.currency }) });
  },

  include(journal, rest, place, readInto) {
    if (!place.read) throw new JournalError('This journal cannot include others.');
    if (place.including.includes(rest)) throw new JournalError(`${rest} includes itself.`);
    const text = place.read(rest, place.file);
    if (text === undefined) throw new JournalError(`There is no file ${rest}.`);
    readInto(journal, text, { ...place, file: rest, including: [...place.including, rest] });
  },
};

export function applyDirective(journal, raw, place, readInto) {
  const [, name, rest = ''] = /^(\S+)(?:\s+(.*?))?\s*(?:;.*)?$/.exec(raw) ?? [];
  const apply = Object.hasOwn(directives, name) ? directives[name] : undefined;
  if (!apply) throw new JournalError(`“${name}” is no directive.`);
  if (rest === '') throw new JournalError(`“${name}” needs something behind it.`);
  apply(journal, rest, place, readInto);
}
