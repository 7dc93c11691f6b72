import * as z from 'zod';
import { FluxError } from '../base/errors';
import { plural } from '../base/text';
import type { FileChange, FilesPort } from '../contracts/files';
import { acceptFields } from './acceptFields';
import { defineTool } from './defineTool';
import { applyBlocks, type BlockProblem, type ChangedRange } from './edit/applyBlocks';
import type { EditBlock } from './edit/editBlock';
import { parseBlocks } from './edit/parseBlocks';
import { renderBlock } from './edit/renderBlocks';
import { describeWritten, editFacts } from './describeWritten';
import { nameSome, tidyPath, writeLocks } from './paths';
import { refusalsAsResults } from './refusals';

const input = z.object({
  path: z.string().optional().describe('File of blocks that name none'),
  edits: z.string().min(1).describe('SEARCH/REPLACE blocks'),
});
type Input = z.infer<typeof input>;

/** A file's text before and after its blocks. */
interface PlannedEdit extends FileChange {
  readonly before: string | undefined;
  readonly ranges: readonly ChangedRange[];
}

/**
 * `edit_file`: SEARCH/REPLACE blocks over one or several files, all or none. Refuses with `bad_blocks`, `no_path`,
 * `no_match`, `ambiguous`, `no_change`, `exists`, `not_found`, or a reason of the files port.
 */
export function createEditFile({ files }: { files: FilesPort }) {
  return defineTool<Input>({
    name: 'edit_file',
    title: 'Edit files',
    description: 'Changes parts of files, one or several, or makes new ones, by SEARCH/REPLACE blocks. All blocks apply or none.',
    input,
    effect: 'write',
    binding: 'blocks',
    boundField: 'edits',
    accept: acceptEdits,
    writes: pathsOf,
    reads: pathsOf,
    locks: (given) => writeLocks(pathsOf(given)),
    about: (given) => nameSome(pathsOf(given)),
    preview: async (given) => (await planEdits(files, given)).map(({ path, before, text }) => ({ path, before, after: text })),
    run: (given, context) =>
      refusalsAsResults(async () => {
        const planned = await planEdits(files, given);
        const applied = await files.apply(planned, context.signal);
        const message = applied.map((change) => describeWritten(change, planned.find(({ path }) => path === change.path)?.ranges)).join('\n');
        return { status: 'done', message, files: applied.map(({ path }) => path), facts: { edits: editFacts(applied) } };
      }),
  });
}

/** The files that the blocks name; where they cannot be read yet, the given path. */
function pathsOf({ path, edits }: Partial<Input>): string[] {
  const fallback = path ? [tidyPath(path)] : [];
  if (!edits) return fallback;
  try {
    return [...new Set(parseBlocks(edits, fallback[0]).map((block) => block.path))];
  } catch (error) {
    if (FluxError.is(error)) return fallback;
    throw error;
  }
}

/** Computes every file's new text, or refuses with all problems of all blocks. Writes nothing. */
async function planEdits(files: FilesPort, { path, edits }: Input): Promise<PlannedEdit[]> {
  const blocks = parseBlocks(edits, path ? tidyPath(path) : undefined);
  const byPath = new Map<string, EditBlock[]>();
  for (const block of blocks) {
    const resolved = await files.resolve(block.path);
    byPath.set(resolved, [...(byPath.get(resolved) ?? []), { ...block, path: resolved }]);
  }
  const planned: PlannedEdit[] = [];
  const problems: BlockProblem[] = [];
  for (const [resolved, own] of byPath) {
    const present = (await files.kind(resolved)) === undefined ? undefined : await files.read(resolved);
    const applied = applyBlocks(present?.text, own);
    problems.push(...applied.problems);
    planned.push({ path: resolved, before: present?.text, text: applied.text, ranges: applied.ranges, expect: present?.hash ?? null });
  }
  const [first] = problems;
  if (first) throw new FluxError(first.reason, describeProblems(problems, blocks.length));
  const changed = planned.filter(({ before, text }) => before !== text);
  if (changed.length === 0) throw new FluxError('no_change', 'Nothing was written: taken together the blocks leave the text as it is.');
  return changed;
}

function describeProblems(problems: readonly BlockProblem[], total: number): string {
  const head = total === 1 ? 'Nothing was written: the block does not apply.' : `Nothing was written: ${problems.length} of ${plural(total, 'block')} ${problems.length === 1 ? 'does' : 'do'} not apply. Send all blocks again with ${problems.length === 1 ? 'this one' : 'these'} corrected.`;
  return [head, ...problems.map(({ block, message }) => `Block ${block.number} (${block.path}): ${message}`)].join('\n');
}

const editNames = ['blocks', 'diff', 'patch', 'edit', 'changes'] as const;
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
  if (rest.edits !== undefined) rest.edits = blocksOf(rest.edits);
  return rest;
}
