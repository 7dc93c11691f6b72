import { formatAmount } from '../amounts/formatAmount.js';

/** Whether a posting, with the transaction that it belongs to, meets all parts of a query. */
export function matches(query, posting, transaction) {
  return query.every((part) => holds(part, posting, transaction));
}

function holds(part, posting, transaction) {
  switch (part.kind) {
    case 'not':
      return !holds(part.query, posting, transaction);
    case 'account':
      return posting.account.toLowerCase().includes(part.text);
    case 'payee':
      return transaction.payee.toLowerCase().includes(part.text);
    case 'state':
      return transaction.state === part.state;
    case 'tag': {
      const tags = { ...transaction.tags, ...posting.tags };
      return Object.hasOwn(tags, part.tag) && (part.value === undefined || tags[part.tag] === part.value);
    }
    case 'over':
      return sameCurrency(part, posting) && Math.abs(posting.amount.units) > part.amount.units;
    case 'under':
      return sameCurrency(part, posting) && Math.abs(posting.amount.units) < part.amount.units;
    default:
      throw new Error(`There is no query ${part.kind}.`);
  }
}

function sameCurrency({ amount }, posting) {
  return posting.amount.currency === amount.currency;
}

/** A query in words, for the head of a report. */
export function describeQuery(query) {
  return query.map(describePart).join(', ');
}

function describePart(part) {
  switch (part.kind) {
    case 'not':
      return `not ${describePart(part.query)}`;
    case 'account':
      return `account holds “${part.text}”`;
    case 'payee':
      return `payee holds “${part.text}”`;
    case 'state':
      return part.state;
    case 'tag':
      return part.value === undefined ? `tagged ${part.tag}` : `${part.tag} is ${part.value}`;
    default:
      return `${part.kind} ${formatAmount(part.amount)}`;
  }
}
