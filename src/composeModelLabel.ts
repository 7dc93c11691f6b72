import * as vscode from 'vscode';
import type { DisposableStore } from './base/disposables';
import type { Models } from './editor/models/models';
import type { ApiKeyPort } from './editor/secrets';
import { onDidChangeSettings } from './editor/settings';

/** The name of the model that is connected, until settings or the key change. */
export function createModelLabel(models: Models, apiKey: ApiKeyPort, owned: DisposableStore) {
  let label: Promise<string | undefined> | undefined;
  const forget = () => {
    label = undefined;
    void show();
  };
  owned.add(apiKey.onDidChange(forget));
  owned.add(onDidChangeSettings(forget));
  const find = () =>
    models.source().then(
      (model) => model?.label,
      () => undefined,
    );
  const get = () => (label ??= find());
  // The view's welcome offers to connect one where there is none.
  const show = async () => vscode.commands.executeCommand('setContext', 'flux.hasModel', (await get()) !== undefined);
  void show();
  return get;
}
