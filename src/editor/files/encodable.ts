import * as vscode from 'vscode';
import { FluxError } from '../../base/errors';

/** At most so many characters are named. */
const mostNamed = 5;

export interface NewText {
  readonly uri: vscode.Uri;
  /** How a person calls the file. */
  readonly name: string;
  readonly text: string;
  /** What is there already: what that holds is the person's, and no reason to refuse. */
  readonly before: string;
  /** As the editor calls it; undefined for a file that is yet to be made. */
  readonly encoding: string | undefined;
}

/**
 * Refuses a text of which the file's encoding cannot hold a character: the editor would save it as “?”, and say
 * nothing.
 * @throws FluxError `unencodable`
 */
export async function requireEncodable({ uri, name, text, before, encoding: known }: NewText): Promise<void> {
  const old = new Set(before);
  const added = [...new Set(text)].filter((character) => character > '\x7f' && !old.has(character));
  if (added.length === 0) return;
  const halves = added.filter((character) => !character.isWellFormed());
  if (halves.length > 0)
    throw unencodable(
      `The new text of ${name} holds half a character (${halves.slice(0, mostNamed).map(shown).join(', ')}), ` +
        `which no encoding can save. Nothing was changed. Write the whole character.`,
    );
  const encoding = known ?? vscode.workspace.getConfiguration('files', uri).get<string>('encoding') ?? 'utf8';
  if (/^utf-?(8|16)/i.test(encoding)) return;
  const back = (
    await vscode.workspace.decode(await vscode.workspace.encode(added.join('\n'), { encoding }), { encoding })
  ).split('\n');
  const lost = added.filter((character, at) => back[at] !== character);
  if (lost.length === 0) return;
  const more = lost.length > mostNamed ? ` and ${lost.length - mostNamed} more` : '';
  const characters = `${lost.slice(0, mostNamed).map(shown).join(', ')}${more}`;
  const way =
    known === undefined
      ? 'Use other characters, or set files.encoding to utf8 for new files'
      : 'Use other characters, or save the file as UTF-8 first (“Change File Encoding”, then “Save with Encoding”)';
  throw unencodable(
    `${name} is ${known === undefined ? 'to be ' : ''}saved in the encoding ${encoding}, which does not include ` +
      `${characters}. Nothing was changed. ${way}.`,
  );
}

function unencodable(message: string): FluxError {
  return new FluxError('unencodable', message);
}

function shown(character: string): string {
  const code = `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
  return /[\p{C}\p{M}\p{Z}]/u.test(character) ? code : `“${character}” (${code})`;
}
