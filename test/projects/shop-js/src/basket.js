import { priceOf } from './prices.js';
import { redeem } from './voucher.js';

/** An empty basket. */
export function createBasket() {
  /** @type {Map<string, number>} */
  const counts = new Map();

  return {
    /** @param {string} article */
    add(article, count = 1) {
      priceOf(article);
      counts.set(article, (counts.get(article) ?? 0) + count);
    },

    /**
     * What it costs, in cents.
     * @param {import('./voucher.js').Voucher} [voucher]
     */
    sum(voucher) {
      // TODO: delivery is free from 50 on
      let sum = 0;
      for (const [article, count] of counts) sum += priceOf(article) * count;
      return voucher ? redeem(sum, voucher) : sum;
    },
  };
}
