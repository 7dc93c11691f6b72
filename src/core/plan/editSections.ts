/** An answer taken apart: the JSON at its head and the edits that follow it. */
export interface Answer {
  readonly head: string;
  /** Text by step id; `=== id ===` lines are gone. */
  readonly sections: ReadonlyMap<string, string>;
}

const marker = /^[ \t]*={3,}[ \t]*(.+?)[ \t]*={3,}[ \t]*$/;

/**
 * Splits an answer at its `=== step id ===` lines. Only lines that name a step in `ids` count (all that look like markers
 * do when `ids` is not given), so that file contents may hold lines of equals signs.
 */
export function splitSections(text: string, ids?: ReadonlySet<string>): Answer {
  const lines = text.replaceAll('\r\n', '\n').split('\n');
  const sections = new Map<string, string>();
  const head: string[] = [];
  let current: { id: string; lines: string[] } | undefined;
  const close = () => {
    if (current) sections.set(current.id, trimBlankLines(current.lines));
  };
  for (const line of lines) {
    const id = stepIdOf(line, ids);
    if (id === undefined) (current?.lines ?? head).push(line);
    else {
      close();
      current = { id, lines: [] };
    }
  }
  close();
  return { head: head.join('\n'), sections };
}

function stepIdOf(line: string, ids: ReadonlySet<string> | undefined): string | undefined {
  const name = marker.exec(line)?.[1]?.replace(/^step[: ]\s*/i, '').replace(/^[`"']|[`"']$/g, '');
  if (name === undefined || /^=+$/.test(name)) return undefined;
  return ids === undefined || ids.has(name) ? name : undefined;
}

function trimBlankLines(lines: readonly string[]): string {
  let from = 0;
  let to = lines.length;
  while (from < to && lines[from]?.trim() === '') from++;
  while (to > from && lines[to - 1]?.trim() === '') to--;
  return lines.slice(from, to).join('\n');
}
