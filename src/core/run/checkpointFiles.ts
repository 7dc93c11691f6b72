import type { CheckpointPort, FileImage, FileTouch } from '../../contracts/checkpoint';
import type { FileEdits } from '../../contracts/session';
import type { SessionLog } from '../session/sessionLog';
import type { AnyTool } from '../../contracts/tool';
import { throwIfCancelled } from '../../base/errors';
import { countEdits } from './countEdits';

/** A step's files while it works. */
export interface CheckpointedFiles {
  /**
   * Records what the step has done to files by now. Call once, whatever came of the step.
   * @param own what the tool itself tells to have changed; without it, what was saved in the editor counts as the
   * person's
   */
  finish(own?: readonly string[]): Promise<Touched>;
}

/** The files that really changed, and how far that can be told. */
export interface Touched {
  readonly paths: readonly string[];
  readonly edits: FileEdits;
}

const untouched: Touched = { paths: [], edits: {} };

/** What keeping needs. */
export interface CheckpointDeps {
  readonly checkpoints: CheckpointPort;
  readonly log: SessionLog;
  readonly signal: AbortSignal;
}

/** What a call touches where the tool does not say. */
const touchedBy = { read: 'nothing', write: 'named', execute: 'tree' } as const;

/**
 * Keeps the bytes of the files that a call may change, on the disk before anything happens, so that it can be undone:
 * of those that it names, or of the whole tree where nobody can know. FluxError as `CheckpointPort`.
 */
export async function checkpointFiles(
  step: { readonly id: string; readonly writes: readonly string[] },
  tool: AnyTool,
  input: Record<string, unknown>,
  deps: CheckpointDeps,
): Promise<CheckpointedFiles> {
  throwIfCancelled(deps.signal);
  const touches = tool.touches?.(input) ?? touchedBy[tool.effect];
  if (touches === 'nothing') return { finish: () => Promise.resolve(untouched) };
  return touches === 'named' ? checkpointNamed(step.id, step.writes, deps) : checkpointTree(step.id, deps);
}

async function checkpointNamed(
  step: string,
  paths: readonly string[],
  { checkpoints, log }: CheckpointDeps,
): Promise<CheckpointedFiles> {
  const before = await checkpoints.capture(paths);
  const files = await Promise.all(
    paths.map(async (path, at) => {
      const image = before[at] ?? { key: null };
      const madeFolders = image.key === null ? await checkpoints.missingFolders(path) : [];
      return { path, before: image, ...(madeFolders.length > 0 && { madeFolders }) };
    }),
  );
  await log.append({ kind: 'step.checkpointed', step, files });
  return {
    async finish() {
      const after = await checkpoints.capture(paths);
      const touched = files.flatMap((file, at): FileTouch[] => {
        const image = after[at] ?? { key: null };
        return sameImage(file.before, image) ? [] : [{ ...file, after: image }];
      });
      if (touched.length > 0) await log.append({ kind: 'step.touched', step, files: touched });
      // The tool itself tells what it did to the files that it names.
      return { paths: touched.map(({ path }) => path), edits: {} };
    },
  };
}

/** Keeps the whole tree for a step, whatever runs in its name. */
export async function checkpointTree(
  step: string,
  { checkpoints, log, signal }: CheckpointDeps,
): Promise<CheckpointedFiles> {
  const watch = await checkpoints.watchTree(signal);
  return {
    async finish(own) {
      const { touched, unkept } = await watch.finish(own);
      if (touched.length + unkept.length > 0)
        await log.append({ kind: 'step.touched', step, files: touched, ...(unkept.length > 0 && { unkept }) });
      return { paths: [...touched.map(({ path }) => path), ...unkept], edits: await countEdits(touched, checkpoints) };
    },
  };
}

/** Whether two images are of the same bytes, unsaved text and permissions. */
export function sameImage(a: FileImage, b: FileImage): boolean {
  return a.key === b.key && a.unsaved === b.unsaved && a.mode === b.mode;
}
