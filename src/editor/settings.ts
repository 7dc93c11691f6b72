import * as vscode from 'vscode';
import { ellipsis } from '../base/text';
import type { Disposable } from '../base/disposables';
import type { AddToSetting, SettingKey, Settings, SettingsPort } from '../contracts/settings';

/**
 * Reads `flux.*` as it is now. A value that does not fit the manifest (settings files are written by hand) counts as
 * not set: one of the wrong type, a number outside of its range, a word outside of its list.
 */
export const vscodeSettings: SettingsPort = <K extends SettingKey>(key: K): Settings[K] => {
  const configuration = vscode.workspace.getConfiguration('flux');
  const inspected = configuration.inspect<Settings[K]>(key);
  const fallback = inspected?.defaultValue;
  const valid = (value: unknown) => (fits(key, value, fallback) ? value : undefined) as Settings[K] | undefined;
  const value = valid(configuration.get<Settings[K]>(key)) ?? (fallback as Settings[K]);
  const tighten = tightening[key as keyof typeof tightening] as unknown as
    ((own: Settings[K], workspace: Settings[K]) => Settings[K]) | undefined;
  if (!tighten || !isFromWorkspace(key)) return value;
  return tighten(valid(inspected?.globalValue) ?? (fallback as Settings[K]), value);
};

const extensionId = 'flux-editor.flux';

/** From the mode that asks most to the one that asks least. */
const modes: readonly Settings['approval.mode'][] = ['step', 'plan', 'auto'];

/**
 * What the workspace's own files may say of approvals: only to ask more and to deny more than the person does. A
 * repository brings such files along, and a step that was allowed to write a file may write them.
 */
const tightening = {
  'approval.mode': (own: Settings['approval.mode'], workspace: Settings['approval.mode']) =>
    modes.find((mode) => mode === own || mode === workspace) ?? own,
  'approval.allowedCommands': (own: readonly string[]) => own,
  'approval.allowedTools': (own: readonly string[]) => own,
  'budget.maxTokensPerRun': lower,
  'budget.maxCostPerRun': lower,
  'approval.deniedCommands': (own: readonly string[], workspace: readonly string[]) => [
    ...new Set([...own, ...workspace]),
  ],
};

/** The lower of two limits, where 0 is none. */
function lower(own: number, workspace: number): number {
  return own > 0 && workspace > 0 ? Math.min(own, workspace) : own || workspace;
}

/** Adds to a list of the person's own settings; what the workspace's files say stays out of it. */
export const addToSetting: AddToSetting = async (key, value) => {
  const configuration = vscode.workspace.getConfiguration('flux');
  const own = configuration.inspect<string[]>(key)?.globalValue ?? [];
  if (!own.includes(value)) await configuration.update(key, [...own, value], vscode.ConfigurationTarget.Global);
};

/** Sets a setting for the open workspace, or for the person where none is open; undefined: as it is elsewhere. */
export async function changeInWorkspace<K extends SettingKey>(key: K, value: unknown): Promise<void> {
  const { ConfigurationTarget, workspace } = vscode;
  const target = workspace.workspaceFolders ? ConfigurationTarget.Workspace : ConfigurationTarget.Global;
  await workspace.getConfiguration('flux').update(key, value, target);
}

/** Whether a setting's value comes from the workspace's own files rather than from the person. */
export function isFromWorkspace(key: SettingKey): boolean {
  const inspected = vscode.workspace.getConfiguration('flux').inspect(key);
  return inspected?.workspaceFolderValue !== undefined || inspected?.workspaceValue !== undefined;
}

/** Calls back with the question whether a setting has changed, whenever one of `flux.*` has. */
export function onDidChangeSettings(listener: (affects: (key: SettingKey) => boolean) => void): Disposable {
  return vscode.workspace.onDidChangeConfiguration((event) => {
    if (event.affectsConfiguration('flux')) listener((key) => event.affectsConfiguration(`flux.${key}`));
  });
}

/** What the manifest says of a setting. */
interface Schema {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
}

/** The manifest's settings, by their whole keys. */
function schemas(): Readonly<Record<string, Schema>> {
  const manifest = vscode.extensions.getExtension(extensionId)?.packageJSON as
    { contributes?: { configuration?: { properties?: Record<string, Schema> } } } | undefined;
  return manifest?.contributes?.configuration?.properties ?? {};
}

function fits(key: SettingKey, value: unknown, fallback: unknown): boolean {
  if (kindOf(value) !== kindOf(fallback)) return false;
  const schema = schemas()[`flux.${key}`] ?? {};
  if (schema.enum && !schema.enum.includes(value)) return false;
  if (typeof value !== 'number') return true;
  const { type, minimum = -Infinity, maximum = Infinity } = schema;
  return value >= minimum && value <= maximum && (type !== 'integer' || Number.isInteger(value));
}

/**
 * Tells each setting whose value does not fit, once until it changes: now, and whenever settings change.
 * @param within what is wrong within values of the right type, a sentence each
 */
export function tellWrongSettings(
  tell: (sentence: string) => void,
  within: () => readonly string[] = () => [],
): Disposable {
  let told: readonly string[] = [];
  const look = () => {
    const wrong = [...wrongSettings(), ...within()];
    for (const sentence of wrong) if (!told.includes(sentence)) tell(sentence);
    told = wrong;
  };
  look();
  return onDidChangeSettings(look);
}

/** The settings whose values do not fit, and what counts instead, a sentence each. */
function wrongSettings(): string[] {
  const configuration = vscode.workspace.getConfiguration();
  return Object.keys(schemas()).flatMap((key) => {
    const { defaultValue } = configuration.inspect(key) ?? {};
    const value: unknown = configuration.get(key);
    if (fits(key.replace(/^flux\./, '') as SettingKey, value, defaultValue)) return [];
    const [given, instead] = [ellipsis(JSON.stringify(value), 80), JSON.stringify(defaultValue)];
    return [`${key} cannot be ${given}, so its default ${instead} is used.`];
  });
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}
