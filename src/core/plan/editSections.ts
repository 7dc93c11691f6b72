import { FluxError } from '../../base/errors';
import { closesFence, fenceLine, type FenceLine } from '../../base/fences';
import type { Binding } from '../../contracts/tool';

const marker = /^[ \t]*={3,}[ \t]*(.+?)[ \t]*={3,}[ \t]*$/;
const blockHead = /^\s*(?:<{5,9}|-{5,9}) ?SEARCH\b/i;
const blockEnd = /^\s*(?:>{7}|>{5,9} ?REPLACE|\+{5,9} ?REPLACE)\s*$/i;

/**
 * The part of an answer in which its JSON stands: all before the first line that looks like `=== step id ===`, those in
 * fences aside.
 */
export function headOf(answer: string): string {
  const lines = answer.split('\n');
  const at = reader();
  const end = lines.findIndex((line) => !at.inside(line) && nameOf(line) !== undefined);
  return end < 0 ? answer : lines.slice(0, end).join('\n');
}

/**
 * What follows an answer's JSON, without the end of the fence that it stands in. `start`, `end`: the JSON in the
 * answer.
 */
export function behindJson(answer: string, { start, end }: { readonly start: number; readonly end: number }): string {
  const at = reader();
  const open = answer
    .slice(0, start)
    .split('\n')
    .map((line) => (at.inside(line) ? fenceLine(line) : undefined))
    .findLast((fence) => fence !== undefined);
  const lines = answer.slice(end).split('\n');
  if (!open || !at.inside('')) return lines.join('\n');
  const next = lines.findIndex((line) => line.trim() !== '');
  const last = lines.findLastIndex((line) => line.trim() !== '');
  // Else the fence is around the whole answer.
  const closing = [next, last].find((index) => isEnd(lines[index], open)) ?? -1;
  return lines.filter((_, index) => index !== closing).join('\n');
}

function isEnd(line: string | undefined, open: FenceLine): boolean {
  const fence = fenceLine(line ?? '');
  return fence !== undefined && closesFence(fence, open);
}

/**
 * The edits that follow an answer's JSON, by step id; `=== id ===` lines are gone. Within a fence or an edit block a
 * line that only looks like one is text. `steps`: how the edits of each step are written. FluxError `bad_sections`
 * where a line names no step, or stands in a fence that is not closed before it.
 */
export function splitSections(
  answer: string,
  steps: ReadonlyMap<string, Binding | undefined>,
): ReadonlyMap<string, string> {
  const sections = new Map<string, string[]>();
  let current: string[] | undefined;
  let stranger: string | undefined;
  let at = reader();
  for (const line of answer.replaceAll('\r\n', '\n').split('\n')) {
    const name = nameOf(line);
    const inside = at.inside(line);
    if (name === undefined || (inside && !at.mayEnd(name, line, steps))) {
      if (stranger !== undefined && line.trim() !== '' && !fenceLine(line))
        throw new FluxError(
          'bad_sections',
          `The line "=== ${stranger} ===" names no step, so it is not clear where what follows belongs. The ` +
            `steps: ${[...steps.keys()].join(', ')}.`,
        );
      current?.push(line);
      continue;
    }
    if (inside)
      throw new FluxError(
        'bad_sections',
        `A fence before the line "=== ${name} ===" is not closed, so it is not clear where the edits of that ` +
          `step begin. Close every fence.`,
      );
    if (steps.has(name)) {
      stranger = undefined;
      current = sections.get(name) ?? [];
      sections.set(name, current);
      at = reader(steps.get(name));
    } else if (/[./]/.test(name))
      current?.push(line); // a file's path, set off by such signs
    else stranger = name;
  }
  return new Map([...sections].map(([id, lines]) => [id, trimBlankLines(lines)]));
}

/** What surrounds the lines of an answer, read one after the other. */
interface Reader {
  /** Whether a line stands within a fence or an edit block; those that open and close them do too. */
  inside(line: string): boolean;
  /** Whether a line within a fence may have been meant to end it: in edits a fence holds no such lines. */
  mayEnd(name: string, line: string, steps: ReadonlyMap<string, unknown>): boolean;
}

function reader(binding?: Binding): Reader {
  let block = false;
  let fences: FenceLine[] = [];
  return {
    inside(line) {
      const wasInside = block || fences.length > 0;
      if (binding !== 'file' && blockHead.test(line)) block = true;
      else if (block) block = !blockEnd.test(line);
      else fences = fencesAfter(line, fences);
      return wasInside || block || fences.length > 0;
    },
    mayEnd: (name, line, steps) => binding === 'blocks' && !block && steps.has(name) && line.startsWith('='),
  };
}

/** The fences that are open behind a line; one that says what it holds may open a block inside of another. */
function fencesAfter(line: string, open: readonly FenceLine[]): FenceLine[] {
  const fence = fenceLine(line);
  const [outer] = open;
  if (!fence) return [...open];
  if (!outer) return [fence];
  if (closesFence(fence, outer)) return open.slice(0, -1);
  return fence.sign === outer.sign && fence.length >= outer.length && fence.info !== '' ? [...open, fence] : [...open];
}

function nameOf(line: string): string | undefined {
  const name = marker
    .exec(line)?.[1]
    ?.replace(/^step[: ]\s*/i, '')
    .replace(/^[`"']|[`"']$/g, '');
  return name === undefined || /^=+$/.test(name) ? undefined : name;
}

function trimBlankLines(lines: readonly string[]): string {
  let from = 0;
  let to = lines.length;
  while (from < to && lines[from]?.trim() === '') from++;
  while (to > from && lines[to - 1]?.trim() === '') to--;
  return lines.slice(from, to).join('\n');
}
