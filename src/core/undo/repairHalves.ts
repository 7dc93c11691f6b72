import type { CheckpointPort, FileImage, FileTouch } from '../../contracts/checkpoint';
import { sameContent } from './reverseFile';

/**
 * Files that an undo was just writing when it was cut off hold only the beginning of what they were to hold: the editor
 * empties a file before it writes it. They are put back as they were before that undo, so that it can be done again.
 * What else a file holds is the person's and stays.
 * @param unfinished what the undo was about to do, the newest last
 */
export async function repairHalves(
  unfinished: readonly FileTouch[],
  checkpoints: CheckpointPort,
  signal: AbortSignal,
): Promise<void> {
  const newest = [...new Map(unfinished.map((touch) => [touch.path, touch])).values()];
  for (const { path, before, after } of newest) {
    const [present] = await checkpoints.capture([path]).catch(() => []);
    if (
      !present ||
      present.key === null ||
      present.unsaved !== undefined ||
      sameContent(present, before) ||
      sameContent(present, after)
    )
      continue;
    const bytes = await checkpoints.bytesOf(present);
    const whole = [...(await writtenFor(path, after, checkpoints)), ...(await writtenFor(path, before, checkpoints))];
    if (bytes && whole.some((each) => isBeginning(bytes, each)))
      await checkpoints.restore([{ path, expect: present, image: before }], signal);
  }
}

/** What may have been written for an image; of a text, only in UTF-8. */
async function writtenFor(path: string, image: FileImage, checkpoints: CheckpointPort): Promise<Uint8Array[]> {
  const text = image.unsaved === undefined ? undefined : await checkpoints.textOf(path, image);
  if (typeof text === 'string')
    return [text, text.replaceAll('\n', '\r\n')].map((each) => new TextEncoder().encode(each));
  const bytes = await checkpoints.bytesOf(image);
  return bytes ? [bytes] : [];
}

function isBeginning(bytes: Uint8Array, whole: Uint8Array): boolean {
  return bytes.length < whole.length && bytes.every((byte, index) => byte === whole[index]);
}
