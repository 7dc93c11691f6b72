import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';

/** How long the editor may take to open a text, and how long that may be on its way to here, in ms. */
const settleMs = 60;
const lateMs = 1000;

/**
 * Does work that leaves texts unsaved for a moment. The editor looks every now and then for unsaved texts that nobody
 * sees and opens them; those tabs are closed again. What was open before, a preview, and unsaved text stay.
 */
export async function withoutNewTabs<T>(uris: readonly vscode.Uri[], work: () => Promise<T>): Promise<T> {
  const before = new Set(tabsOf(uris).map(keyOf));
  const closeNew = async (tabs: readonly vscode.Tab[]): Promise<void> => {
    const opened = tabs.filter((tab) => !before.has(keyOf(tab)) && !tab.isDirty && !tab.isPreview);
    if (opened.length > 0) await vscode.window.tabGroups.close(opened, true);
  };
  try {
    return await work();
  } finally {
    await sleep(settleMs);
    await closeNew(tabsOf(uris));
    // From here on somebody may open the file to see it; the editor itself opens it in the background.
    const late = vscode.window.tabGroups.onDidChangeTabs(
      ({ opened }) => void closeNew(tabsOf(uris).filter((tab) => opened.includes(tab) && !tab.isActive)),
    );
    setTimeout(() => late.dispose(), lateMs);
  }
}

function tabsOf(uris: readonly vscode.Uri[]): vscode.Tab[] {
  const wanted = new Set(uris.map(String));
  return vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .filter(({ input }) => input instanceof vscode.TabInputText && wanted.has(input.uri.toString()));
}

function keyOf({ input, group }: vscode.Tab): string {
  return input instanceof vscode.TabInputText ? `${group.viewColumn} ${input.uri.toString()}` : '';
}
