import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { FluxApi } from '../../../src/contracts/api';
import { embeddingAnswer, type EmbeddingCall } from '../../model/embeddings';
import { serveEndpoint } from '../../unit/node/endpointServer';
import { flux, put, reset, root, setFlux, until } from '../flux';

describe('embeddings in the editor', () => {
  let api: FluxApi;
  let server: Awaited<ReturnType<typeof serveEndpoint>>;
  let isRefusing = false;

  before(async () => {
    api = await flux();
    server = await serveEndpoint(({ url, raw }) => {
      if (isRefusing || !url.endsWith('/embeddings')) return { status: 404, body: '{"error":{"message":"not here"}}' };
      return embeddingAnswer(raw);
    });
  });
  after(async () => {
    await setFlux({ 'index.embeddings': undefined, 'model.baseUrl': undefined });
    server.stop();
    await reset();
  });
  const symbols = async (query: string) => (await api.search(query, 5)).map(({ symbol }) => symbol);
  const sent = () => server.calls.flatMap(({ raw }) => (JSON.parse(raw) as EmbeddingCall).input).join('\n\n');

  it('find by meaning what words do not, while the setting names a model, and nothing is sent without', async () => {
    mkdirSync(join(root(), 'shop'));
    put('shop/total.js', 'export function totalOf(invoice) {\n  return invoice.price;\n}\n');
    put('shop/.env', 'PASSWORD=correct-horse-battery\n');
    await setFlux({ 'model.baseUrl': server.url });
    await until('the index has the file', async () => (await symbols('totalOf'))[0] === 'totalOf');
    assert.ok(!(await symbols('money')).includes('totalOf'));
    assert.equal(server.calls.length, 0);

    await setFlux({ 'index.embeddings': 'words-1' });
    await until('it is found by its meaning', async () => (await symbols('money'))[0] === 'totalOf');
    assert.deepEqual(await symbols('totalOf'), ['totalOf']);
    await until('all is embedded', async () => (await api.indexStatus()).message === undefined);
    assert.match(sent(), /shop\/total\.js: totalOf\n/);
    assert.ok(!sent().includes('correct-horse'));
    assert.equal((await api.indexStatus()).state, 'ready');

    await setFlux({ 'index.embeddings': undefined });
    const before = server.calls.length;
    assert.ok(!(await symbols('money')).includes('totalOf'));
    assert.equal(server.calls.length, before);
  });

  it('that the endpoint does not have are told in a sentence, and words are searched for', async () => {
    isRefusing = true;
    await setFlux({ 'index.embeddings': 'words-2' });
    await until('it says so', async () =>
      /^Embeddings have stopped, so searches go by words alone: .+ \(HTTP 404\)\.$/.test(
        (await api.indexStatus()).message ?? '',
      ),
    );
    assert.equal((await symbols('totalOf'))[0], 'totalOf');
    isRefusing = false;
  });

  it('are left alone where the workspace’s own files name both the model and the endpoint', async () => {
    await setFlux({ 'index.embeddings': undefined, 'model.baseUrl': undefined });
    const before = server.calls.length;
    const settings = vscode.workspace.getConfiguration('flux');
    await settings.update('model.baseUrl', server.url, vscode.ConfigurationTarget.Workspace);
    await settings.update('index.embeddings', 'words-3', vscode.ConfigurationTarget.Workspace);
    await until('it says so', async () =>
      /The workspace’s files name both the endpoint and the embedding model\.$/.test(
        (await api.indexStatus()).message ?? '',
      ),
    );
    assert.equal((await symbols('totalOf'))[0], 'totalOf');
    assert.equal(server.calls.length, before);
    await settings.update('model.baseUrl', undefined, vscode.ConfigurationTarget.Workspace);
    await settings.update('index.embeddings', undefined, vscode.ConfigurationTarget.Workspace);
  });
});
