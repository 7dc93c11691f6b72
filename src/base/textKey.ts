/**
 * A short key of a text (64 bits in hexadecimal): two that differ all but never share one. Good for caches, worthless
 * against forgers.
 */
export function textKey(text: string): string {
  let [high, low] = [0xdeadbeef, 0x41c6ce57];
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    high = Math.imul(high ^ code, 0x9e3779b1);
    low = Math.imul(low ^ code, 0x5f356495);
  }
  return hex(mixed(high) ^ mixed(Math.imul(low, 3))) + hex(mixed(low) ^ mixed(Math.imul(high, 5)));
}

/** Spreads each bit over all of them (the end of MurmurHash3). */
function mixed(bits: number): number {
  let result = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  result = Math.imul(result ^ (result >>> 13), 0xc2b2ae35);
  return result ^ (result >>> 16);
}

function hex(bits: number): string {
  return (bits >>> 0).toString(16).padStart(8, '0');
}
