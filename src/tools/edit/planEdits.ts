import { secretsIn } from '../../base/secretPaths';
import { FluxError } from '../../base/errors';
import { plural } from '../../base/text';
import type { FileChange, FileText, FilesPort } from '../../contracts/files';
import { nameSome } from '../paths';
import { createDraft, type ChangedRange, type Draft } from './draft';
import type { BlockProblem, EditOrder } from './editBlock';
import { nameRange } from './explainMiss';
import type { Reach } from './matchBlock';

/** A file's change with its text before, where there was one. */
export interface PlannedEdit extends FileChange {
  readonly before: string | undefined;
  readonly ranges: readonly ChangedRange[];
  readonly notes: readonly string[];
}

/** A file while the orders are carried out one after the other, in memory. */
interface Drafted {
  readonly path: string;
  /** The file as it is on the disk; undefined where there is none. */
  readonly present?: FileText;
  readonly movedFrom?: string;
  draft: Draft;
  deleted: boolean;
  /** How loosely its blocks may be placed. */
  readonly reach: Reach;
  /** The model's text was made from an older text of the file. */
  readonly stale: boolean;
}

/**
 * What a list of orders comes to, file by file. Writes nothing. `seen`: hashes of the files as the model was shown
 * them, by path. FluxError with the reason of the first order that cannot be carried out and the words of all of them,
 * with `no_change` where nothing would change, or as the files port.
 */
export async function planEdits(
  files: FilesPort,
  orders: readonly EditOrder[],
  seen: Readonly<Record<string, string>>,
): Promise<PlannedEdit[]> {
  const drafts = new Map<string, Drafted>();
  const problems: BlockProblem[] = [];

  const at = async (given: string): Promise<Drafted> => {
    const path = await files.resolve(given);
    const known = drafts.get(path);
    if (known) return known;
    const present = (await files.kind(path)) === undefined ? undefined : await files.read(path);
    const shown = seen[path] ?? seen[given];
    const stale = present !== undefined && shown !== undefined && shown !== present.hash;
    const fresh = shown === undefined ? 'near' : 'seen';
    const reach = stale ? 'loose' : fresh;
    const drafted: Drafted = { path, present, draft: createDraft(present?.text), deleted: false, reach, stale };
    drafts.set(path, drafted);
    return drafted;
  };

  for (const order of orders) {
    const file = await at(order.path);
    const block = { number: order.number, path: file.path };
    if (order.kind === 'change') {
      const problem = file.draft.apply({ ...order, path: file.path }, file.reach);
      if (problem)
        problems.push(
          conflictOf(file, order, problem) ??
            (file.stale
              ? { ...problem, message: `${problem.message} (${file.path} has changed since it was read.)` }
              : problem),
        );
    } else if (!file.draft.exists) {
      problems.push({
        block,
        reason: 'not_found',
        message:
          `${file.path} does not exist, so it cannot be ${order.kind === 'delete' ? 'deleted' : 'moved'}. ` +
          `Correct the path.`,
      });
    } else if (order.kind === 'delete') {
      const problem = deleteFile(file, order.emptied ?? false);
      if (problem) problems.push({ block, ...problem });
    } else {
      const problem = await moveFile(file, await files.resolve(order.to), at, drafts);
      if (problem) problems.push({ block, ...problem });
    }
  }
  if (problems.length === 0) for (const file of new Set(drafts.values())) problems.push(...overlapsIn(file));
  const [first] = problems;
  if (first) throw new FluxError(first.reason, describeProblems(problems, orders.length));
  const changes = [...drafts.values()].map(toChange).filter((change) => change !== undefined);
  if (changes.length === 0)
    throw new FluxError('no_change', 'Nothing was written: taken together the blocks leave everything as it is.');
  return changes;
}

/** Why a block finds no place where another one of the answer has changed its lines. */
function conflictOf(
  { path, draft }: Drafted,
  order: EditOrder & { kind: 'change' },
  { reason, block }: BlockProblem,
): BlockProblem | undefined {
  const changed = reason === 'no_match' || reason === 'ambiguous' ? draft.changersOf(order) : undefined;
  return changed && { block, reason: 'conflict', message: conflict([...changed.numbers, order.number], path, changed) };
}

/**
 * Blocks of one file that put lines at the same place: one after the other, these would come out twice or in the wrong
 * order.
 */
function overlapsIn({ path, draft }: Drafted): BlockProblem[] {
  return draft.overlaps().map(({ numbers, from, to }) => ({
    block: { number: numbers[1], path },
    reason: 'conflict',
    message: conflict(numbers, path, { from, to }),
  }));
}

function conflict(numbers: readonly number[], path: string, { from, to }: { from: number; to: number }): string {
  return (
    `blocks ${nameSome(numbers.map(String))} change the same lines of ${path}, ` +
    `${nameRange(from - 1, to - from + 1)} as they were before the answer. Write one block with everything that ` +
    `is to become of them.`
  );
}

/** Deletes in memory. FluxError `stale` where the model had not seen what would be lost. */
function deleteFile(file: Drafted, emptied: boolean): Omit<BlockProblem, 'block'> | undefined {
  if (file.stale)
    throw new FluxError(
      'stale',
      `${file.path} has changed since it was read, so it was not deleted. Read it again first.`,
    );
  if (emptied && file.draft.outcome().text !== '')
    return {
      reason: 'no_match',
      message:
        `the patch deletes ${file.path}, but the file holds lines that the patch does not remove. Read it again ` +
        `first.`,
    };
  file.deleted = true;
  file.draft = createDraft(undefined);
  return undefined;
}

async function moveFile(
  file: Drafted,
  to: string,
  at: (path: string) => Promise<Drafted>,
  drafts: Map<string, Drafted>,
): Promise<Omit<BlockProblem, 'block'> | undefined> {
  if (to === file.path) return { reason: 'no_change', message: `${to} is to be moved to where it is.` };
  // Where case does not count, the new name is the old file.
  const onlyCase = to.toLowerCase() === file.path.toLowerCase();
  if (!onlyCase) {
    const target = await at(to);
    if (target.draft.exists || target.deleted)
      return {
        reason: 'exists',
        message:
          `${to} exists already, so ${file.path} cannot be moved there. Choose another path, or change ${to} ` +
          `instead.`,
      };
  }
  const back = to === file.movedFrom;
  drafts.set(to, {
    ...file,
    path: to,
    ...(file.present && { movedFrom: back ? undefined : (file.movedFrom ?? file.path) }),
  });
  drafts.set(file.path, {
    path: file.path,
    draft: createDraft(undefined),
    deleted: false,
    reach: 'near',
    stale: false,
  });
  return undefined;
}

function toChange({ path, present, movedFrom, draft, deleted, stale }: Drafted): PlannedEdit | undefined {
  const { text, ranges, notes } = draft.outcome();
  const own = {
    path,
    before: present?.text,
    expect: present?.hash ?? null,
    ...(movedFrom !== undefined && { movedFrom }),
  };
  if (!draft.exists)
    return deleted && present
      ? { path: present.path, before: present.text, expect: present.hash, text: null, ranges: [], notes: [] }
      : undefined;
  if (present?.text === text && movedFrom === undefined) return undefined;
  const told = stale
    ? [...notes, `${path} had changed since it was read; only what the blocks name was changed.`]
    : notes;
  return { ...own, text, ranges, notes: told, ...(present && { changes: draft.changes() }) };
}

function describeProblems(problems: readonly BlockProblem[], total: number): string {
  const head =
    total === 1
      ? 'Nothing was written: the block does not apply.'
      : `Nothing was written: ${problems.length} of ${plural(total, 'block')} ` +
        `${problems.length === 1 ? 'does' : 'do'} not apply. Send all blocks again with ` +
        `${problems.length === 1 ? 'this one' : 'these'} corrected.`;
  return [
    head,
    ...problems.map(
      ({ block, message }) => `Block ${block.number} (${block.path}): ${withoutSecrets(block.path, message)}`,
    ),
  ].join('\n');
}

/** Why a block does not apply quotes the file, which is not to be shown where it holds secrets. */
function withoutSecrets(path: string, message: string): string {
  const holds = secretsIn(path);
  return holds === undefined
    ? message
    : `it does not apply; the file holds ${holds}, so nothing of it is shown. A step with read_files asks the ` +
        `person for it.`;
}
