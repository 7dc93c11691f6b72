/** @typedef {{ kind: 'cents' | 'percent', value: number }} Voucher */

/**
 * What is left to pay, in cents.
 * @param {number} sum in cents
 * @param {Voucher} voucher
 */
export function redeem(sum, voucher) {
  const off = voucher.kind === 'cents' ? voucher.value : Math.round((sum * voucher.value) / 100);
  return sum - off;
}
