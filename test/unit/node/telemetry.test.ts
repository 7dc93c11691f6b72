import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { SettingsPort } from '../../../src/contracts/settings';
import { exportGoals } from '../../../src/core/telemetry/exportGoals';
import { sendSpans } from '../../../src/node/telemetry/otlp';
import { answersByPurpose } from '../../model/scriptedModel';
import { until } from '../../harness/until.mjs';
import { startCore, type Core } from '../core/startCore';
import { bundle } from './buildWorker';

interface SentSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: readonly { key: string; value: Record<string, unknown> }[];
  readonly status: { code?: number };
}

describe('telemetry', () => {
  let worker: { file: string; remove: () => Promise<void> };
  let core: Core;
  let server: Server;
  let url: string;
  let status = 200;
  const received: { path: string; body: string }[] = [];
  const warned: string[] = [];

  before(async () => {
    worker = await bundle('src/node/store/storeWorker.ts');
    server = createServer((request, response) => {
      let body = '';
      request.on('data', (piece) => (body += piece));
      request.on('end', () => {
        received.push({ path: request.url ?? '', body });
        response.writeHead(status).end('{}');
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(async () => {
    server.close();
    await worker.remove();
  });
  beforeEach(async () => {
    core = await startCore(worker.file, { 'src/a.js': 'let secretName = 1;\n' });
    core.place.overrides['tests.baselineSeconds'] = 0;
    received.length = warned.length = 0;
    status = 200;
  });
  afterEach(() => core.stop());

  function listen(endpoint: string) {
    return exportGoals({
      onDidChangeSession: core.flux.onDidChangeSession,
      isOurs: core.flux.worksHere,
      events: (id) => core.store.events(id),
      settings: ((key: string) => (key === 'telemetry.otlpEndpoint' ? endpoint : '')) as SettingsPort,
      send: (address, goal, spans) => sendSpans(address, goal, spans, '1.2.3'),
      log: { warn: (line) => warned.push(line) },
    });
  }
  async function run(): Promise<string> {
    const step = { id: 'fix', title: 'Change secretName', tool: 'edit_file', input: { path: 'src/a.js' } };
    core.model.script(
      answersByPurpose({
        plan: JSON.stringify({ summary: 'secretSummary', steps: [step] }),
        bind: 'src/a.js\n<<<<<<< SEARCH\nlet secretName = 1;\n=======\nlet secretName = 2;\n>>>>>>> REPLACE',
        decide: JSON.stringify({ action: 'project_complete', reasoning: 'secretReason' }),
      }),
    );
    const { id } = await core.flux.start({ goal: 'secretGoal of mine', approve: 'now' }, { origin: 'api' });
    return (await core.flux.whenSettled(id)).id;
  }
  const spansIn = (body: string): SentSpan[] => JSON.parse(body).resourceSpans[0].scopeSpans[0].spans;

  it('sends an ended goal with its steps and calls, in numbers, without a word of what was said', async () => {
    const listening = listen(url);
    const id = await run();
    await until('it has arrived', () => received.length === 1);
    listening.dispose();
    assert.equal(received[0]?.path, '/v1/traces');
    const spans = spansIn(received[0]!.body);
    const [goal, ...others] = spans;
    assert.equal(goal?.name, 'invoke_agent flux');
    assert.match(goal?.traceId ?? '', /^[0-9a-f]{32}$/);
    for (const span of others) {
      assert.equal(span.parentSpanId, goal?.spanId);
      assert.match(span.spanId, /^[0-9a-f]{16}$/);
      assert.ok(BigInt(span.endTimeUnixNano) >= BigInt(span.startTimeUnixNano));
    }
    const session = await core.flux.session(id);
    const tokens = (key: string) =>
      spans
        .flatMap(({ attributes }) => attributes.filter((each) => each.key === key))
        .reduce((sum, { value }) => sum + Number(value['intValue']), 0);
    assert.equal(tokens('gen_ai.usage.input_tokens'), session.tokens.prompt);
    assert.equal(tokens('gen_ai.usage.output_tokens'), session.tokens.completion);
    assert.ok(others.some(({ name }) => name === 'execute_tool edit_file'));
    assert.equal(others.filter(({ name }) => name === 'chat scripted').length, session.modelCalls);
    assert.doesNotMatch(received[0]!.body, /secret|src\/a/i);
  });

  it('sends nothing where no endpoint is set', async () => {
    const listening = listen('  ');
    await run();
    listening.dispose();
    assert.equal(received.length, 0);
  });

  it('drops what is not taken, and says so once', async () => {
    status = 500;
    const listening = listen(`${url}/collector/`);
    await run();
    await until('it is told', () => warned.length === 1);
    await run();
    await until('the second has arrived too', () => received.length === 2);
    listening.dispose();
    assert.equal(received[0]?.path, '/collector/v1/traces');
    assert.equal(warned.length, 1);
    assert.match(warned[0] ?? '', /HTTP 500/);
  });

  it('refuses what is no address', async () => {
    for (const bad of ['localhost', 'file:///tmp/x', 'javascript:1'])
      await assert.rejects(sendSpans(bad, 't', [], '1'), { reason: 'bad_endpoint' });
  });
});
