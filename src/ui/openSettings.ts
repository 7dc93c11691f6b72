import * as vscode from 'vscode';

/** The command that opens a setting of Flux's, or all of them. */
export const openSettings = 'flux.openSettings';

/** Opens the setting that is named, or that a row of a view is about; without either all of Flux's. */
export async function showSettings(argument?: unknown): Promise<void> {
  const key = typeof argument === 'string' ? argument : settingOf(argument);
  await vscode.commands.executeCommand(
    'workbench.action.openSettings',
    key === undefined ? '@ext:flux-editor.flux' : `@id:flux.${key}`,
  );
}

/** A row of the view, as the editor hands it to a button in it. */
function settingOf(argument: unknown): string | undefined {
  const { row } = Object(argument) as { row?: { setting?: unknown } };
  return typeof row?.setting === 'string' ? row.setting : undefined;
}
