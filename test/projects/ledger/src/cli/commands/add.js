import { JournalError } from '../../journal/errors.js';
import { parsePosting } from '../../journal/posting.js';
import { balanceTransaction, parseHeader } from '../../journal/transaction.js';
import { writeTransaction } from '../../journal/writeJournal.js';
import { appendTransaction } from '../../store/journalFile.js';

/** `ledger add "<date> <payee>" "<account>  <amount>"…` */
export async function add({ words, config, journal, print }) {
  const [header, ...lines] = words;
  if (!header || lines.length < 2) throw new JournalError('add needs a first line and at least two postings.');
  const { currency } = await journal();
  const postings = lines.map((line) => parsePosting(line, { currency }));
  const transaction = balanceTransaction({ ...parseHeader(header), postings });
  await appendTransaction(config, transaction);
  return print(writeTransaction(transaction));
}
