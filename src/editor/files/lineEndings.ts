import { linesOf, type LineChange } from '../../base/lines';
import { diffTexts } from './lineDiff';

/**
 * Whether the editor would change a text's line endings when it saves: it makes all of them the same, and knows a lone
 * carriage return only for reading.
 */
export function hasMixedEol(raw: string): boolean {
  const kinds = new Set<string>();
  for (const [eol] of raw.matchAll(/\r\n|\r|\n/g)) if (eol === '\r' || kinds.add(eol).size > 1) return true;
  return false;
}

/** A line and what ends it; the last one may have no ending. */
interface RawLine {
  readonly text: string;
  readonly eol: string;
}

function rawLinesOf(raw: string): RawLine[] {
  return (raw.match(/[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$/g) ?? []).map((line) => {
    const eol = /(?:\r\n|\r|\n)$/.exec(line)?.[0] ?? '';
    return { text: line.slice(0, line.length - eol.length), eol };
  });
}

/**
 * The raw text with its content changed to `after` (line endings `\n`): untouched lines keep their own endings, a new
 * line takes that of the line it replaces, else that of the line above. `changes`: which lines are touched; where it is
 * missing, or does not lead to `after`, the texts are compared. An ending is another only where it must be: at the last
 * line, and where a lone carriage return would come to stand before an empty line that ends with a line feed.
 */
export function rewriteKeepingEol(raw: string, after: string, changes?: readonly LineChange[]): string {
  const before = rawLinesOf(raw);
  const lines = linesOf(after).map((line) => (line.endsWith('\n') ? line.slice(0, -1) : line));
  const isEnded = after.endsWith('\n');
  const touched = changes && leadsTo(changes, before, lines) ? changes : comparedChanges(before, after);
  const usual = before.find(({ eol }) => eol !== '')?.eol ?? '\n';
  const result: RawLine[] = [];
  const put = (text: string, eol: string, next?: RawLine): void => {
    const above = result.at(-1)?.eol ?? usual;
    let own = eol || (above === '' ? usual : above);
    // Two signs that would be read as one ending: "\r" of the line above and "\n" of an empty line.
    if (text === '' && own === '\n' && result.at(-1)?.eol === '\r') own = '\r\n';
    if (own === '\r' && next?.text === '' && next.eol === '\n') own = '\r\n';
    result.push({ text, eol: own });
  };
  let done = 0;
  for (const { at, removed, added } of [...touched, { at: before.length, removed: 0, added: [] }]) {
    for (const { text, eol } of before.slice(done, at)) put(text, eol);
    const following = before[at + removed];
    for (let index = 0; index < added.length; index++)
      put(
        lines[result.length] ?? '',
        index < removed ? (before[at + index]?.eol ?? '') : '',
        index === added.length - 1 ? following : undefined,
      );
    done = at + removed;
  }
  const last = result.pop();
  return result.map(({ text, eol }) => text + eol).join('') + (last ? last.text + (isEnded ? last.eol : '') : '');
}

/** Whether the lines outside of the changes are the same in both texts. */
function leadsTo(changes: readonly LineChange[], before: readonly RawLine[], after: readonly string[]): boolean {
  let [old, fresh] = [0, 0];
  for (const { at, removed, added } of [...changes, { at: before.length, removed: 0, added: [] }]) {
    if (at < old) return false;
    for (; old < at; old++, fresh++) if (before[old]?.text !== after[fresh]) return false;
    old += removed;
    fresh += added.length;
  }
  return old === before.length && fresh === after.length;
}

/** The changes as a comparison of the texts shows them, whatever ends their last lines. */
function comparedChanges(before: readonly RawLine[], after: string): LineChange[] {
  const ended = after === '' || after.endsWith('\n') ? after : `${after}\n`;
  return diffTexts(before.map(({ text }) => `${text}\n`).join(''), ended);
}
