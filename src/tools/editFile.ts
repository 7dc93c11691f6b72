import * as z from 'zod';
import { FluxError } from '../base/errors';
import { acceptFields } from './acceptFields';
import { defineTool } from './defineTool';
import { describeWritten } from './describeWritten';
import { carryOut, type WritePorts } from './edit/carryOut';
import { parseEdits } from './edit/parseEdits';
import { planEdits, type PlannedEdit } from './edit/planEdits';
import { renderBlock } from './edit/renderBlocks';
import { repairs } from './edit/repairs';
import { editIntents } from './intent/editIntents';
import { nameSome, tidyPath, writeLocks } from './paths';
import { refusalsAsResults } from './refusals';
import { tryJson } from '../base/tryJson';

const input = z.object({
  path: z.string().optional().describe('File of blocks that name none'),
  edits: z.string().min(1).describe('SEARCH/REPLACE blocks, a patch or a unified diff'),
});
type Input = z.infer<typeof input>;

/**
 * `edit_file`: SEARCH/REPLACE blocks, `*** Begin Patch` texts or unified diffs over one or several files, all or none.
 * Refuses with `bad_blocks`, `no_path`, `no_match`, `ambiguous`, `conflict`, `no_change`, `exists`, `not_found`,
 * `stale`, or a reason of the files port.
 */
export function createEditFile({ files, editor }: WritePorts) {
  const plan = ({ path, edits }: Input, seen: Readonly<Record<string, string>>): Promise<PlannedEdit[]> =>
    planEdits(files, parseEdits(edits, path ? tidyPath(path) : undefined), seen);
  return defineTool<Input>({
    name: 'edit_file',
    title: 'Edit files',
    description:
      'Changes parts of files, one or several; makes, moves and deletes files; by SEARCH/REPLACE blocks. All or none.',
    asks:
      'Asks before it changes a file that was not approved. Never guesses a place: lines that match twice, or ' +
      'not closely enough, are refused.',
    input,
    effect: 'write',
    intents: editIntents,
    binding: 'blocks',
    lateBoundField: 'edits',
    repairs,
    advice: {
      use: 'one edit_file step for one change, also across files (a later step finds files as earlier ones leave them)',
    },
    accept: acceptEdits,
    writes: pathsOf,
    reads: pathsOf,
    locks: (given) => writeLocks(pathsOf(given)),
    about: (given) => nameSome(pathsOf(given)),
    preview: async (given, seen) =>
      (await plan(given, seen)).map(({ path, movedFrom, before, text }) => ({
        path,
        ...(movedFrom !== undefined && { movedFrom }),
        before,
        after: text ?? '',
        ...(text === null && { deleted: true }),
      })),
    run: (given, context) =>
      refusalsAsResults(async () => {
        const planned = await plan(given, context.seen);
        return carryOut({ files, editor }, planned, context, (applied, change) =>
          [describeWritten(applied, change?.ranges), ...(change?.notes ?? [])].join(' '),
        );
      }),
  });
}

/** The files that the blocks name, both ends of a move among them; where they cannot be read yet, the given path. */
function pathsOf({ path, edits }: Partial<Input>): string[] {
  const fallback = path ? [tidyPath(path)] : [];
  if (!edits) return fallback;
  try {
    return [
      ...new Set(
        parseEdits(edits, fallback[0]).flatMap((order) =>
          order.kind === 'move' ? [order.path, order.to] : [order.path],
        ),
      ),
    ];
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

/** One edit given as fields rather than as a block. Names of fields that nobody knows are added to `strangers`. */
function blockOf(value: unknown, strangers: Set<string>): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const {
    search,
    replace,
    path: file,
    edits,
    ...others
  } = acceptFields(value as Record<string, unknown>, { ...pairNames, edits: editNames });
  for (const name of Object.keys(others)) strangers.add(name);
  const path = typeof file === 'string' ? file : undefined;
  if (typeof edits === 'string') return path ? `${path}\n${edits}` : edits;
  if (Array.isArray(edits))
    return blocksOf(
      edits.map((each: unknown, at) => (path && at === 0 && typeof each === 'object' ? { path, ...each } : each)),
      strangers,
    );
  // Without a replacement it is not clear that the text is to go.
  return typeof search === 'string' && typeof replace === 'string' ? renderBlock(search, replace, path) : value;
}

function blocksOf(value: unknown, strangers: Set<string>): unknown {
  const list = (Array.isArray(value) ? value : [value]).map((each) => blockOf(each, strangers));
  return list.every((each) => typeof each === 'string') ? list.join('\n') : value;
}

/**
 * Other names of the fields, and edits given as search and replacement texts. Fields of one edit that nobody knows
 * stand beside it.
 */
function acceptEdits(raw: Record<string, unknown>): Record<string, unknown> {
  const given = acceptFields(raw, { ...pairNames, edits: [...editNames, 'content', 'text'] });
  // Of several paths none is the one that blocks without a path mean.
  if (Array.isArray(given.path)) given.path = given.path.length === 1 ? (given.path[0] as unknown) : undefined;
  const { search, replace, ...rest } = given;
  const strangers = new Set<string>();
  if (rest.edits === undefined && typeof search === 'string' && typeof replace === 'string')
    return { ...rest, edits: renderBlock(search, replace) };
  if (typeof given.edits === 'string') {
    const blocks = blocksOf(fromJson(given.edits), strangers);
    if (typeof blocks === 'string') given.edits = blocks;
  } else if (given.edits !== undefined) given.edits = blocksOf(given.edits, strangers);
  return { ...given, ...Object.fromEntries([...strangers].map((name) => [name, true])) };
}

/** What an answer in JSON holds; the text itself where it is none. */
function fromJson(text: string): unknown {
  const inside = /^\s*(?:```\w*\n)?\s*([[{][\s\S]*[\]}])\s*(?:\n```)?\s*$/.exec(text)?.[1];
  return inside === undefined ? text : (tryJson(inside) ?? text);
}
