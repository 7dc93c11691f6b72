import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';
import { BugError, FluxError } from '../../base/errors';
import { countLines } from '../../base/lines';
import type { FileChange } from '../../contracts/files';
import { hashText } from '../../node/hash';
import { readCurrent, requireNoUnsavedNotebook, type CurrentFile } from './currentText';
import { requireEncodable } from './encodable';
import {
  encodeLike,
  encodingOf,
  maxBytes,
  readBytes,
  requireLossless,
  sameBytes,
  tooLarge,
  type DiskFile,
} from './fileBytes';
import { freePlace, requireNoLink, type FreePlace } from './filesPlaces';
import { requireWritable } from './filesWritable';
import type { FolderPath } from '../workspace/folder';
import { hasMixedEol, rewriteKeepingEol } from './lineEndings';
import { diffTexts, normaliseEol } from './lineDiff';

/** A change with its places found and checked. */
export interface PlacedChange {
  readonly change: FileChange;
  readonly place: FolderPath;
  /** Where the file is moved from. */
  readonly from?: FolderPath;
}

/** A move to a place that is free. */
export interface Move extends FreePlace {
  readonly from: vscode.Uri;
}

interface TargetBase {
  readonly change: FileChange;
  /** Where the file is afterwards. */
  readonly uri: vscode.Uri;
  /** The file is moved there first. */
  readonly move?: Move;
  readonly added: number;
  readonly removed: number;
  /** How many more bytes it takes on the disk; 0 where nothing is written. */
  readonly growth: number;
}

/** A change that has been checked, and the way it will be made. */
export type Target =
  /** A new file, made empty and filled through the editor, so that what happens on saving happens to it too. */
  | (TargetBase & { readonly way: 'create'; readonly text: string } & FreePlace)
  /** Through the editor's model of the file. `disk` is missing where the person has unsaved text. */
  | (TargetBase & {
      readonly way: 'edit';
      readonly document: vscode.TextDocument;
      readonly before: string;
      readonly text: string;
      readonly disk?: DiskFile;
    })
  /** Straight to the disk: the editor would change lines that are not to be touched. */
  | (TargetBase & { readonly way: 'disk'; readonly disk: DiskFile; readonly bytes: Uint8Array })
  | (TargetBase & { readonly way: 'delete'; readonly disk: DiskFile; readonly mode: number })
  /** The text is already there. */
  | (TargetBase & { readonly way: 'none' });

/**
 * How long the editor may take to notice that a file has changed on the disk, in ms: one it shows, one it only knows.
 */
const reloadWaitMs = 3000;
const hiddenReloadWaitMs = 400;
const settleMs = 300;

/**
 * Checks one change against the present state. Touches nothing.
 * @param vacated addresses that other changes of the same call leave, so that something new may be made there
 * @throws FluxError as `FilesPort.apply`
 */
export async function toTarget(placed: PlacedChange, vacated: ReadonlySet<string>): Promise<Target> {
  const { change, place, from } = placed;
  const { text, expect } = change;
  if (text !== null && Buffer.byteLength(text) > maxBytes)
    throw tooLarge(change.path, Buffer.byteLength(text), 'writes');
  if (expect === null) {
    if (text === null || from) throw new BugError(`${change.path} is to be deleted or moved, but must not exist.`);
    return toCreation(placed, text, vacated);
  }
  const source = from?.uri ?? place.uri;
  const name = change.movedFrom ?? change.path;
  const current = await readCurrent(source, name).catch((error: unknown) => {
    throw FluxError.is(error, 'not_found') ? stale(name, 'was deleted') : error;
  });
  if (current.hash !== expect) throw stale(name, 'has changed');
  requireNoUnsavedNotebook(source, name);
  return text === null ? toDeletion(change, place.uri, current) : toRewriting(placed, text, current);
}

async function toCreation(
  { change, place }: PlacedChange,
  text: string,
  vacated: ReadonlySet<string>,
): Promise<Target> {
  const free = await freePlace(place.uri, change.path, vacated);
  await requireEncodable({ uri: place.uri, name: change.path, text, before: '', encoding: undefined });
  return {
    change,
    uri: place.uri,
    way: 'create',
    text,
    ...free,
    growth: Buffer.byteLength(text),
    ...countLines(diffTexts('', text)),
  };
}

async function toRewriting({ change, place, from }: PlacedChange, text: string, current: CurrentFile): Promise<Target> {
  const source = from?.uri ?? place.uri;
  const name = change.movedFrom ?? change.path;
  const move = from && (await toMove(change, from.uri, place.uri));
  const growth = current.disk ? Buffer.byteLength(text) - current.disk.bytes.length : 0;
  const base = {
    change,
    uri: place.uri,
    ...(move ? { move } : {}),
    growth,
    ...countLines(diffTexts(current.text, text)),
  };
  if (current.text === text) return { ...base, growth: 0, way: 'none' };
  await requireWritable(source, source.fsPath, name);
  const fits = (encoding: string) => requireEncodable({ uri: source, name, text, before: current.text, encoding });
  if (!current.disk) {
    const document = await openForEdit(source, name);
    await fits(document.encoding);
    return { ...base, way: 'edit', document, before: current.text, text };
  }
  await requireLossless(current.disk, source, name);
  await fits(await encodingOf(current.disk, source));
  if (!hasMixedEol(current.disk.raw)) {
    const document = await openForEdit(source, name);
    if (await holds(document, current.text))
      return {
        ...base,
        way: 'edit',
        document,
        before: current.text,
        text,
        ...(document.isDirty ? {} : { disk: current.disk }),
      };
    if (document.isDirty) throw stale(name, 'has changed');
  }
  const bytes = await encodeLike(current.disk, rewriteKeepingEol(current.disk.raw, text, change.changes), source);
  return { ...base, way: 'disk', disk: current.disk, bytes };
}

/** Whether a target still stands as it was checked. */
export async function isUnchanged(target: Target, vacated: ReadonlySet<string>): Promise<boolean> {
  const source = target.move?.from ?? target.uri;
  if (target.move && !(await isStillFree(target.uri, target.change.path, vacated, source))) return false;
  switch (target.way) {
    case 'create':
      return isStillFree(target.uri, target.change.path, vacated);
    case 'edit':
      return normaliseEol(target.document.getText()) === target.before;
    case 'disk':
    case 'delete':
      return sameBytes(await readBytes(source, target.change.path), target.disk.bytes);
    case 'none':
      return hashText((await readCurrent(source, target.change.path)).text) === target.change.expect;
  }
}

/** That a file is not what the change was made for. */
export function stale(name: string, what: string): FluxError {
  return new FluxError('stale', `${name} ${what} since it was read. Read it again and redo the change.`);
}

/**
 * Each file may be changed once in one go, by whichever path.
 * @param realOf the path of an address with its links resolved
 * @throws FluxError `same_file`
 */
export async function requireDistinct(
  changes: readonly PlacedChange[],
  realOf: (uri: vscode.Uri) => Promise<string>,
): Promise<void> {
  const vacated = vacatedBy(changes);
  const seen = new Set<string>();
  for (const { change, place, from } of changes) {
    // What is made where something was moved away is another file.
    const isAnother = change.expect === null && vacated.has(place.uri.fsPath);
    const keys = [`${isAnother ? 'new ' : ''}${await realOf(place.uri)}`, ...(from ? [await realOf(from.uri)] : [])];
    if (keys.some((key) => seen.has(key)))
      throw new FluxError(
        'same_file',
        `Two changes of one call concern the same file, ${change.path}. Combine them into one.`,
      );
    for (const key of keys) seen.add(key);
  }
}

/** The addresses that moves leave. */
export function vacatedBy(
  changes: readonly { readonly from?: FolderPath; readonly move?: Move }[],
): ReadonlySet<string> {
  return new Set(
    changes.flatMap(({ from, move }) => [from?.uri.fsPath, move?.from.fsPath]).filter((each) => each !== undefined),
  );
}

async function toDeletion(change: FileChange, uri: vscode.Uri, { disk, text }: CurrentFile): Promise<Target> {
  if (!disk) {
    throw new FluxError(
      'stale',
      `${change.path} has unsaved changes in the editor, so it was not deleted. Save them, or undo them there, ` +
        `and try again.`,
    );
  }
  const { mode } = await requireNoLink(uri, change.path);
  await requireWritable(uri, path.dirname(uri.fsPath), change.path);
  return { change, uri, way: 'delete', disk, mode, growth: 0, ...countLines(diffTexts(text, '')) };
}

async function toMove(change: FileChange, from: vscode.Uri, to: vscode.Uri): Promise<Move> {
  const name = change.movedFrom ?? change.path;
  await requireNoLink(from, name);
  await requireWritable(from, path.dirname(from.fsPath), name);
  return { from, ...(await freePlace(to, change.path, new Set(), from)) };
}

async function isStillFree(
  uri: vscode.Uri,
  name: string,
  vacated: ReadonlySet<string>,
  from?: vscode.Uri,
): Promise<boolean> {
  return freePlace(uri, name, vacated, from).then(
    () => true,
    () => false,
  );
}

async function openForEdit(uri: vscode.Uri, name: string): Promise<vscode.TextDocument> {
  try {
    return await vscode.workspace.openTextDocument(uri);
  } catch (error) {
    throw new FluxError('binary', `The editor cannot open ${name} as text.`, { cause: error });
  }
}

/** Whether the document holds this text, waiting for the editor to take up what has just been written to the disk. */
async function holds(document: vscode.TextDocument, text: string): Promise<boolean> {
  const matches = () => normaliseEol(document.getText()) === text;
  if (matches()) return true;
  await new Promise<void>((resolve) => {
    const finish = () => {
      clearTimeout(timer);
      registration.dispose();
      resolve();
    };
    const timer = setTimeout(finish, isShown(document.uri) ? reloadWaitMs : hiddenReloadWaitMs);
    const registration = vscode.workspace.onDidChangeTextDocument((event) => {
      if (event.document === document && matches()) finish();
    });
  });
  // The editor hears of one write several times; before the last it would take its own save for a conflict.
  await sleep(settleMs);
  return matches();
}

/** Whether a tab shows the file. */
export function isShown(uri: vscode.Uri): boolean {
  const key = uri.toString();
  return vscode.window.tabGroups.all.some((group) =>
    group.tabs.some(({ input }) => input instanceof vscode.TabInputText && input.uri.toString() === key),
  );
}
