import * as vscode from 'vscode';
import { messageOf } from '../base/errors';
import { shownAddress } from '../base/webAddress';

/** Lets the person choose where answers come from: the endpoint's model ids, the editor's models, or none. */
export async function selectModel(listModels: () => Promise<readonly string[]>): Promise<void> {
  const configuration = vscode.workspace.getConfiguration('flux');
  const current = configuration.get<string>('model.id');
  type Item = vscode.QuickPickItem & { readonly apply?: () => Thenable<unknown> };
  const use = (key: string, value: string) => configuration.update(key, value, vscode.ConfigurationTarget.Global);
  const items: Item[] = [
    { label: 'Connect a Model…', apply: () => vscode.commands.executeCommand('flux.connectModel') },
    {
      label: 'Set API Key…',
      description: 'for an OpenAI-compatible endpoint',
      apply: () => vscode.commands.executeCommand('flux.setApiKey'),
    },
    {
      label: 'Set Base URL…',
      description: shownAddress(configuration.get<string>('model.baseUrl') ?? '') || 'OpenAI',
      apply: setBaseUrl,
    },
    { label: 'Use the editor’s models', apply: () => use('model.provider', 'vscode') },
    { label: 'Use no model', description: 'only goals that need none', apply: () => use('model.provider', 'offline') },
  ];
  const found = await listModels().catch((error: unknown) => {
    items.push({ label: 'Cannot list the endpoint’s models', detail: messageOf(error) });
    return [];
  });
  if (found.length > 0) items.push({ label: 'The endpoint’s models', kind: vscode.QuickPickItemKind.Separator });
  for (const id of found) {
    items.push({
      label: id,
      description: id === current ? 'in use' : undefined,
      apply: async () => {
        await use('model.id', id);
        if (configuration.get('model.provider') !== 'openai') await use('model.provider', 'auto');
      },
    });
  }
  const picked = await vscode.window.showQuickPick(items, {
    title: 'Flux: Select Model',
    placeHolder: 'Which model should answer?',
    matchOnDescription: true,
  });
  await picked?.apply?.();
}

async function setBaseUrl(): Promise<void> {
  const configuration = vscode.workspace.getConfiguration('flux');
  const url = await vscode.window.showInputBox({
    title: 'Flux: Base URL',
    prompt: 'Base URL of an OpenAI-compatible endpoint. Most end in /v1. Leave empty for OPENAI_BASE_URL, else OpenAI.',
    value: configuration.get<string>('model.baseUrl'),
    validateInput: (text) =>
      text.trim() === '' || /^https?:\/\/\S+$/.test(text.trim())
        ? undefined
        : 'The address must start with http:// or https://.',
  });
  if (url !== undefined) await configuration.update('model.baseUrl', url.trim(), vscode.ConfigurationTarget.Global);
}
