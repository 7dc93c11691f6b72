import type { CheckpointPort, FileTouch } from '../../contracts/checkpoint';
import type { SessionEvent } from '../../contracts/events';
import type { FileEdits, PlanSnapshot } from '../../contracts/session';
import { countEdits } from './countEdits';

/** What came of files over a whole run. `back`: those that are again what they were. */
export interface NetEdits {
  readonly edits: FileEdits;
  readonly back: readonly string[];
}

/**
 * What became of the files that more than one step of a plan has changed: each as one change, from before the first to
 * after the last.
 */
export async function netEdits(
  plan: PlanSnapshot | undefined,
  events: () => Promise<readonly SessionEvent[]>,
  checkpoints: CheckpointPort,
): Promise<NetEdits> {
  const steps = plan?.steps ?? [];
  const once = new Set<string>();
  const often = new Set<string>();
  for (const path of steps.flatMap((step) => [...new Set(step.files)])) (once.has(path) ? often : once).add(path);
  if (often.size === 0) return { edits: {}, back: [] };
  const ids = new Set(steps.map(({ id }) => id));
  const whole = new Map<string, FileTouch>();
  const unkept = new Set(steps.flatMap((step) => step.unkept ?? []));
  const movedFrom = new Map(
    steps.flatMap((step) =>
      Object.entries(step.edits ?? {}).flatMap(([path, edit]) =>
        edit.movedFrom === undefined ? [] : [[path, edit.movedFrom] as const],
      ),
    ),
  );
  const first = new Map<string, FileTouch>();
  for (const event of await events()) {
    if (event.kind !== 'step.touched' || !ids.has(event.step)) continue;
    for (const touch of event.files) if (!first.has(touch.path)) first.set(touch.path, touch);
    for (const touch of event.files) {
      // What was changed without being kept cannot be counted; what was moved began elsewhere.
      if (!often.has(touch.path) || unkept.has(touch.path)) continue;
      const source = first.get(movedFrom.get(touch.path) ?? '');
      whole.set(touch.path, { ...touch, before: whole.get(touch.path)?.before ?? source?.before ?? touch.before });
    }
  }
  const touches = [...whole.values()];
  const isBack = ({ before, after }: FileTouch) => before.key === after.key && before.unsaved === after.unsaved;
  return {
    edits: await countEdits(
      touches.filter((touch) => !isBack(touch)),
      checkpoints,
    ),
    back: touches.filter(isBack).map(({ path }) => path),
  };
}
