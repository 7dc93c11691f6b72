import { JournalError } from './errors.js';
import { classifyLines } from './lines.js';
import { parsePosting } from './posting.js';
import { balanceTransaction, parseHeader } from './transaction.js';
import { applyDirective } from './directives.js';

/**
 * Reads a journal.
 * Returns its transactions in the order of their days, and what its directives declare. What is wrong is collected in
 * `errors`, and the transaction left out, so that one mistake does not hide the others.
 */
export function readJournal(text, { file, currency, read } = {}) {
  const journal = { transactions: [], accounts: new Set(), budgets: [], errors: [], currency };
  readInto(journal, text, { file, read, including: [] });
  journal.transactions.sort((one, other) => (one.day < other.day ? -1 : one.day > other.day ? 1 : 0));
  return journal;
}

/** Reads a file into a journal; `including`: the files that lead to this one. */
export function readInto(journal, text, place) {
  let open;

  const close = () => {
    if (!open) return;
    const { line, ...transaction } = open;
    open = undefined;
    if (transaction.failed) return;
    collect(journal, place.file, line, () => {
      journal.transactions.push({ ...balanceTransaction(transaction), file: place.file, line });
    });
  };

  for (const { kind, number, raw } of classifyLines(text)) {
    if (kind === 'comment') continue;
    if (kind === 'posting') {
      if (!open) {
        journal.errors.push(new JournalError('This posting belongs to no transaction.', { file: place.file, line: number }));
        continue;
      }
      const done = collect(journal, place.file, number, () => {
        open.postings.push(parsePosting(raw, { currency: journal.currency }));
      });
      if (!done) open.failed = true;
      continue;
    }
    close();
    if (kind === 'header') {
      collect(journal, place.file, number, () => {
        open = { ...parseHeader(raw), postings: [], line: number };
      });
    } else if (kind === 'directive') {
      collect(journal, place.file, number, () => applyDirective(journal, raw, place, readInto));
    }
  }
  close();
}

/** Runs something whose mistakes are the journal's; whether it went well. */
function collect(journal, file, line, job) {
  try {
    job();
    return true;
  } catch (error) {
    if (!(error instanceof JournalError)) throw error;
    journal.errors.push(error.at(file, line));
    return false;
  }
}
