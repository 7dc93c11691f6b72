/**
 * How alike two lines are, 0 to 1, indentation aside: the share of character pairs that they have in common. The
 * formula is Dice's coefficient (L. R. Dice, Measures of the amount of ecologic association between species, 1945) over
 * pairs of neighbouring characters.
 */
export function likeness(a: string, b: string): number {
  const left = a.trim();
  const right = b.trim();
  if (left === right) return 1;
  if (left.length < 2 || right.length < 2) return 0;
  const pairs = new Map<string, number>();
  for (let i = 0; i < left.length - 1; i++) pairs.set(left.slice(i, i + 2), (pairs.get(left.slice(i, i + 2)) ?? 0) + 1);
  let common = 0;
  for (let i = 0; i < right.length - 1; i++) {
    const pair = right.slice(i, i + 2);
    const count = pairs.get(pair) ?? 0;
    if (count === 0) continue;
    common++;
    pairs.set(pair, count - 1);
  }
  return (2 * common) / (left.length + right.length - 2);
}
