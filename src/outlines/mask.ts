/** A text of which spans get replaced, from its start to its end, each by as many other characters. */
export interface Mask {
  readonly text: string;
  /** The replaced text up to `done`, in pieces. */
  readonly pieces: string[];
  done: number;
}

export function createMask(text: string): Mask {
  return { text, pieces: [], done: 0 };
}

/** Puts another character in a character's place. */
export function put(mask: Mask, at: number, char: string): void {
  mask.pieces.push(mask.text.slice(mask.done, at), char);
  mask.done = at + 1;
}

/** Turns a span into spaces; its line breaks stay. */
export function hide(mask: Mask, from: number, to: number): void {
  if (to <= from) return;
  mask.pieces.push(mask.text.slice(mask.done, from));
  addBlank(mask.pieces, mask.text, from, to);
  mask.done = to;
}

/** The whole text; the mask is finished with it. */
export function maskedText({ text, pieces, done }: Mask): string {
  pieces.push(text.slice(done));
  return pieces.join('');
}

const spaces = ' '.repeat(1024);

/** Adds what stands between two offsets, other characters than line breaks as spaces. */
function addBlank(out: string[], text: string, from: number, to: number): void {
  let at = from;
  while (at < to) {
    let stop = text.indexOf('\n', at);
    if (stop < 0 || stop > to) stop = to;
    const length = stop - at;
    if (length > 0) out.push(length <= 1024 ? spaces.slice(0, length) : ' '.repeat(length));
    if (stop < to) out.push('\n');
    at = stop + 1;
  }
}
