import { commonEnds } from '../base/lines';
import type { DiffLine, FilePreview } from '../contracts/panel';
import { structuredPatch } from 'diff';

/** Above this many lines on either side only the part between the common beginning and end is compared. */
const largeFileLines = 20_000;
/** A preview holds at most this many lines; the diff editor shows the rest. */
const previewLines = 2_000;
const timeoutMs = 250;
const context = 3;

/**
 * The diff of one file as the panel shows it. A line without numbers is a remark (what was cut), not text of the file.
 * Never throws and never takes long: what cannot be compared in time is shown as removed and added, cut.
 */
export function toFilePreview(file: {
  readonly path: string;
  readonly before?: string;
  readonly after: string;
  readonly deleted?: boolean;
}): FilePreview {
  const before = splitLines(file.before ?? '');
  const after = splitLines(file.after);
  const large = Math.max(before.length, after.length) > largeFileLines;
  const lines = large ? undefined : diffLines(file.before ?? '', file.after, 0);
  const hunks = lines ?? diffMiddle(before, after);
  let added = 0;
  let removed = 0;
  for (const hunk of hunks) {
    for (const line of hunk.lines) {
      if (line.kind === 'added') added++;
      else if (line.kind === 'removed') removed++;
    }
  }
  const isNew = file.before === undefined;
  return { path: file.path, isNew, added, removed, hunks: cut(hunks), ...(file.deleted && { deleted: true }) };
}

/** A file whose edit would not apply now; `problem` is a sentence for the person. */
export function problemPreview(path: string, problem: string): FilePreview {
  return { path, isNew: false, added: 0, removed: 0, hunks: [], problem };
}

interface Hunk {
  readonly lines: DiffLine[];
}

/** Undefined when comparing took too long. */
function diffLines(before: string, after: string, offset: number): Hunk[] | undefined {
  const patch = structuredPatch('a', 'b', before, after, undefined, undefined, { context, timeout: timeoutMs });
  return patch?.hunks.map((hunk) => {
    let oldLine = hunk.oldStart + offset;
    let newLine = hunk.newStart + offset;
    const lines: DiffLine[] = [];
    for (const line of hunk.lines) {
      const text = line.slice(1);
      if (line.startsWith('+')) lines.push({ kind: 'added', text, newLine: newLine++ });
      else if (line.startsWith('-')) lines.push({ kind: 'removed', text, oldLine: oldLine++ });
      else if (line.startsWith(' ')) lines.push({ kind: 'same', text, oldLine: oldLine++, newLine: newLine++ });
    }
    return { lines };
  });
}

/** Compares only what lies between the common beginning and end of two large texts. */
function diffMiddle(before: readonly string[], after: readonly string[]): Hunk[] {
  const { head: start, tail: end } = commonEnds(before, after);
  if (start === before.length && start === after.length) return [];
  const from = Math.max(0, start - context);
  const oldMiddle = before.slice(from, before.length - Math.max(0, end - context));
  const newMiddle = after.slice(from, after.length - Math.max(0, end - context));
  if (Math.max(oldMiddle.length, newMiddle.length) <= largeFileLines) {
    const hunks = diffLines(`${oldMiddle.join('\n')}\n`, `${newMiddle.join('\n')}\n`, from);
    if (hunks) return hunks;
  }
  const removed = before
    .slice(start, before.length - end)
    .map((text, i): DiffLine => ({ kind: 'removed', text, oldLine: start + i + 1 }));
  const added = after
    .slice(start, after.length - end)
    .map((text, i): DiffLine => ({ kind: 'added', text, newLine: start + i + 1 }));
  const half = previewLines / 2;
  if (removed.length + added.length <= previewLines) return [{ lines: [...removed, ...added] }];
  // Kept whole for counting; shown are the first of both sides.
  return [
    { lines: [...removed.slice(0, half), ...added.slice(0, half), ...removed.slice(half), ...added.slice(half)] },
  ];
}

function cut(hunks: readonly Hunk[]): Hunk[] {
  const kept: Hunk[] = [];
  let room = previewLines;
  let gone = 0;
  for (const hunk of hunks) {
    if (room >= hunk.lines.length) kept.push(hunk);
    else {
      if (room > 0) kept.push({ lines: hunk.lines.slice(0, room) });
      gone += hunk.lines.length - Math.max(0, room);
    }
    room = Math.max(0, room - hunk.lines.length);
  }
  if (gone > 0)
    kept.push({
      lines: [
        {
          kind: 'same',
          text: `${gone.toLocaleString('en')} more lines are not shown. Open the diff editor to see them.`,
        },
      ],
    });
  return kept;
}

function splitLines(text: string): string[] {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
}
