import { isGenerated } from '../../base/generated';
import { isPrivateKey, isSecretPath } from '../../base/secretPaths';
import { hideSecrets } from '../../base/secretShapes';
import { firstChars } from '../../base/text';

/** Longer pieces are cut: most models take no more than 2,000 tokens well. */
const longest = 6_000;
/** A piece with fewer letters says nothing by itself: the end of a block. */
const fewestLetters = 20;

/** Where a piece stands in its file, and what it is called. */
export interface PiecePlace {
  readonly path: string;
  readonly from: number;
  readonly to: number;
  readonly name: string;
  readonly owner: string;
}

/**
 * The lines of a file of which a model without anybody being asked may see something: keys, tokens and passwords are
 * hidden. Undefined: nothing of it may be sent, or it is generated and not worth it.
 */
export function linesToSend(path: string, text: string): readonly string[] | undefined {
  if (isSecretPath(path) || isPrivateKey(text) || isGenerated(path)) return undefined;
  const shown = hideSecrets(text, '[hidden]').split('\n');
  // A key over several lines: the lines behind it are not where they were.
  return shown.length === text.split('\n').length ? shown : undefined;
}

/** What is sent of a piece; empty where it says nothing. */
export function pieceText({ path, from, to, name, owner }: PiecePlace, lines: readonly string[]): string {
  const body = lines.slice(from - 1, to).join('\n');
  if ((body.match(/\p{L}/gu) ?? []).length < fewestLetters) return '';
  const called = [...owner.split(' '), name].filter(Boolean).join('.');
  return firstChars(`${path}${called === '' ? '' : `: ${called}`}\n${body}`, longest);
}
