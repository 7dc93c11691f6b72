import type { Outline } from '../../outlines/outline';
import { renderOutline } from '../../outlines/renderOutline';
import { firstChars, plural } from '../../base/text';
import type { FileText } from '../../contracts/files';
import { numberLines, splitLines } from '../splitLines';

/** Files of more lines come as an outline unless lines are asked for. */
export const wholeLines = 400;
const firstLines = 60;
const mostOutlineLines = 250;

/** A path on one line, whatever characters it has, so that it cannot pose as a heading or a line of text. */
export function showPath(path: string): string {
  return /[\u0000-\u001f\u007f\u2028\u2029]/.test(path) ? JSON.stringify(path) : path;
}

/**
 * A file's part of the answer, at most about `room` characters: the lines that were asked for, the whole of a small
 * file, or a large one's outline and first lines. Says what is cut and how to get it.
 */
export async function showText(
  file: FileText,
  lines: readonly [number, number] | undefined,
  { room, outline: outlineFile }: { readonly room: number; readonly outline: Outline },
): Promise<string> {
  const all = splitLines(file.text);
  const path = showPath(file.path);
  const count = plural(all.length, 'line');
  const unsaved = file.dirty ? ', unsaved changes included' : '';
  if (all.length === 0) return `=== ${path} (empty${unsaved}) ===`;
  if (!lines && (all.length > wholeLines || file.text.length > room)) {
    const outline = renderOutline(await outlineFile(file.text, file.path), { maxLines: mostOutlineLines });
    const head = numbered(all, 1, Math.min(firstLines, all.length), Math.max(200, room - outline.length));
    const shownOutline =
      outline === ''
        ? ''
        : `Outline:\n${outline.length > room ? `${firstChars(outline, room)}\n… outline cut` : outline}\nText:\n`;
    const more = all.length - head.last;
    const rest =
      more === 0
        ? ''
        : `\n… ${plural(more, 'more line')}. To read on ask for {"path": ${JSON.stringify(file.path)}, "lines": ` +
          `[${head.last + 1}, …]}.`;
    return (
      `=== ${path} (${count}${unsaved}; shown: ${outline === '' ? '' : 'outline and '}lines 1-${head.last}) ` +
      `===\n${shownOutline}${head.text}${rest}`
    );
  }
  const [from, to] = rangeIn(lines ?? [1, all.length], all.length);
  if (from > all.length) return `=== ${path} (${count}) ===\nLine ${from} is past the end: the file has ${count}.`;
  const part = numbered(all, from, to, room);
  const whole = from === 1 && part.last === all.length;
  const cut =
    part.last < to
      ? `\n… cut at line ${part.last}; ${plural(to - part.last, 'line')} of those asked for are not shown. Ask ` +
        `for lines [${part.last + 1}, ${to}].`
      : '';
  return (
    `=== ${path} (${whole ? count : `lines ${from}-${part.last} of ${all.length}`}${unsaved}) ` +
    `===\n${part.text}${cut}`
  );
}

/** The range in its right order; a last line below 1 means the end. */
function rangeIn([first, second]: readonly [number, number], count: number): [number, number] {
  if (second < 1) return [Math.max(1, first), count];
  return [Math.max(1, Math.min(first, second)), Math.min(count, Math.max(first, second))];
}

/** Numbered lines, as many as the room has place for but at least one. */
function numbered(all: readonly string[], from: number, to: number, room: number): { text: string; last: number } {
  const shown: string[] = [];
  let used = 0;
  for (let line = from; line <= to; line++) {
    const text = numberLines([all[line - 1] ?? ''], line);
    if (shown.length > 0 && used + text.length > room) break;
    shown.push(text);
    used += text.length + 1;
  }
  return { text: shown.join('\n'), last: from + shown.length - 1 };
}
