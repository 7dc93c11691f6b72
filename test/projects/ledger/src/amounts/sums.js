import { add, isZero } from './amount.js';

/** Adds up amounts of several currencies: a map from currency to its sum. */
export function createSums() {
  const byCurrency = new Map();

  return {
    add(amount) {
      const before = byCurrency.get(amount.currency);
      byCurrency.set(amount.currency, before ? add(before, amount) : amount);
      return this;
    },

    of(currency) {
      return byCurrency.get(currency);
    },

    /** The sums, those of nothing left out, by currency. */
    list() {
      return [...byCurrency.values()]
        .filter((sum) => !isZero(sum))
        .sort((one, other) => one.currency.localeCompare(other.currency));
    },

    isZero() {
      return [...byCurrency.values()].every(isZero);
    },
  };
}

/** The sums of a list of amounts. */
export function sumUp(amounts) {
  const sums = createSums();
  for (const each of amounts) sums.add(each);
  return sums;
}
