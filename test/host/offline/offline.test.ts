import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { flux, put } from '../flux';

describe('without any model', () => {
  it('offers one offline model, so that the chat view accepts messages', async () => {
    await flux();
    const models = await vscode.lm.selectChatModels({ vendor: 'flux' });
    assert.equal(models.length, 1);
    assert.match(models[0]!.name, /offline/);
    const response = await models[0]!.sendRequest([vscode.LanguageModelChatMessage.User('hello')]);
    let text = '';
    for await (const part of response.text) text += part;
    assert.match(text, /Set API Key/);
  });

  it('runs the recipes and says how to connect a model for the rest', async () => {
    const api = await flux();
    const tests = await api.whenSettled((await api.start({ goal: 'run the tests', approve: 'now' })).id);
    assert.equal(tests.plan?.source, 'recipe');
    assert.equal(tests.plan?.steps[0]?.tests?.failed, 1);
    put('src/clock.js', 'export const minutes = (n) => n * 60_000;\n');
    for (const goal of ['what changed', 'find minutes', 'fix the formatting', 'save my work']) {
      const done = await api.whenSettled((await api.start({ goal, approve: 'now' })).id);
      assert.equal(done.state, 'complete', `${goal}: ${done.error?.message}`);
      assert.equal(done.modelCalls, 0);
    }
    await assert.rejects(api.start({ goal: 'add a logout button' }), { reason: 'no_model', message: /Set API Key/ });
  });
});
