import { cutMiddle, firstChars } from '../../base/text';

const telling =
  /\b(error|fail(ed|ure|s)?|exception|traceback|panic|assert\w*|cannot|not found|undefined|unexpected|expected|denied|refused)\b|✗|✖|×/i;
/** Lines around a telling one. */
const around = 3;

/**
 * Of a long output the part that tells what went wrong: the lines that speak of it with their neighbours, and the end.
 */
export function tellingPart(text: string, maxChars: number): string {
  if (text.length <= maxChars) return text;
  const lines = text.split('\n');
  const keep = new Set<number>();
  for (let index = 0; index < lines.length; index++) {
    if (index >= lines.length - 8) keep.add(index);
    if (!telling.test(lines[index]?.slice(0, 400) ?? '')) continue;
    for (let near = index - 1; near <= index + around; near++) keep.add(near);
  }
  const kept: string[] = [];
  let last = -1;
  for (const index of [...keep].filter((each) => each >= 0 && each < lines.length).sort((a, b) => a - b)) {
    if (last >= 0 && index > last + 1) kept.push('…');
    kept.push(firstChars(lines[index] ?? '', 400));
    last = index;
  }
  return cutMiddle(kept.join('\n'), maxChars);
}
