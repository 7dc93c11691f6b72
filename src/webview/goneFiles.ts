import type { StepSnapshot } from '../contracts/session';

/** Whether a file that the run names is not there any more: deleted or moved, or made and undone again. */
export function isGone(steps: readonly StepSnapshot[], path: string): boolean {
  let gone = false;
  for (const { edits, undone } of steps) {
    const own = edits?.[path];
    if (own?.created || own?.movedFrom !== undefined) gone = undone === true;
    else if (own?.deleted) gone = !undone;
    const isMoved = Object.values(edits ?? {}).some(({ movedFrom }) => movedFrom === path);
    if (isMoved) gone = !undone;
  }
  return gone;
}
