import type { BlockProblem, EditBlock } from '../../../src/tools/edit/editBlock';
import { createDraft, type DraftOutcome } from '../../../src/tools/edit/draft';
import type { Reach } from '../../../src/tools/edit/matchBlock';

/** All blocks of one file, applied to a draft. The text is of no use when there are problems. */
export function applyBlocks(
  before: string | undefined,
  blocks: readonly EditBlock[],
  reach: Reach = 'near',
): DraftOutcome & { readonly problems: readonly BlockProblem[] } {
  const draft = createDraft(before);
  const problems = blocks.map((block) => draft.apply(block, reach)).filter((problem) => problem !== undefined);
  return { ...draft.outcome(), problems };
}
