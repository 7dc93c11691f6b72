import type { CheckpointPort } from '../../contracts/checkpoint';
import type { SessionEvent } from '../../contracts/events';

/** A file's text before the run first touched it; null: there was none; undefined: not touched, or not text. */
export async function textBeforeRun(
  events: readonly SessionEvent[],
  path: string,
  checkpoints: CheckpointPort,
): Promise<string | null | undefined> {
  for (const event of events) {
    const touch = event.kind === 'step.touched' ? event.files.find((file) => file.path === path) : undefined;
    if (touch) return checkpoints.textOf(path, touch.before);
  }
  return undefined;
}
