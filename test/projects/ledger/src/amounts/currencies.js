/** What is known of a currency: how many decimals its smallest unit has, and how it may be written. */
const known = new Map([
  ['EUR', { decimals: 2, symbol: '€' }],
  ['USD', { decimals: 2, symbol: '$' }],
  ['GBP', { decimals: 2, symbol: '£' }],
  ['CHF', { decimals: 2 }],
  ['JPY', { decimals: 0, symbol: '¥' }],
  ['KWD', { decimals: 3 }],
  ['BTC', { decimals: 8 }],
]);

/** The number of decimals of a currency; two where it is not known. */
export function decimalsOf(code) {
  return known.get(code)?.decimals ?? 2;
}

/** The code that a symbol stands for, or undefined. */
export function codeOfSymbol(symbol) {
  for (const [code, facts] of known) if (facts.symbol === symbol) return code;
  return undefined;
}

export function symbolOf(code) {
  return known.get(code)?.symbol;
}

/** Whether a text looks like a currency's code: three to five capital letters. */
export function isCode(text) {
  return /^[A-Z]{3,5}$/.test(text);
}
