/** No single call takes more tokens, and nothing in one event is counted higher: what says so has not counted. */
const mostTokens = 1e9;
const mostUsd = 1e5;
const mostMs = 7 * 24 * 3_600_000;

/** A count as somebody else's server or file gives it; what is none (negative, a word, absurdly high) counts as 0. */
export function countOf(value: unknown, most = mostTokens): number {
  const number = numberOf(value);
  return number === undefined || number < 0 || number > most ? 0 : Math.round(number);
}

/** The same where nothing is known: undefined counts as that. */
export function knownCount(value: unknown): number | null {
  return value === undefined || value === null ? null : countOf(value) || null;
}

/** US dollars; null: not known. */
export function costOf(value: unknown): number | null {
  const number = numberOf(value);
  return number === undefined || number < 0 || number > mostUsd ? null : number;
}

export function durationOf(value: unknown): number {
  return countOf(value, mostMs);
}

/** A short text of a kind that figures are grouped by; what is missing or no text counts as `other`. */
export function groupOf(value: unknown): string {
  return textOf(value, 120) ?? 'other';
}

/** A text, cut; null where it is none. */
export function textOf(value: unknown, most = 500): string | null {
  if (typeof value !== 'string') return null;
  const text = value.trim();
  return text === '' ? null : text.slice(0, most).toWellFormed();
}

function numberOf(value: unknown): number | undefined {
  // Prices and usage come from JSON that others wrote: a number in quotes is one.
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}
