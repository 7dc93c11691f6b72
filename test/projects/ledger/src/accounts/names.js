import { JournalError } from '../journal/errors.js';

/** The first part of an account's name says what it is. */
export const roots = ['Assets', 'Liabilities', 'Income', 'Expenses', 'Equity'];

/** Checks an account's name such as `Expenses:Food:Bread`. @throws JournalError */
export function checkName(name) {
  const parts = name.split(':');
  if (parts.some((part) => part.trim() === '')) throw new JournalError(`“${name}” is no account: a part of it is empty.`);
  if (!roots.includes(parts[0])) {
    throw new JournalError(`“${name}” is no account: it has to begin with ${roots.slice(0, -1).join(', ')} or ${roots.at(-1)}.`);
  }
  return name;
}

export function rootOf(name) {
  return name.split(':', 1)[0];
}

/** The accounts above one, from the top: `Expenses`, `Expenses:Food`. */
export function parentsOf(name) {
  const parts = name.split(':');
  return parts.slice(0, -1).map((_, index) => parts.slice(0, index + 1).join(':'));
}

export function depthOf(name) {
  return name.split(':').length;
}

/** A name cut to so many parts; 0 keeps all. */
export function cutTo(name, depth) {
  return depth > 0 ? name.split(':').slice(0, depth).join(':') : name;
}

/** Whether an account is another one or lies under it. */
export function isUnder(name, parent) {
  return name === parent || name.startsWith(`${parent}:`);
}

/** Income and liabilities grow by negative amounts; people read them the other way round. */
export function isCreditNormal(name) {
  return ['Liabilities', 'Income', 'Equity'].includes(rootOf(name));
}
