import { ellipsis } from '../../base/text';
import { showUnseen } from '../../base/visibleText';

/** What somebody has written, in quotes within a sentence: on one line, cut, with everything in it to be seen. */
export function quoted(text: string): string {
  return `“${ellipsis(showUnseen(text.slice(0, 200)), 40)}”`;
}
