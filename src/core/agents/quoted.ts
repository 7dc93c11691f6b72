import { ellipsis, firstChars } from '../../base/text';
import { showUnseen } from '../../base/visibleText';

/** What somebody has written, in quotes within a sentence: on one line, cut, with everything in it to be seen. */
export function quoted(text: string): string {
  return `“${ellipsis(showUnseen(firstChars(text, 200)), 40)}”`;
}
