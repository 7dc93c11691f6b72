/** How many letters two words are apart: put in, left out, another one, or two neighbours exchanged. */
export function lettersApart(from: string, to: string): number {
  let before: number[] = [];
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let at = 1; at <= from.length; at++) {
    const next = [at];
    for (let other = 1; other <= to.length; other++) {
      const same = from[at - 1] === to[other - 1] ? 0 : 1;
      let least = Math.min(next[other - 1]! + 1, row[other]! + 1, row[other - 1]! + same);
      if (at > 1 && other > 1 && from[at - 1] === to[other - 2] && from[at - 2] === to[other - 1])
        least = Math.min(least, before[other - 2]! + 1);
      next.push(least);
    }
    before = row;
    row = next;
  }
  return row.at(-1) ?? 0;
}

/** A longer difference is no slip any more. */
export const mostSlips = 2;

/** Whether two words are so much alike that one is likely meant by the other: a slip or two, fewer in short words. */
export function isSlip(said: string, meant: string): boolean {
  const [one, other] = [said.toLowerCase(), meant.toLowerCase()];
  if (one.length < 4 || one === other) return false;
  const most = one.length < 8 ? 1 : mostSlips;
  if (Math.abs(one.length - other.length) > most) return false;
  return lettersApart(one, other) <= most;
}
