import type { Look } from '../../contracts/plan';
import type { SearchHit } from '../../contracts/ports';
import type { ShownRanges } from '../brief/shownRanges';
import type { Workspace } from '../workspace';
import { FluxError, isCancelled, messageOf, throwIfCancelled } from '../../base/errors';
import { renderOutline } from '../../outlines/renderOutline';
import { symbolRange } from '../../outlines/symbolRange';
import { firstChars } from '../../base/text';
import { linesOf, showLines } from '../brief/showText';

/** Characters that the answers of one round may take together; about 4,500 tokens. */
const roundChars = 18_000;
/** Files up to this many lines are shown whole whatever was asked of them. */
const smallFile = 60;
const maxHits = 30;
/** Hits this near each other in code are shown with what stands between them. */
const smallGap = 8;

/** Where a look is taken, and what the model has been shown already. */
interface Looking {
  readonly workspace: Workspace;
  readonly shown: ShownRanges;
}

/**
 * Answers the model's looks. Every look gets an answer, also when there is nothing to show; what was cut is said, and
 * how to get it.
 */
export async function lookAt(
  looks: readonly Look[],
  { workspace, shown }: Looking,
  signal: AbortSignal,
): Promise<string> {
  const answers: string[] = [];
  let left = roundChars;
  for (const look of looks) {
    throwIfCancelled(signal);
    if (left < 400) {
      answers.push(
        `## ${describeLook(look)}\nNot shown: this round's ${roundChars} characters are used up. Ask again for ` +
          `what you still need.`,
      );
      continue;
    }
    const answer = await one(look, { workspace, shown, maxChars: left }, signal);
    left -= answer.length;
    answers.push(answer.startsWith('### ') ? answer : `## ${describeLook(look)}\n${answer}`);
  }
  return answers.join('\n\n');
}

/** A look in one line, for the model and for the record. */
export function describeLook(look: Look): string {
  if ('search' in look) return `search ${look.search}${look.in ? ` in ${look.in}` : ''}`;
  if ('outline' in look) return `outline ${look.outline}`;
  if ('symbol' in look) return `read ${look.read} symbol ${look.symbol}`;
  return `read ${look.read}${look.lines ? ` lines ${look.lines[0]}-${look.lines[1]}` : ''}`;
}

async function one(look: Look, room: Looking & { maxChars: number }, signal: AbortSignal): Promise<string> {
  const { workspace, shown, maxChars } = room;
  try {
    if ('search' in look) return await search(look, room, signal);
    const file = await workspace.files.read('outline' in look ? look.outline : look.read);
    const lines = linesOf(file.text).length;
    if (lines <= smallFile) return showLines(file, 1, lines, shown, maxChars);
    if ('symbol' in look) {
      const entries = await workspace.outline(file.text, file.path);
      const range = symbolRange(file.text, entries, look.symbol);
      if (range) return showLines(file, range.from, range.to, shown, maxChars);
      shown.know(file.path, file.hash);
      return (
        `There is no symbol ${look.symbol} in ${file.path}. Its ` +
        `outline:\n${renderOutline(entries, { maxLines: 60 })}`
      );
    }
    if ('outline' in look || (!look.lines && lines > 400)) {
      shown.know(file.path, file.hash);
      const why = 'outline' in look ? '' : ' Too long to show whole; read ranges or symbols of it.';
      return (
        `${file.path} has ${lines} lines.${why} Its ` +
        `outline:\n${renderOutline(await workspace.outline(file.text, file.path), { maxLines: 120 })}`
      );
    }
    const [from, to] = look.lines ?? [1, lines];
    if (from > lines) return `${file.path} has only ${lines} lines.`;
    return showLines(file, Math.min(from, to), Math.max(from, to), shown, maxChars);
  } catch (error) {
    if (isCancelled(error)) throw error;
    if (FluxError.is(error, 'not_found')) return `${error.message}${await nearestPaths(pathIn(look), workspace)}`;
    return messageOf(error);
  }
}

function pathIn(look: Look): string {
  if ('read' in look) return look.read;
  return 'outline' in look ? look.outline : '';
}

async function nearestPaths(path: string, workspace: Workspace): Promise<string> {
  const name = path.split('/').at(-1) ?? '';
  const stem = name.replace(/\.[^.]*$/, '');
  if (stem.length < 2) return '';
  const found = await workspace.files.list(`**/*${stem.replace(/[^\w.-]/g, '?')}*`, 5).catch(() => []);
  return found.length > 0 ? ` Files with a like name: ${found.join(', ')}` : '';
}

async function search(
  look: { search: string; in?: string },
  { workspace, shown, maxChars }: Looking & { maxChars: number },
  signal: AbortSignal,
): Promise<string> {
  const { hits, truncated } = await workspace.search.search(
    { pattern: look.search, glob: look.in, limit: maxHits },
    signal,
  );
  if (hits.length === 0)
    return `No match${look.in ? ` in the files that ${look.in} names` : ''} (ignored files are never searched).`;
  const fresh = hits.filter((hit) => !shown.covers(hit.path, hit.line));
  const count = `${hits.length}${truncated ? ' or more' : ''} ${hits.length === 1 ? 'hit' : 'hits'}`;
  if (fresh.length === 0)
    return `${count}, all in what you already have: ${hits.map((hit) => `${hit.path}:${hit.line}`).join(', ')}`;
  const known = hits.length - fresh.length;
  const parts = [
    `${count}${
      known > 0
        ? `, ${known} of them in what you already have (${hits
            .filter((hit) => !fresh.includes(hit))
            .slice(0, 8)
            .map((hit) => `${hit.path}:${hit.line}`)
            .join(', ')})`
        : ''
    }${truncated ? `; only the first ${hits.length} are looked at, narrow the search for others` : ''}`,
  ];
  let left = maxChars - 200;
  for (const [path, ofFile] of groupByPath(fresh)) {
    const part = await around(path, ofFile, workspace);
    if (part.length > left) {
      parts.push(
        `(cut; more hits: ${fresh
          .filter((hit) => !parts.some((p) => p.startsWith(hit.path)))
          .map((hit) => `${hit.path}:${hit.line}`)
          .slice(0, 20)
          .join(', ')})`,
      );
      break;
    }
    left -= part.length;
    parts.push(part);
  }
  return parts.join('\n');
}

/** The hits of one file with two lines around each; near ones run together. */
async function around(path: string, hits: readonly SearchHit[], workspace: Workspace): Promise<string> {
  const text = await workspace.files
    .read(path)
    .then((file) => linesOf(file.text))
    .catch(() => undefined);
  if (!text) return `${path}\n${hits.map((hit) => `${hit.line}: ${firstChars(hit.text.trim(), 160)}`).join('\n')}`;
  const reach = /\.(md|txt|rst|json)$/i.test(path) ? 0 : 2;
  const wanted = new Set(
    hits.flatMap((hit) => Array.from({ length: 2 * reach + 1 }, (_, at) => hit.line + at - reach)),
  );
  const lines = bridged(
    [...wanted].filter((line) => line >= 1 && line <= text.length).sort((a, b) => a - b),
    reach === 0 ? 0 : smallGap,
  );
  const rows: string[] = [];
  let before = 0;
  for (const line of lines) {
    if (before && line > before + 1) rows.push('…');
    rows.push(`${line}: ${firstChars(text[line - 1] ?? '', 200)}`);
    before = line;
  }
  return `${path}\n${rows.join('\n')}`;
}

/** Line numbers with small gaps filled: what stands between two hits is often what is looked for. */
function bridged(lines: readonly number[], gap: number): number[] {
  return lines.flatMap((line, at) => {
    const before = lines[at - 1];
    if (before === undefined || line - before > gap) return [line];
    return Array.from({ length: line - before }, (_, offset) => before + offset + 1);
  });
}

function groupByPath(hits: readonly SearchHit[]): Map<string, SearchHit[]> {
  const groups = new Map<string, SearchHit[]>();
  for (const hit of hits) {
    const group = groups.get(hit.path);
    if (group) group.push(hit);
    else groups.set(hit.path, [hit]);
  }
  return groups;
}
