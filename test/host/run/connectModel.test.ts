import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { startScriptedModel, type ScriptedModel } from '../../model/scriptedModel';
import { fixPlan, flux, setFlux } from '../flux';

const used = ['model.baseUrl', 'model.id', 'model.fastId', 'model.strongId', 'model.provider'] as const;
const own = () => {
  const flux = vscode.workspace.getConfiguration('flux');
  return Object.fromEntries(used.map((key) => [key, flux.inspect(key)?.globalValue]));
};
const connect = (argument: object) =>
  Promise.resolve(vscode.commands.executeCommand<string>('flux.connectModel', argument));

/** The command as a script calls it: with everything that it would ask for. `test/e2e/connectModel.test.ts` asks. */
describe('flux.connectModel with arguments', () => {
  let model: ScriptedModel;
  before(async () => {
    await flux();
    model = await startScriptedModel(() => 'ready', { key: 'right-key-1234' });
  });
  beforeEach(() => setFlux(Object.fromEntries(used.map((key) => [key, undefined]))));
  after(async () => {
    await setFlux(Object.fromEntries(used.map((key) => [key, undefined])));
    await connect({ baseUrl: model.url, apiKey: 'right-key-1234', model: 'x' });
    await model.stop();
    const free = await startScriptedModel(() => 'ready');
    await connect({ baseUrl: free.url, model: 'x' }); // takes the stored key back
    await free.stop();
    await setFlux(Object.fromEntries(used.map((key) => [key, undefined])));
  });

  it('asks the model one tiny question, then keeps address, model and key', async () => {
    const before = model.requests.length;
    const connected = await connect({ baseUrl: model.url, apiKey: 'right-key-1234', model: 'large' });
    assert.equal(connected, 'large');
    assert.deepEqual(
      model.requests.slice(before).map(({ purpose }) => purpose),
      ['converse'],
    );
    assert.deepEqual([own()['model.baseUrl'], own()['model.id']], [model.url, 'large']);
    // The key counts from now on, and only the stored one is right.
    model.script(() => fixPlan);
    const planned = await (await flux()).start({ goal: 'check e-mail addresses' });
    assert.equal(planned.state, 'awaiting_approval');
    await (await flux()).remove(planned.id);
    model.script(() => 'ready');
  });

  it('keeps nothing where the key is wrong', async () => {
    await setFlux({ 'model.id': 'before' });
    const then = own();
    await assert.rejects(connect({ baseUrl: model.url, apiKey: 'wrong-key-123', model: 'large' }), {
      message: /refused the API key/,
    });
    assert.deepEqual(own(), then);
  });

  it('keeps nothing where nothing listens', async () => {
    const gone = await startScriptedModel();
    await gone.stop();
    const then = own();
    await assert.rejects(connect({ baseUrl: gone.url, model: 'large' }), { message: /127\.0\.0\.1:\d+/ });
    assert.deepEqual(own(), then);
  });

  it('takes back what belongs to another endpoint, and leaves “openai” as it is', async () => {
    await setFlux({ 'model.fastId': 'of-another', 'model.provider': 'openai' });
    await connect({ baseUrl: model.url, apiKey: 'right-key-1234', model: 'large' });
    assert.deepEqual([own()['model.fastId'], own()['model.provider']], [undefined, 'openai']);
    await setFlux({ 'model.provider': 'offline' });
    await connect({ baseUrl: model.url, apiKey: 'right-key-1234', model: 'large' });
    assert.equal(own()['model.provider'], 'auto');
  });
});
