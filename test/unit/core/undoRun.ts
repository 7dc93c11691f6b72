import type { FileImage, FileTouch } from '../../../src/contracts/checkpoint';
import type { SessionEventBody } from '../../../src/contracts/events';
import type { GitPort } from '../../../src/contracts/ports';
import type { UndoReport } from '../../../src/contracts/session';
import { carryOutUndo } from '../../../src/core/undo/carryOut';
import type { World } from './undoWorld';

type UndoGit = Pick<GitPort, 'uncommit' | 'recommit' | 'recent'>;

/** Git where nothing can be taken back, because there is nothing. */
export const noGit: UndoGit = {
  uncommit: async () => ({ done: false }),
  recommit: async () => ({ done: false }),
  recent: async () => [],
};

/** A session of which only files matter. */
export interface PretendedRun {
  readonly events: SessionEventBody[];
  /** Does something as a step would, noting files before and after. */
  step(id: string, paths: readonly string[], work: () => Promise<unknown>): Promise<void>;
  undo(...steps: string[]): Promise<UndoReport>;
  redo(): Promise<UndoReport>;
}

export function pretendRun(
  world: World,
  options: { git?: UndoGit; signal?: AbortSignal; append?: (event: SessionEventBody) => Promise<void> } = {},
): PretendedRun {
  const events: SessionEventBody[] = [];
  const { checkpoints, store } = world;
  let ids = 0;
  const append = async (event: SessionEventBody) => {
    await options.append?.(event);
    events.push(event);
  };
  const carryOut = (action: 'undo' | 'redo', steps?: readonly string[]) =>
    carryOutUndo({
      events: [...events],
      checkpoints,
      git: options.git ?? noGit,
      action,
      steps,
      append,
      keep: async (text) => (await store.put([Buffer.from(text)]))[0]!,
      signal: options.signal ?? new AbortController().signal,
      newId: () => `u${++ids}`,
    });
  return {
    events,
    async step(id, paths, work) {
      const before = await checkpoints.capture(paths);
      const files = await Promise.all(
        paths.map(async (path, at) => ({
          path,
          before: before[at]!,
          madeFolders: before[at]!.key === null ? await checkpoints.missingFolders(path) : [],
        })),
      );
      await append({ kind: 'step.started', step: id });
      await append({ kind: 'step.checkpointed', step: id, files });
      await work();
      const after = await checkpoints.capture(paths);
      const touched = files.flatMap((file, at): FileTouch[] =>
        isSame(file.before, after[at]!) ? [] : [{ ...file, after: after[at]! }],
      );
      if (touched.length > 0) await append({ kind: 'step.touched', step: id, files: touched });
      await append({ kind: 'step.finished', step: id, status: 'done' });
    },
    undo: (...steps) => carryOut('undo', steps.length > 0 ? steps : undefined),
    redo: () => carryOut('redo'),
  };
}

function isSame(a: FileImage, b: FileImage): boolean {
  return a.key === b.key && a.unsaved === b.unsaved && a.mode === b.mode;
}
