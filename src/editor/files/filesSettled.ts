import * as vscode from 'vscode';
import { throwIfCancelled } from '../../base/errors';
import { untilAborted } from '../../node/untilAborted';
import { isShown } from './changeTargets';
import { openDocument } from './fileBytes';

/** Nothing new for that long counts as settled, in ms. */
const quietMs = 300;

/**
 * How long an extension may take to say its first word about a change, in ms; the editor's TypeScript takes up to a
 * second.
 */
const firstWordMs = 1500;

/** No longer than that is waited in all, in ms. */
const longestMs = 4000;

/** Says nothing about files that no tab shows. */
const onlyChecksTabs = 'vscode.typescript-language-features';

/**
 * Waits until the problems of these files have not changed for a moment. The editor does not tell whether anybody
 * checks a file: where an extension that is at work names the file's language, or the file has had problems already, a
 * first word is waited for; a file without mistakes may get none. Otherwise it waits for the moment of quiet alone.
 * @throws CancelledError
 */
export async function settled(uris: readonly vscode.Uri[], signal: AbortSignal): Promise<void> {
  throwIfCancelled(signal);
  if (uris.length === 0) return;
  const keys = new Set(uris.map(String));
  const end = Date.now() + longestMs;
  let timer: NodeJS.Timeout | undefined;
  let heard: vscode.Disposable | undefined;
  const quiet = new Promise<void>((resolve) => {
    const waitFor = (ms: number): void => {
      clearTimeout(timer);
      timer = setTimeout(resolve, Math.max(0, Math.min(ms, end - Date.now())));
    };
    heard = vscode.languages.onDidChangeDiagnostics((event) => {
      if (event.uris.some((uri) => keys.has(uri.toString()))) waitFor(quietMs);
    });
    waitFor(isChecked(uris) ? firstWordMs : quietMs);
  });
  try {
    await untilAborted(quiet, signal);
  } finally {
    clearTimeout(timer);
    heard?.dispose();
  }
}

function isChecked(uris: readonly vscode.Uri[]): boolean {
  if (uris.some((uri) => vscode.languages.getDiagnostics(uri).length > 0)) return true;
  const shown = languagesOf(uris.filter(isShown));
  const known = languagesOf(uris);
  return vscode.extensions.all.some(({ id, isActive, packageJSON }) => {
    const { activationEvents } = packageJSON as { activationEvents?: readonly string[] };
    const languages = id === onlyChecksTabs ? shown : known;
    return (
      isActive &&
      activationEvents?.some(
        (event) => event.startsWith('onLanguage:') && languages.has(event.slice('onLanguage:'.length)),
      )
    );
  });
}

function languagesOf(uris: readonly vscode.Uri[]): Set<string> {
  return new Set(uris.map((uri) => openDocument(uri)?.languageId).filter((id) => id !== undefined));
}
