import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';
import { throwIfCancelled } from '../../base/errors';
import { untilAborted } from '../../node/untilAborted';
import { isBuiltInFormatter } from './formatters';

/** How long a language's extensions may take to start, in milliseconds. */
const longestStartMs = 15_000;
const betweenQuestionsMs = 100;

/** Languages whose extensions have answered, or had their time. */
const awaited = new Set<string>();

/**
 * Waits until the extensions of a document's language answer: an editor that has just opened knows no formatter and no
 * fix yet, and nothing tells that apart from “nothing to do”. It waits once for each language, and not for ever.
 * @throws CancelledError
 */
export async function languageReady(document: vscode.TextDocument, signal: AbortSignal): Promise<void> {
  const { languageId } = document;
  if (awaited.has(languageId)) return;
  const deadline = Date.now() + longestStartMs;
  const extensions = vscode.extensions.all.filter((extension) => startsFor(extension, languageId));
  const starting = Promise.allSettled(extensions.map((extension) => extension.activate()));
  await untilAborted(Promise.race([starting, sleep(longestStartMs, undefined, { ref: false })]), signal);
  // A started extension may still wait for its server. A server that knows the file's symbols has registered the rest.
  while (
    extensions.some(({ id }) => isBuiltInFormatter(id)) &&
    Date.now() < deadline &&
    !(await hasSymbols(document, signal))
  )
    await sleep(betweenQuestionsMs);
  awaited.add(languageId);
}

function startsFor({ packageJSON }: vscode.Extension<unknown>, languageId: string): boolean {
  const { activationEvents } = packageJSON as { activationEvents?: readonly string[] };
  return activationEvents?.includes(`onLanguage:${languageId}`) ?? false;
}

async function hasSymbols(document: vscode.TextDocument, signal: AbortSignal): Promise<boolean> {
  throwIfCancelled(signal);
  const symbols = await untilAborted(
    vscode.commands.executeCommand<readonly unknown[] | undefined>(
      'vscode.executeDocumentSymbolProvider',
      document.uri,
    ),
    signal,
  );
  return symbols !== undefined && symbols.length > 0;
}
