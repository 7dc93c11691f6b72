import { firstChars, lastChars } from '../../base/text';

/** Output that is kept: all of it, or its beginning and its end once it grows beyond the limit. */
export interface KeptOutput {
  add(text: string): void;
  text(): string;
}

/**
 * Keeps whole characters: half ones are in no prompt.
 * @param limit in UTF-16 units; half of it is kept at each end
 */
export function keepOutput(limit: number): KeptOutput {
  const half = Math.floor(limit / 2);
  let head = '';
  const tail: string[] = [];
  let tailLength = 0;
  let gone = 0;
  let isFull = false;
  return {
    add(text) {
      const begun = isFull ? '' : firstChars(text, half - head.length);
      head += begun;
      const rest = text.slice(begun.length);
      if (rest === '') return;
      isFull = true;
      tail.push(rest);
      tailLength += rest.length;
      while (tailLength > half) {
        const first = tail[0] ?? '';
        const kept = lastChars(first, first.length - (tailLength - half));
        const cut = first.length - kept.length;
        if (kept === '') tail.shift();
        else tail[0] = kept;
        tailLength -= cut;
        gone += cut;
      }
    },
    text: () => (gone === 0 ? head + tail.join('') : `${head}\n… ${gone} characters cut …\n${tail.join('')}`),
  };
}
