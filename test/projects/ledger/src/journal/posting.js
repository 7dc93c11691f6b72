import { parseAmount } from '../amounts/parseAmount.js';
import { checkName } from '../accounts/names.js';
import { splitComment, tagsIn } from './lines.js';

/**
 * Reads a line of a transaction: an account and, behind at least two spaces or a tab, an amount. Without an amount it
 * takes what the others leave.
 */
export function parsePosting(raw, options) {
  const { text, comment } = splitComment(raw);
  const [account, rest] = text.split(/\s{2,}|\t+/, 2);
  return {
    account: checkName(account.trim()),
    amount: rest ? parseAmount(rest, options) : undefined,
    comment,
    tags: tagsIn(comment),
  };
}
