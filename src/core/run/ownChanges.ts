import type { CheckpointPort, OwnChange } from '../../contracts/checkpoint';
import type { SessionEvent } from '../../contracts/events';
import { foldUndoHistory } from '../undo/undoHistory';

/**
 * What the run has done to files and has not undone, a change for each write, in order. A path comes again where it was
 * written again: what a person did in between belongs to neither.
 */
export async function readOwnChanges(
  events: readonly SessionEvent[],
  checkpoints: CheckpointPort,
): Promise<OwnChange[]> {
  const touches = foldUndoHistory(events).changes.flatMap((change) =>
    'touch' in change && !change.undone && change.touch.after ? [{ ...change.touch, after: change.touch.after }] : [],
  );
  return Promise.all(
    touches.map(async ({ path, before, after }) => ({
      path,
      before: await checkpoints.bytesOf(before),
      after: await checkpoints.bytesOf(after),
    })),
  );
}
