import type { CheckpointPort } from '../../contracts/checkpoint';
import type { SessionEvent } from '../../contracts/events';
import type { FilePreviewText } from '../../contracts/tool';

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

/** More files than these of one step are not compared. */
const mostFiles = 50;

/**
 * What a step did to files, as texts before its first and after its last change for the present goal; files that are
 * not text, or end as they began, are left out.
 */
export async function changesOfStep(
  events: readonly SessionEvent[],
  step: string,
  checkpoints: Pick<CheckpointPort, 'textOf'>,
): Promise<FilePreviewText[]> {
  const begin = events.findLastIndex(({ kind }) => kind === 'session.continued');
  const touches = events
    .slice(begin + 1)
    .flatMap((event) => (event.kind === 'step.touched' && event.step === step ? event.files : []));
  const byPath = Map.groupBy(touches, ({ path }) => path);
  const changes = await Promise.all(
    [...byPath].slice(0, mostFiles).map(async ([path, own]): Promise<FilePreviewText | undefined> => {
      const images = [own[0]!.before, own.at(-1)!.after] as const;
      const texts = await Promise.all(images.map((image) => checkpoints.textOf(path, image)));
      // What the editor holds unsaved has line ends of its own.
      const isMixed = images.some(({ unsaved }) => unsaved !== undefined);
      const [before, after] = isMixed ? texts.map((text) => text?.replaceAll('\r\n', '\n') ?? text) : texts;
      if (before === undefined || after === undefined || before === after) return undefined;
      return { path, before: before ?? undefined, after: after ?? '', ...(after === null && { deleted: true }) };
    }),
  );
  return changes.filter((change) => change !== undefined);
}
