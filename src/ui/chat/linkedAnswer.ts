import * as vscode from 'vscode';
import type { CodePlace } from '../../base/codePlaces';
import type { FindPlace } from '../../core/brief/findPlace';
import { createAnswerPieces, type AnswerPiece } from '../../core/talk/answerPieces';
import { escapeAroundCode } from '../markdown';

/** A column behind the end of any line: the editor takes the end. */
const lineEnd = 10_000;

/** Where an answer goes, and how its places become links. */
export interface Linking {
  readonly stream: vscode.ChatResponseStream;
  readonly find: FindPlace;
  readonly uriOf: (path: string) => vscode.Uri | undefined;
}

/** An answer that is shown as it comes. */
export interface LinkedAnswer {
  hear(part: string): void;
  /** Resolves once everything that was heard is shown. */
  end(): Promise<void>;
}

/** Shows an answer as it comes; places in it that are in the workspace become links that open there. */
export function createLinkedAnswer(linking: Linking): LinkedAnswer {
  const pieces = createAnswerPieces();
  let shown = Promise.resolve();
  const queue = (more: readonly AnswerPiece[]) => {
    for (const piece of more) shown = shown.then(() => show(piece, linking));
    // Whoever waits for the end hears of it.
    shown.catch(() => {});
  };
  return {
    hear: (part) => queue(pieces.hear(part)),
    end() {
      queue(pieces.end());
      return shown;
    },
  };
}

/** Shows a text of which only code spans are formatted, with links to the places that it names. */
export async function showLinked(text: string, linking: Linking): Promise<void> {
  const pieces = createAnswerPieces();
  for (const piece of [...pieces.hear(text), ...pieces.end()])
    await show({ ...piece, text: escapeAroundCode(piece.text), label: undefined }, linking);
}

async function show({ text, place, label }: AnswerPiece, { stream, find, uriOf }: Linking): Promise<void> {
  const found = place && (await find(place));
  const uri = found && uriOf(found.path);
  if (!uri) return void stream.markdown(text);
  // A link of the answer's own would lead to the wrong computer where the folder is on another one.
  if (label !== undefined) stream.markdown(`${label} `);
  stream.anchor(targetOf(uri, found));
}

function targetOf(uri: vscode.Uri, { line, endLine }: CodePlace): vscode.Uri | vscode.Location {
  if (line === undefined) return uri;
  const from = new vscode.Position(line - 1, 0);
  if (endLine === undefined) return new vscode.Location(uri, from);
  return new vscode.Location(uri, new vscode.Range(from, new vscode.Position(endLine - 1, lineEnd)));
}
