import type { CheckpointPort, FileTouch, OwnChange } from '../../contracts/checkpoint';
import type { SessionEvent } from '../../contracts/events';

/** What the run has done to each file so far: its bytes before the first of the run's writes and after the last. */
export async function readOwnChanges(events: readonly SessionEvent[], checkpoints: CheckpointPort): Promise<OwnChange[]> {
  const byPath = new Map<string, FileTouch[]>();
  for (const event of events) {
    if (event.kind !== 'step.touched') continue;
    for (const touch of event.files) byPath.set(touch.path, [...(byPath.get(touch.path) ?? []), touch]);
  }
  return Promise.all(
    [...byPath].map(async ([path, touches]) => {
      const first = touches[0];
      const last = touches.at(-1);
      return {
        path,
        before: first ? await checkpoints.bytesOf(first.before) : null,
        after: last ? await checkpoints.bytesOf(last.after) : null,
      };
    }),
  );
}
