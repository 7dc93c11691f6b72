import * as vscode from 'vscode';
import { FluxError, isCancelled, messageOf } from '../base/errors';
import { ellipsis, plural } from '../base/text';
import { nameOfPlace, type Connection, type Place, type Source } from '../editor/models/connection';
import { withProgress } from './goalCommands';
import { mayTryAgain } from './modelHelp';
import { plainText } from './plainText';

/** What the command may be called with; the person is asked for the rest. */
export interface ConnectArgument {
  /** Empty: OpenAI itself. */
  readonly baseUrl?: string;
  readonly apiKey?: string;
  readonly model?: string;
}

const title = 'Flux: Connect a Model';

/**
 * From “what is there” to “Connected to …”, told in a sentence. Nothing is kept before the model has answered, so
 * whoever cancels leaves everything as it was. Resolves with the model's id, or undefined where nothing was connected.
 * @throws FluxError as a model call does, where the argument names the endpoint and the model: then nobody is asked
 */
export async function connectModel(
  argument: ConnectArgument | undefined,
  connection: Connection,
): Promise<string | undefined> {
  const { baseUrl, apiKey, model } = argument ?? {};
  if (baseUrl !== undefined && model !== undefined) return tryAndKeep(connection.endpoint({ baseUrl, apiKey }), model);
  const chosen = baseUrl === undefined ? await chooseSource(connection) : fromEndpoint(connection, { baseUrl, apiKey });
  return chosen && follow(chosen, model);
}

/** A source that was chosen. `withKey` makes the same one with another key; undefined where no key is involved. */
interface Chosen {
  readonly source: Source;
  readonly withKey?: (apiKey: string) => Chosen;
}

function fromEndpoint(connection: Connection, place: Place): Chosen {
  return {
    source: connection.endpoint(place),
    withKey: (apiKey) => fromEndpoint(connection, { ...place, apiKey }),
  };
}

/** Chooses the model, tries it, keeps it; after a failure as often as the person wants. */
async function follow(first: Chosen, given: string | undefined): Promise<string | undefined> {
  let chosen = first;
  let model = given;
  let isAnother = false;
  for (;;) {
    try {
      model ??= await chooseModel(chosen.source, isAnother);
      return model === undefined ? undefined : await tryAndKeep(chosen.source, model);
    } catch (error) {
      if (isCancelled(error)) return undefined;
      const next = await tellTrouble(error, { hasModel: model !== undefined, takesKey: chosen.withKey !== undefined });
      if (next === undefined) return undefined;
      isAnother = next === 'model';
      if (isAnother) model = undefined;
      if (next !== 'key') continue;
      const key = await askForKey('API key for the endpoint', { mayBeEmpty: false });
      if (key === undefined) return undefined;
      chosen = chosen.withKey?.(key) ?? chosen;
    }
  }
}

async function tryAndKeep(source: Source, model: string): Promise<string> {
  await withProgress(`Testing ${ellipsis(model, 60)}`, (_, signal) => source.tryOut(model, signal));
  const note = await source.keep(model);
  const text = `Connected to ${ellipsis(model, 80)}.${note ? ` ${note}` : ''}`;
  void vscode.window.showInformationMessage(plainText(text));
  return model;
}

type Way = vscode.QuickPickItem & { readonly choose?: () => Promise<Chosen | undefined> };

async function chooseSource(connection: Connection): Promise<Chosen | undefined> {
  const looking = new AbortController();
  const way = await vscode.window.showQuickPick(waysOf(connection, looking.signal), {
    title,
    placeHolder: 'Select a model provider',
    matchOnDescription: true,
    ignoreFocusOut: true,
  });
  looking.abort();
  return way?.choose?.();
}

/** What is there already first, then what the person has to tell more of. */
async function waysOf(connection: Connection, signal: AbortSignal): Promise<Way[]> {
  const { environment, local, editor } = await connection.find(signal);
  const at = (place: Place) => async () => fromEndpoint(connection, place);
  const there: Way[] = local.map(({ name, baseUrl, models }) => ({
    label: `$(server) ${name}`,
    description: `on this computer · ${models.length === 0 ? 'no models yet' : plural(models.length, 'model')}`,
    choose: at({ baseUrl }),
  }));
  if (environment)
    there.push({
      label: `$(terminal) ${nameOfPlace(environment)}`,
      description: `from the environment · ${environment.apiKey ? 'with an API key' : 'no API key'}`,
      choose: at(environment),
    });
  if (editor.length > 0)
    there.push({
      label: '$(vscode) The editor’s models',
      description: editor.slice(0, 2).join(', ') + (editor.length > 2 ? ` and ${editor.length - 2} more` : ''),
      choose: async () => ({ source: connection.editor() }),
    });
  return [
    ...(there.length > 0 ? [{ label: 'Detected', kind: vscode.QuickPickItemKind.Separator }, ...there] : []),
    { label: 'Other', kind: vscode.QuickPickItemKind.Separator },
    { label: '$(key) OpenAI', description: 'with your API key', choose: () => chooseOpenAi(connection) },
    {
      label: '$(globe) Another endpoint…',
      description: 'any OpenAI-compatible server',
      choose: () => chooseEndpoint(connection),
    },
  ];
}

async function chooseOpenAi(connection: Connection): Promise<Chosen | undefined> {
  const apiKey = await askForKey('Your OpenAI API key', { mayBeEmpty: false });
  return apiKey === undefined ? undefined : fromEndpoint(connection, { baseUrl: '', apiKey });
}

async function chooseEndpoint(connection: Connection): Promise<Chosen | undefined> {
  const baseUrl = await vscode.window.showInputBox({
    title,
    prompt: 'Base URL of the endpoint. Most end in /v1.',
    placeHolder: 'https://models.example.com/v1',
    ignoreFocusOut: true,
    validateInput: (text) =>
      /^https?:\/\/\S+$/.test(text.trim()) ? undefined : 'The address must start with http:// or https://.',
  });
  if (baseUrl === undefined) return undefined;
  const apiKey = await askForKey(`API key for ${nameOfPlace({ baseUrl })}. Leave empty if none is needed`, {
    mayBeEmpty: true,
  });
  return apiKey === undefined ? undefined : fromEndpoint(connection, { baseUrl: baseUrl.trim(), apiKey });
}

function askForKey(prompt: string, { mayBeEmpty }: { mayBeEmpty: boolean }): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title,
    prompt: `${prompt}. It is kept in the system’s credential store.`,
    password: true,
    ignoreFocusOut: true,
    validateInput: (text) => (mayBeEmpty || text.trim() !== '' ? undefined : 'Enter the key, or press Escape.'),
  });
}

/**
 * One of the source's models, typed where it lists none; where it lists one alone that one, unless the person wants
 * another. Undefined: the person cancelled.
 */
async function chooseModel(source: Source, isAnother: boolean): Promise<string | undefined> {
  let why = 'The endpoint lists no models.';
  let ids: readonly string[] = [];
  try {
    ids = await withProgress('Loading models', (_, signal) => source.models(signal));
  } catch (error) {
    // Some endpoints answer questions and still list nothing.
    if (!FluxError.is(error, 'model_failed')) throw error;
    why = messageOf(error);
  }
  if (ids.length === 1 && !isAnother) return ids[0];
  if (ids.length > 0)
    return vscode.window.showQuickPick(ids, { title, placeHolder: 'Select a model', ignoreFocusOut: true });
  const typed = await vscode.window.showInputBox({
    title,
    prompt: `${why} Enter the model’s name.`,
    ignoreFocusOut: true,
    validateInput: (text) => (text.trim() === '' ? 'Enter a model name, or press Escape.' : undefined),
  });
  return typed?.trim();
}

type Next = 'again' | 'model' | 'key' | undefined;
type Button = vscode.MessageItem & { readonly next: Next };

/** Says what failed and offers what can be done about it. */
async function tellTrouble(error: unknown, at: { hasModel: boolean; takesKey: boolean }): Promise<Next> {
  const reason = FluxError.is(error) ? error.reason : undefined;
  const buttons: Button[] = [];
  if (mayTryAgain(reason)) buttons.push({ title: 'Try again', next: 'again' });
  if (reason === 'model_key' && at.takesKey) buttons.push({ title: 'Enter a key…', next: 'key' });
  if (at.hasModel && at.takesKey) buttons.push({ title: 'Select model…', next: 'model' });
  buttons.push({ title: 'Open settings', next: undefined });
  const chosen = await vscode.window.showErrorMessage(plainText(`Not connected: ${messageOf(error)}`), ...buttons);
  if (chosen?.title === 'Open settings')
    await vscode.commands.executeCommand('workbench.action.openSettings', 'flux.model');
  return chosen?.next;
}
