import { JournalError } from '../journal/errors.js';
import { amount } from './amount.js';
import { codeOfSymbol, decimalsOf, isCode } from './currencies.js';

const shape = /^(?<before>[^\d\s.,+-]+)?\s*(?<number>[+-]?[\d.,\s']+?)\s*(?<after>[^\d\s.,'+-]+)?$/u;

/**
 * Reads an amount as people write it: `12.50 EUR`, `EUR -1,234.50`, `€5`, `-3`. The currency may be left out where the
 * configuration has a default.
 * @throws JournalError when it is no amount
 */
export function parseAmount(text, { currency: fallback } = {}) {
  const found = shape.exec(text.trim())?.groups;
  if (!found || (found.before && found.after)) throw new JournalError(`“${text}” is no amount.`);
  const currency = currencyOf(found.before ?? found.after) ?? fallback;
  if (!currency) throw new JournalError(`“${text}” names no currency, and there is no default.`);
  return amount(unitsOf(found.number, decimalsOf(currency), text), currency);
}

function currencyOf(text) {
  if (text === undefined) return undefined;
  const code = codeOfSymbol(text) ?? text;
  if (!isCode(code)) throw new JournalError(`“${text}” is no currency.`);
  return code;
}

/** The last dot or comma is the decimal one, unless it is followed by exactly three digits and stands there twice. */
function unitsOf(number, decimals, text) {
  const plain = number.replace(/[\s']/g, '');
  const mark = decimalMark(plain);
  const at = mark ? plain.lastIndexOf(mark) : -1;
  const whole = (at < 0 ? plain : plain.slice(0, at)).replace(/[.,]/g, '');
  const fraction = at < 0 ? '' : plain.slice(at + 1);
  if (fraction.length > decimals) throw new JournalError(`“${text}” has more than ${decimals} decimals.`);
  const units = Number(whole || 0) * 10 ** decimals;
  const rest = Number(fraction.padEnd(decimals, '0') || 0);
  return units < 0 ? units - rest : units + rest;
}

function decimalMark(plain) {
  const [dot, comma] = [plain.lastIndexOf('.'), plain.lastIndexOf(',')];
  if (dot < 0 && comma < 0) return undefined;
  if (dot >= 0 && comma >= 0) return dot > comma ? '.' : ',';
  const mark = dot >= 0 ? '.' : ',';
  const isThousands = plain.split(mark).length > 2 || (mark === ',' && /^[+-]?\d{1,3},\d{3}$/.test(plain));
  return isThousands ? undefined : mark;
}
