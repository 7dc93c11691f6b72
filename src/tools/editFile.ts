import * as z from 'zod';
import { FluxError } from '../base/errors';
import { acceptFields } from './acceptFields';
import { defineTool } from './defineTool';
import { describeWritten } from './describeWritten';
import { carryOut, type WritePorts } from './edit/carryOut';
import { parseEdits } from './edit/parseEdits';
import { planEdits, type PlannedEdit } from './edit/planEdits';
import { renderBlock } from './edit/renderBlocks';
import { nameSome, tidyPath, writeLocks } from './paths';
import { refusalsAsResults } from './refusals';

const input = z.object({
  path: z.string().optional().describe('File of blocks that name none'),
  edits: z.string().min(1).describe('SEARCH/REPLACE blocks, a patch or a unified diff'),
});
type Input = z.infer<typeof input>;

/**
 * `edit_file`: SEARCH/REPLACE blocks, `*** Begin Patch` texts or unified diffs over one or several files, all or none.
 * Refuses with `bad_blocks`, `no_path`, `no_match`, `ambiguous`, `conflict`, `no_change`, `exists`, `not_found`, `stale`, or a reason
 * of the files port.
 */
export function createEditFile({ files, editor }: WritePorts) {
  const plan = ({ path, edits }: Input, seen: Readonly<Record<string, string>>): Promise<PlannedEdit[]> => planEdits(files, parseEdits(edits, path ? tidyPath(path) : undefined), seen);
  return defineTool<Input>({
    name: 'edit_file',
    title: 'Edit files',
    description: 'Changes parts of files, one or several; makes, moves and deletes files; by SEARCH/REPLACE blocks. All or none.',
    asks: 'Asks where a file that was not approved would be changed. Never guesses a place: lines that fit twice, or not closely enough, are refused.',
    input,
    effect: 'write',
    binding: 'blocks',
    boundField: 'edits',
    accept: acceptEdits,
    writes: pathsOf,
    reads: pathsOf,
    locks: (given) => writeLocks(pathsOf(given)),
    about: (given) => nameSome(pathsOf(given)),
    preview: async (given, seen) =>
      (await plan(given, seen)).map(({ path, movedFrom, before, text }) => ({ path, ...(movedFrom !== undefined && { movedFrom }), before, after: text ?? '', ...(text === null && { deleted: true }) })),
    run: (given, context) =>
      refusalsAsResults(async () => {
        const planned = await plan(given, context.seen);
        return carryOut({ files, editor }, planned, context, (applied, change) => [describeWritten(applied, change?.ranges), ...(change?.notes ?? [])].join(' '));
      }),
  });
}

/** The files that the blocks name, both ends of a move among them; where they cannot be read yet, the given path. */
function pathsOf({ path, edits }: Partial<Input>): string[] {
  const fallback = path ? [tidyPath(path)] : [];
  if (!edits) return fallback;
  try {
    return [...new Set(parseEdits(edits, fallback[0]).flatMap((order) => (order.kind === 'move' ? [order.path, order.to] : [order.path])))];
  } catch (error) {
    if (FluxError.is(error)) return fallback;
    throw error;
  }
}

const editNames = ['blocks', 'diff', 'patch', 'edit', 'changes', 'input'] as const;
const pairNames = {
  search: ['old_string', 'oldString', 'old_text', 'oldText', 'old_str', 'old', 'find', 'before'],
  replace: ['new_string', 'newString', 'new_text', 'newText', 'new_str', 'new', 'replacement', 'replaceWith', 'after'],
  path: ['file', 'file_path', 'filePath', 'filename'],
} as const;

/** One edit given as fields rather than as a block. */
function blockOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const pair = acceptFields(value as Record<string, unknown>, { ...pairNames, edits: editNames });
  const path = typeof pair.path === 'string' ? pair.path : undefined;
  if (typeof pair.edits === 'string') return path ? `${path}\n${pair.edits}` : pair.edits;
  if (Array.isArray(pair.edits)) return blocksOf(pair.edits.map((each: unknown, at) => (path && at === 0 && typeof each === 'object' ? { path, ...each } : each)));
  if (typeof pair.search !== 'string') return value;
  return renderBlock(pair.search, typeof pair.replace === 'string' ? pair.replace : '', path);
}

function blocksOf(value: unknown): unknown {
  const list = (Array.isArray(value) ? value : [value]).map(blockOf);
  return list.every((each) => typeof each === 'string') ? list.join('\n') : value;
}

/** Other names of the fields, and edits given as search and replacement texts. */
function acceptEdits(raw: Record<string, unknown>): Record<string, unknown> {
  const { search, replace, ...rest } = acceptFields(raw, { ...pairNames, edits: [...editNames, 'content', 'text'] });
  if (Array.isArray(rest.path)) rest.path = rest.path[0] as unknown;
  if (rest.edits === undefined && typeof search === 'string') rest.edits = renderBlock(search, typeof replace === 'string' ? replace : '');
  if (typeof rest.edits === 'string') {
    const blocks = blocksOf(fromJson(rest.edits));
    if (typeof blocks === 'string') rest.edits = blocks;
  } else if (rest.edits !== undefined) rest.edits = blocksOf(rest.edits);
  return rest;
}

/** What an answer in JSON holds; the text itself where it is none. */
function fromJson(text: string): unknown {
  const inside = /^\s*(?:```\w*\n)?\s*([[{][\s\S]*[\]}])\s*(?:\n```)?\s*$/.exec(text)?.[1];
  try {
    return inside === undefined ? text : (JSON.parse(inside) as unknown);
  } catch {
    return text;
  }
}
