import { charWidth } from './width.js';

/**
 * A table as text. Columns are `{ title, align: 'left' | 'right' }`; cells are texts, or lists of texts where a cell has
 * several lines.
 */
export function renderTable(columns, rows, { gap = 2, header = true, maxWidth } = {}) {
  const all = header ? [columns.map(({ title }) => title), ...rows] : rows;
  const cells = all.map((row) => row.map((cell) => (Array.isArray(cell) ? cell : [String(cell ?? '')])));
  const widths = columns.map((_, column) =>
    Math.max(0, ...cells.map((row) => Math.max(0, ...row[column].map(charWidth)))),
  );
  if (maxWidth) shrink(widths, columns, maxWidth - gap * (columns.length - 1));
  const lines = cells.flatMap((row) => {
    const height = Math.max(1, ...row.map((cell) => cell.length));
    return Array.from({ length: height }, (_, line) =>
      row
        .map((cell, column) => pad(cut(cell[line] ?? '', widths[column]), widths[column], columns[column].align))
        .join(' '.repeat(gap))
        .trimEnd(),
    );
  });
  if (header) lines.splice(1, 0, widths.map((width) => '-'.repeat(width)).join(' '.repeat(gap)));
  return lines.join('\n');
}

function pad(text, width, align = 'left') {
  const space = ' '.repeat(Math.max(0, width - charWidth(text)));
  return align === 'right' ? space + text : text + space;
}

function cut(text, width) {
  if (charWidth(text) <= width) return text;
  let short = '';
  for (const char of text) {
    if (charWidth(`${short}${char}…`) > width) break;
    short += char;
  }
  return `${short}…`;
}

/** Takes what is too much from the widest column on the left; amounts are never cut. */
function shrink(widths, columns, room) {
  let over = widths.reduce((sum, width) => sum + width, 0) - room;
  while (over > 0) {
    const left = columns.flatMap(({ align }, index) => (align === 'right' ? [] : [index]));
    const widest = left.sort((one, other) => widths[other] - widths[one])[0];
    if (widest === undefined || widths[widest] <= 8) return;
    widths[widest]--;
    over--;
  }
}
