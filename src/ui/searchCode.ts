import * as vscode from 'vscode';
import { messageOf } from '../base/errors';
import type { FoundCode } from '../contracts/api';
import type { LogPort } from '../contracts/ports';
import { findCode, type FindCodeDeps } from '../core/codeIndex/findCode';

/** Typing waits so long before it searches, in ms. */
const quietTime = 120;
const mostShown = 50;

interface SearchCodeDeps {
  readonly code: FindCodeDeps;
  readonly uriOf: (path: string) => vscode.Uri | undefined;
  readonly log: LogPort;
}

type Item = vscode.QuickPickItem & { readonly found?: FoundCode };

/**
 * A quick pick that searches the code by meaning while the person types. The active place is shown as a preview; who
 * leaves without choosing is back where they were.
 */
export async function searchCode({ code, uriOf, log }: SearchCodeDeps): Promise<void> {
  const before = vscode.window.activeTextEditor;
  const place = before && { document: before.document, selection: before.selection, viewColumn: before.viewColumn };
  const pick = vscode.window.createQuickPick<Item>();
  pick.title = 'Search Code by Meaning';
  pick.placeholder = 'What the code does, in your words: “where retries wait”';
  pick.matchOnDescription = true;
  let newest = 0;
  let timer: NodeJS.Timeout | undefined;
  let chosen = false;
  let previewed = false;
  let isShown = true;

  const search = async (query: string) => {
    const mine = ++newest;
    if (query.trim() === '') return void (pick.items = []);
    pick.busy = true;
    const items = await itemsFor(query, code).catch((error: unknown) => {
      log.warn(`Searching by meaning failed: ${messageOf(error)}`);
      return [{ label: messageOf(error), alwaysShow: true }];
    });
    if (mine !== newest || !isShown) return;
    pick.items = items;
    pick.busy = false;
  };
  const show = async ({ found }: Item, preserveFocus: boolean) => {
    const uri = found && uriOf(found.path);
    if (!uri) return;
    previewed = true;
    const start = new vscode.Position(found.line - 1, 0);
    await vscode.window.showTextDocument(uri, {
      preview: preserveFocus,
      preserveFocus,
      selection: new vscode.Range(start, start),
    });
  };

  const subscriptions = [
    pick.onDidChangeValue((value) => {
      clearTimeout(timer);
      timer = setTimeout(() => void search(value), quietTime);
    }),
    pick.onDidChangeActive(([item]) => {
      if (item && isShown) void show(item, true).catch(() => {});
    }),
    pick.onDidAccept(() => {
      const [item] = pick.selectedItems;
      if (!item?.found) return;
      chosen = true;
      pick.hide();
      void show(item, false).catch((error: unknown) => log.warn(`${item.label}: ${messageOf(error)}`));
    }),
  ];
  pick.show();
  await new Promise<void>((resolve) => subscriptions.push(pick.onDidHide(() => resolve())));
  isShown = false;
  clearTimeout(timer);
  vscode.Disposable.from(pick, ...subscriptions).dispose();
  if (chosen) return;
  if (place && !place.document.isClosed) await vscode.window.showTextDocument(place.document, place);
  else if (previewed) await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
}

async function itemsFor(query: string, code: FindCodeDeps): Promise<Item[]> {
  const found = await findCode(query, mostShown, code);
  if (found.length === 0) return [{ label: 'Nothing like that in the code', alwaysShow: true }];
  return found.map((each) => {
    const { path, line, symbol } = each;
    const name = path.slice(path.lastIndexOf('/') + 1);
    return {
      label: `$(${symbol === undefined ? 'file-code' : 'symbol-method'}) ${symbol ?? name}`,
      description: `${path}:${line}`,
      // The editor would filter by letters what was found by meaning.
      alwaysShow: true,
      found: each,
    };
  });
}
