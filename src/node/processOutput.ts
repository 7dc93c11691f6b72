/** Output that is kept: all of it, or its beginning and its end once it grows beyond the limit. */
export interface KeptOutput {
  add(text: string): void;
  text(): string;
}

/** @param limit in UTF-16 units; half of it is kept at each end */
export function keepOutput(limit: number): KeptOutput {
  const half = Math.floor(limit / 2);
  let head = '';
  const tail: string[] = [];
  let tailLength = 0;
  let gone = 0;
  return {
    add(text) {
      const room = half - head.length;
      if (room > 0) head += text.slice(0, room);
      const rest = room > 0 ? text.slice(room) : text;
      if (rest === '') return;
      tail.push(rest);
      tailLength += rest.length;
      while (tailLength > half) {
        const first = tail[0] ?? '';
        const cut = Math.min(first.length, tailLength - half);
        if (cut === first.length) tail.shift();
        else tail[0] = first.slice(cut);
        tailLength -= cut;
        gone += cut;
      }
    },
    text: () => (gone === 0 ? head + tail.join('') : `${head}\n… ${gone} characters cut …\n${tail.join('')}`),
  };
}
