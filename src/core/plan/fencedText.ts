import { FluxError } from '../../base/errors';
import { fencedBlocks, insideOf, type FencedBlock } from '../../base/fences';

const form =
  'Send the whole file in one fenced block, with a fence longer than any in it, closed on a line of its own, ' +
  'and no other fence.';

/**
 * The text of an answer that is one fenced file, each of its lines with a newline; words around the fence are no part
 * of it. FluxError `bad_file` where that is not plain: no fence, one that never closes (the file is cut), or several.
 */
export function fencedText(answer: string): string {
  const lines = answer.replaceAll('\r\n', '\n').split('\n');
  const flat = fencedBlocks(lines);
  const nested = fencedBlocks(lines, true);
  const [block, ...others] = nested;
  if (!block) throw new FluxError('bad_file', `There is no fence. ${form}`);
  if (!isWhole(nested))
    throw new FluxError('bad_file', `A fence never closes, so the file may have been cut off. ${form}`);
  if (others.length > 0)
    throw new FluxError(
      'bad_file',
      `There are ${others.length + 1} fenced blocks, so it is not clear which of them is the file. ${form}`,
    );
  // Blocks inside of a block that are as long as it: plain only where no other reading is whole.
  if (isWhole(flat) && flat.length > 1)
    throw new FluxError('bad_file', `It is not clear where the file's fence closes. ${form}`);
  return insideOf(lines, block)
    .map((line) => `${line}\n`)
    .join('');
}

function isWhole(blocks: readonly FencedBlock[]): boolean {
  return blocks.every(({ close }) => close !== undefined);
}
