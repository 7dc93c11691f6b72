import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { SettingKey, SettingsPort } from '../../../src/contracts/settings';
import { createEndpointSource } from '../../../src/editor/models/endpoint';
import { createModelSource, fluxVendor, offlineModelId } from '../../../src/editor/models/models';
import { vscodeSettings } from '../../../src/editor/settings';
import { createVscodeLanguageModel } from '../../../src/editor/models/vscodeLanguageModel';
import { startModelServer } from './modelServer';
import { noSignal, until } from './workspace';

const request = {
  purpose: 'plan',
  session: 'one',
  messages: [
    { role: 'system', content: 'Be brief.' },
    { role: 'user', content: 'Hi' },
  ],
} as const;
const configure = (key: SettingKey, value: unknown) =>
  vscode.workspace.getConfiguration('flux').update(key, value, vscode.ConfigurationTarget.Global);
const offered = async () => (await vscode.lm.selectChatModels({ vendor: fluxVendor })).map(({ id }) => id).sort();

/** The real settings, but for some. */
function settingsWith(changed: Partial<Record<SettingKey, unknown>>): SettingsPort {
  return (key) => (key in changed ? changed[key] : vscodeSettings(key)) as never;
}

function modelsWith(changed: Partial<Record<SettingKey, unknown>>, env: NodeJS.ProcessEnv = {}, key?: string) {
  const settings = settingsWith(changed);
  return createModelSource({
    settings,
    endpoint: createEndpointSource({ settings, apiKey: { get: async () => key ?? env['OPENAI_API_KEY'] }, env }),
  });
}

describe('models', () => {
  let server: Awaited<ReturnType<typeof startModelServer>>;
  before(async () => (server = await startModelServer()));
  after(async () => {
    await server.close();
    for (const key of ['model.baseUrl', 'model.id', 'model.fastId'] as const) await configure(key, undefined);
  });

  it('counts an endpoint as configured by setting, environment or key', async () => {
    const endpoint = (changed: Partial<Record<SettingKey, unknown>>, env: NodeJS.ProcessEnv, key?: string) =>
      createEndpointSource({ settings: settingsWith(changed), apiKey: { get: async () => key }, env })();
    assert.equal(await endpoint({}, {}), undefined);
    assert.equal(
      (await endpoint({ 'model.baseUrl': server.baseUrl }, { OPENAI_BASE_URL: 'http://other' }))?.baseUrl,
      server.baseUrl,
    );
    assert.equal((await endpoint({}, { OPENAI_BASE_URL: 'http://other' }))?.baseUrl, 'http://other');
    assert.equal((await endpoint({}, {}, 'key'))?.id, vscodeSettings('model.id'));
    assert.equal(await endpoint({ 'model.provider': 'vscode' }, {}, 'key'), undefined);
    assert.equal(await endpoint({ 'model.provider': 'offline' }, {}, 'key'), undefined);
  });

  it('asks the endpoint directly', async () => {
    const model = await modelsWith({ 'model.baseUrl': server.baseUrl, 'model.id': 'small' }, {}, 'secret-key').source();
    const pieces: string[] = [];
    const reply = await model?.complete(request, noSignal, (text) => pieces.push(text));
    assert.deepEqual(
      [reply?.text, pieces.join(''), reply?.model, reply?.usage.prompt],
      ['Hello you', 'Hello you', 'small', 10],
    );
    const call = server.calls.at(-1);
    assert.equal(call?.headers['x-flux-purpose'], 'plan');
    assert.equal(call?.headers.authorization, 'Bearer secret-key');
    assert.equal(call?.body.messages[0]?.role, 'system');
  });

  it('offers one stand-in model without an endpoint, else the endpoint’s', async () => {
    await until('the stand-in is offered', async () => (await offered()).join() === offlineModelId);
    const [standIn] = await vscode.lm.selectChatModels({ vendor: fluxVendor });
    assert.ok(standIn);
    assert.match((await createVscodeLanguageModel(standIn).complete(request, noSignal)).text, /Flux: Connect a Model/);
    assert.equal(await modelsWith({}).forChat(standIn), undefined);
    assert.equal(await modelsWith({}).source(), undefined);

    await configure('model.baseUrl', server.baseUrl);
    await configure('model.id', 'large');
    await configure('model.fastId', 'small');
    // What was offered before stays, so that a chat view in which it was chosen goes on.
    await until('the endpoint’s models are offered', async () =>
      ['large', 'small'].every(Set.prototype.has, new Set(await offered())),
    );
    const old = (await vscode.lm.selectChatModels({ vendor: fluxVendor, id: offlineModelId }))[0];
    assert.ok(old);
    assert.equal(old.name, 'large');
    assert.equal((await createVscodeLanguageModel(old).complete(request, noSignal)).text, 'Hello you');
    assert.equal(server.calls.at(-1)?.body.model, 'large');
  });

  it('answers through the editor, and goes round it for its own models', async () => {
    const chosen = (await vscode.lm.selectChatModels({ vendor: fluxVendor })).find(({ id }) => id === 'small');
    assert.ok(chosen);
    const throughEditor = createVscodeLanguageModel(chosen);
    const pieces: string[] = [];
    const reply = await throughEditor.complete(request, noSignal, (text) => pieces.push(text));
    assert.equal(reply.text, 'Hello you');
    assert.equal(pieces.join(''), 'Hello you');
    assert.ok(reply.usage.prompt > 0);
    assert.equal(server.calls.at(-1)?.headers['x-flux-purpose'], 'converse');
    assert.deepEqual(
      server.calls.at(-1)?.body.messages.map(({ role, content }) => `${role}: ${content}`),
      ['user: Be brief.', 'user: Hi'],
    );

    const direct = await modelsWith({ 'model.baseUrl': server.baseUrl, 'model.id': 'large' }).forChat(chosen);
    await direct?.complete(request, noSignal);
    assert.equal(server.calls.at(-1)?.headers['x-flux-purpose'], 'plan');
    assert.equal(server.calls.at(-1)?.body.model, 'small');
  });

  it('sends no half characters to the editor’s models', async () => {
    const sent: string[] = [];
    const note = (text: string | vscode.LanguageModelChatMessage) =>
      sent.push(
        typeof text === 'string'
          ? text
          : text.content.map((part) => (part instanceof vscode.LanguageModelTextPart ? part.value : '?')).join(''),
      );
    const model = {
      id: 'm',
      name: 'm',
      vendor: 'v',
      sendRequest: async (messages: vscode.LanguageModelChatMessage[]) => {
        messages.forEach(note);
        return {
          text: (async function* () {
            yield 'fine \ud83d';
          })(),
        };
      },
      countTokens: async (text: string) => note(text),
    } as unknown as vscode.LanguageModelChat;
    const messages = [
      { role: 'system', content: 'cut \ud83d' },
      { role: 'user', content: '\ude00 whole 😀' },
      { role: 'assistant', content: '\ud83d' },
    ] as const;
    await createVscodeLanguageModel(model).complete({ ...request, messages }, noSignal);
    assert.deepEqual(sent, [
      'cut \ufffd',
      '\ufffd whole 😀',
      '\ufffd',
      'cut \ufffd\n\ufffd whole 😀\n\ufffd',
      'fine \ufffd',
    ]);
  });

  it('tells a cancelled call from a failed one', async () => {
    const [model] = await vscode.lm.selectChatModels({ vendor: fluxVendor });
    assert.ok(model);
    await assert.rejects(createVscodeLanguageModel(model).complete(request, AbortSignal.abort()), {
      name: 'CancelledError',
    });
  });

  it('says what went wrong at the endpoint', async () => {
    const model = await modelsWith({ 'model.baseUrl': 'http://127.0.0.1:9/v1' }).source();
    await assert.rejects(
      Promise.resolve(model?.complete(request, AbortSignal.timeout(20_000))),
      (error: { reason?: string; name?: string }) =>
        error.reason === 'model_unreachable' || error.name === 'CancelledError',
    );
  });
});
