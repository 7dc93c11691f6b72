/** @type {Readonly<Record<string, number>>} Cents by article. */
const prices = { apple: 40, bread: 320, cheese: 750 };

/**
 * The price of an article in cents.
 * @param {string} article
 * @throws {RangeError} when it is not sold here
 */
export function priceOf(article) {
  const price = prices[article];
  if (price === undefined) throw new RangeError(`There is no ${article} here.`);
  return price;
}
