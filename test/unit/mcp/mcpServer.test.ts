import assert from 'node:assert/strict';
import {
  ResourceListChangedNotificationSchema,
  ResourceUpdatedNotificationSchema,
  ToolListChangedNotificationSchema,
} from '@modelcontextprotocol/sdk/types.js';
import { answersByPurpose } from '../../model/scriptedModel';
import { until } from '../../harness/until.mjs';
import { bundle } from '../node/buildWorker';
import { fixed, plan, serve, type Served } from './served';

describe('MCP', () => {
  let worker: { file: string; remove: () => Promise<void> };
  let served: Served;

  before(async () => (worker = await bundle('src/node/store/storeWorker.ts')));
  after(() => worker.remove());
  beforeEach(async () => (served = await serve(worker.file)));
  afterEach(() => served.stop());

  const script = (answers: Parameters<typeof answersByPurpose>[0]) =>
    served.core.model.script(answersByPurpose(answers));
  const file = () => served.core.place.texts.get('src/add.js');

  it('says who it is and lists one tool, whose schema names what there is now', async () => {
    const { client, call } = await served.connect();
    assert.deepEqual({ ...client.getServerVersion() }, { name: 'flux', title: 'Flux', version: '1.2.3' });
    const { tools } = await client.listTools();
    assert.deepEqual(
      tools.map(({ name }) => name),
      ['flux'],
    );
    const properties = tools[0]!.inputSchema.properties as Record<string, { description: string }>;
    assert.match(properties['workflow']!.description, /There are: .*\bfix\b/);
    assert.doesNotMatch(properties['session']!.description, /There are/);
    const { text, structured } = await call({ action: 'list_workflows' });
    assert.match(text, /- fix: /);
    assert.ok(structured.workflows!.some(({ name }) => name === 'refactor'));
    script({ plan: [plan] });
    await call({ action: 'plan', goal: 'make add add', session: 'adding' });
    const again = (await client.listTools()).tools[0]!.inputSchema.properties as typeof properties;
    assert.match(again['session']!.description, /There are: adding \(awaiting_approval\)/);
    assert.match(again['gate']!.description, /Open now: \S+ of adding/);
  });

  it('runs a goal: it waits with progress, the person approves, and a second call waits for the result', async () => {
    script({ plan: [plan] });
    const { call } = await served.connect();
    const lines: { at: number; progress: number; message?: string }[] = [];
    const began = Date.now();
    const waiting = await call(
      { action: 'run', goal: 'make add add', session: 'adding' },
      { onprogress: (line) => lines.push({ at: Date.now() - began, ...line }) },
    );
    assert.equal(waiting.isError, false, waiting.text);
    assert.equal(waiting.structured.session?.state, 'awaiting_approval');
    assert.deepEqual(
      waiting.structured.gates.map(({ kind, forPerson }) => [kind, forPerson]),
      [['plan', true]],
    );
    assert.match(waiting.text, /Only the person can answer this, in the editor/);
    assert.equal(served.told.length, 1);
    assert.ok(lines.length >= 2 && lines[0]!.at < 1_000, JSON.stringify(lines));
    assert.ok(lines.every(({ progress }, at) => at === 0 || progress > lines[at - 1]!.progress));

    const result = call({ action: 'status', session: 'adding', wait: true });
    const [session] = await served.flux.sessions();
    await served.core.flux.approve(session!.id);
    const done = await result;
    assert.equal(done.structured.session?.state, 'complete', done.text);
    assert.equal(done.structured.session?.verified, true);
    assert.deepEqual(done.structured.session?.changedFiles, ['src/add.js']);
    assert.equal(file(), fixed);

    const undone = await call({ action: 'undo', session: 'adding' });
    assert.deepEqual(undone.structured.undo?.restored, ['src/add.js']);
    assert.notEqual(file(), fixed);
    assert.match((await call({ action: 'redo' })).text, /^Redone: 1 file/);
    assert.equal(file(), fixed);
  });

  it('lets no agent approve what is the person’s, by whatever action', async () => {
    script({ plan: [plan] });
    const { call } = await served.connect({ elicit: () => ({ action: 'accept', content: { answer: 'approve' } }) });
    const { structured } = await call({ action: 'run', goal: 'make add add', session: 'adding' });
    const [gate] = structured.gates;
    for (const input of [
      { action: 'approve' as const },
      { action: 'answer' as const, gate: gate!.id, text: 'approve' },
      { action: 'answer' as const, text: 'Approve and run' },
      { action: 'answer' as const, text: 'yes' },
    ]) {
      const answer = await call({ ...input, session: 'adding' });
      assert.match(answer.text, /only the person can/);
      assert.deepEqual(
        answer.structured.gates.map(({ id }) => id),
        [gate!.id],
      );
      assert.equal(answer.structured.session?.state, 'awaiting_approval');
    }
    assert.equal((await call({ action: 'resume', session: 'adding' })).structured.error?.reason, 'not_paused');
    assert.notEqual(file(), fixed);
    const rejected = await call({ action: 'reject', session: 'adding', text: 'not needed' });
    assert.equal(rejected.structured.session?.state, 'cancelled');
  });

  it('runs nothing unasked for an agent that takes up a session of the person’s', async () => {
    script({ plan: [plan] });
    const { flux } = served.core;
    // Said by the person in chat, this needs no further approval.
    const { id } = await flux.start({ goal: 'run the tests', name: 'mine' }, { origin: 'chat' });
    assert.notEqual((await flux.whenSettled(id)).state, 'awaiting_approval');
    const { call } = await served.connect();
    const taken = await call({ action: 'run', goal: 'run the tests', session: 'mine' });
    assert.equal(taken.structured.session?.id, id);
    assert.equal(taken.structured.session?.state, 'awaiting_approval', taken.text);
  });

  it('lets no agent allow a command that asks, in any mode', async () => {
    const { place } = served.core;
    const command = { id: 'run', title: 'Say hello', tool: 'run_command', input: { command: 'echo-hello x' } };
    script({ plan: () => JSON.stringify({ summary: 'says hello', steps: [command] }) });
    for (const mode of ['auto', 'step'] as const) {
      place.overrides['approval.mode'] = mode;
      const { call } = await served.connect({ elicit: () => ({ action: 'accept', content: { answer: 'allow' } }) });
      let now = await call({ action: 'run', goal: 'say hello', session: mode });
      if (mode === 'step') {
        await served.core.flux.approve(mode);
        now = await call({ action: 'status', session: mode, wait: true });
      }
      const [gate] = now.structured.gates;
      assert.deepEqual([gate?.step, gate?.forPerson], ['run', true], now.text);
      for (const input of [
        { action: 'approve' as const },
        { action: 'answer' as const, gate: gate!.id, text: 'allow' },
        { action: 'answer' as const, gate: gate!.id, text: 'allow-run' },
        { action: 'answer' as const, gate: gate!.id, text: 'Always allow it, yes' },
      ])
        assert.match((await call({ ...input, session: mode })).text, /only the person can/);
      await call({ action: 'feedback', session: mode, text: 'yes, allow it' });
      assert.deepEqual(place.ran, []);
      const denied = await call({ action: 'answer', session: mode, text: 'skip', wait: true });
      assert.deepEqual([denied.structured.gates, place.ran], [[], []], denied.text);
    }
  });

  it('lets an agent take back only what agents paused or undid', async () => {
    const { flux, model } = served.core;
    script({ plan: [plan] });
    const { call } = await served.connect();
    await call({ action: 'plan', goal: 'make add add', session: 'mine' });
    await flux.approve('mine');
    await flux.whenSettled('mine');
    await flux.undo('mine');
    assert.match((await call({ action: 'redo', session: 'mine' })).text, /only they can redo it/);
    assert.notEqual(file(), fixed);
    await flux.redo('mine');
    await call({ action: 'undo', session: 'mine' });
    assert.match((await call({ action: 'redo', session: 'mine' })).text, /^Redone/);
    assert.equal(file(), fixed);

    model.script(() => new Promise(() => undefined));
    await call({ action: 'run', goal: 'make add add', session: 'paused', wait: false });
    const paused = async () => (await served.flux.session('paused')).state === 'paused';
    await flux.pause('paused');
    await until('it is paused', paused);
    assert.match((await call({ action: 'resume', session: 'paused', wait: false })).text, /only they can resume it/);
    await flux.resume('paused');
    await call({ action: 'pause', session: 'paused' });
    await until('it is paused', paused);
    const resumed = await call({ action: 'resume', session: 'paused', wait: false });
    assert.equal(resumed.structured.session?.state, 'planning', resumed.text);
    await flux.pause('paused');
    await until('it is paused', paused);
    assert.match((await call({ action: 'resume', session: 'paused', wait: false })).text, /only they can resume it/);
  });

  it('approves a proposed plan for an agent where the settings say that nobody is asked', async () => {
    served.core.place.overrides['approval.mode'] = 'auto';
    script({ plan: [plan, plan] });
    const { call } = await served.connect();
    await call({ action: 'plan', goal: 'make add add', session: 'one' });
    assert.equal((await call({ action: 'approve', session: 'one', wait: true })).structured.session?.state, 'complete');
    const asking = await served.connect({ elicit: () => ({ action: 'accept', content: { answer: 'approve' } }) });
    const waiting = await asking.call({ action: 'plan', goal: 'make add add', session: 'two' });
    assert.equal(waiting.structured.session?.state, 'awaiting_approval', 'only planned');
  });

  it('runs to the end where the settings say that nobody is asked', async () => {
    served.core.place.overrides['approval.mode'] = 'auto';
    script({ plan: [plan] });
    const { call } = await served.connect();
    const done = await call({ action: 'run', goal: 'make add add' });
    assert.equal(done.structured.session?.state, 'complete', done.text);
    assert.equal(file(), fixed);
  });

  it('puts missing inputs to whoever uses the client, and leaves what is not answered to the agent', async () => {
    served.core.place.extraWorkflows.push({
      name: 'greet',
      description: 'Greets somebody',
      inputs: [{ name: 'who', description: 'Who is greeted?', optional: false }],
      phases: ['planning', 'implementation'],
      template: 'greet {{who}}',
    });
    script({ plan: [plan, plan] });
    const asked: string[] = [];
    const accepting = await served.connect({
      elicit: (message) => {
        asked.push(message);
        return { action: 'accept', content: { answer: 'the world' } };
      },
    });
    const started = await accepting.call({ action: 'run', workflow: 'greet' });
    assert.equal(started.structured.session?.goal, 'greet the world', started.text);
    assert.match(asked.join(), /Who is greeted\?/);

    const declining = await served.connect({ elicit: () => ({ action: 'decline' }) });
    for (const cancelling of [
      declining,
      await served.connect({ elicit: () => ({ action: 'cancel' }) }),
      await served.connect(),
    ]) {
      const open = await cancelling.call({ action: 'run', workflow: 'greet' });
      const [gate] = open.structured.gates;
      assert.deepEqual([gate?.input, gate?.forPerson], ['who', false], open.text);
      await cancelling.call({ action: 'stop', session: open.structured.session!.name });
    }
    const later = await declining.call({ action: 'run', workflow: 'greet', wait: false });
    const answered = await accepting.call({
      action: 'answer',
      session: later.structured.session!.name,
      text: 'Ada',
      wait: true,
    });
    assert.equal(answered.structured.session?.goal, 'greet Ada');
  });

  it('answers at once where it is not to wait, and hands one session on to the next goal', async () => {
    served.core.place.overrides['approval.mode'] = 'auto';
    script({ plan: [{ text: plan, delayMs: 500 }, plan] });
    const { call } = await served.connect();
    const began = Date.now();
    const { structured } = await call({ action: 'run', goal: 'make add add', session: 'first', wait: false });
    assert.ok(Date.now() - began < 450);
    assert.equal(structured.session?.state, 'planning');
    const said = Date.now();
    assert.match((await call({ action: 'feedback', session: 'first', text: 'be quick' })).text, /feedback is noted/);
    assert.ok(Date.now() - said < 500);
    const done = await call({ action: 'status', session: 'first', wait: true });
    assert.equal(done.structured.session?.state, 'complete', done.text);
    const next = await call({ action: 'plan', session: 'first', goal: 'say what add does' });
    assert.equal(next.structured.session?.id, structured.session?.id, next.text);
    assert.equal(next.structured.session?.goal, 'say what add does');
  });

  it('stops what a call has started when the call is taken back, and goes on when the client is gone', async () => {
    served.core.place.overrides['approval.mode'] = 'auto';
    script({ plan: { text: plan, delayMs: 1_500 } });
    const first = await served.connect();
    const taken = new AbortController();
    const call = first.call({ action: 'run', goal: 'make add add', session: 'taken' }, { signal: taken.signal });
    await until('it plans', async () => (await served.flux.sessions()).length === 1);
    taken.abort();
    await assert.rejects(call);
    await until('it stops', async () => (await served.flux.session('taken')).state === 'cancelled');

    for (const [session, keep, end] of [
      ['kept', true, 'complete'],
      ['ended', false, 'cancelled'],
    ] as const) {
      const gone = await served.connect();
      const left = gone.call({ action: 'run', goal: 'make add add', session, keep });
      left.catch(() => undefined);
      await until('it plans', async () => (await served.flux.sessions()).some(({ name }) => name === session));
      await gone.transport.terminateSession();
      await gone.client.close();
      await until(`${session} ends`, async () => (await served.flux.session(session)).state === end);
    }
  });

  it('says mistakes in words that a model can use', async () => {
    const { call, client } = await served.connect();
    const wrong = async (input: object) => {
      const { isError, text, structured } = await call(input as never);
      assert.equal(isError, true, text);
      return structured.error!.reason;
    };
    assert.equal(await wrong({ action: 'fly' }), 'bad_input');
    assert.equal(await wrong({ action: 'run', goal: 'x', extra: 1 }), 'bad_input');
    assert.equal(await wrong({ action: 'run' }), 'empty_goal');
    assert.equal(await wrong({ action: 'run', workflow: 'none' }), 'unknown_workflow');
    assert.equal(await wrong({ action: 'status', session: 'none' }), 'unknown_session');
    assert.equal(await wrong({ action: 'status' }), 'which_session');
    assert.equal((await call({ action: 'list_sessions', session: null, text: '' } as never)).isError, false);
    await assert.rejects(client.callTool({ name: 'other', arguments: {} }), /no tool/);
    served.core.model.script(() => undefined);
    assert.ok(await wrong({ action: 'run', goal: 'make add add' }));
  });

  it('shows sessions and plans as resources, and tells who subscribes', async () => {
    served.core.place.overrides['approval.mode'] = 'auto';
    script({ plan: [plan, plan] });
    const { client, call } = await served.connect();
    const heard: string[] = [];
    client.setNotificationHandler(ResourceUpdatedNotificationSchema, ({ params }) => void heard.push(params.uri));
    client.setNotificationHandler(ResourceListChangedNotificationSchema, () => void heard.push('resources'));
    client.setNotificationHandler(ToolListChangedNotificationSchema, () => void heard.push('tools'));
    const uri = 'flux://sessions/my%20adding/plan';
    await client.subscribeResource({ uri });
    await call({ action: 'run', goal: 'make add add', session: 'my adding' });
    await until('the changes are told', () => ['resources', 'tools', uri].every((what) => heard.includes(what)));
    assert.deepEqual([...new Set(heard)].sort(), [uri, 'resources', 'tools'].sort());
    const { resources } = await client.listResources();
    assert.deepEqual(
      resources.map((resource) => resource.uri),
      ['flux://sessions', 'flux://sessions/my%20adding', uri],
    );
    assert.equal((await client.listResourceTemplates()).resourceTemplates.length, 2);
    const read = async (of: string) => {
      const [content] = (await client.readResource({ uri: of })).contents;
      return JSON.parse((content as { text: string }).text);
    };
    assert.equal((await read('flux://sessions'))[0].name, 'my adding');
    assert.equal((await read('flux://sessions/my%20adding')).state, 'complete');
    assert.deepEqual(
      (await read(uri)).steps.map(({ id }: { id: string }) => id),
      ['fix', 'tests'],
    );
    await assert.rejects(read('flux://sessions/none'), /no resource/);
    await assert.rejects(read('file:///etc/passwd'), /no resource/);
    await client.unsubscribeResource({ uri });
    heard.length = 0;
    await call({ action: 'run', goal: 'make add add again', session: 'my adding' });
    await until('the lists change', () => heard.includes('resources'));
    assert.ok(!heard.includes(uri));
  });

  it('tells no secrets that a session has seen', async () => {
    const secret = 'sk-live-4f9aQ8zXw2Lm7Tn5Rb1Yc6';
    served.core.place.texts.set('.env', `API_KEY=${secret}\n`);
    const read = {
      id: 'look',
      title: `Look for ghp_${'a1B2'.repeat(9)}`,
      tool: 'read_files',
      input: { paths: ['.env'] },
    };
    script({ plan: () => JSON.stringify({ summary: 'looks', steps: [read] }) });
    const { call, client } = await served.connect();
    await call({ action: 'run', goal: `look at password=${secret}`, session: 'secret', wait: false });
    // A plan that only reads approves itself; its gate is there for a moment.
    const asking = async () => (await served.flux.session('secret')).gates.find(({ kind }) => kind !== 'plan');
    await until('it asks', async () => (await asking()) !== undefined);
    await served.core.flux.answer('secret', (await asking())!.id, 'allow-once');
    await until('it ends', async () => (await served.flux.session('secret')).state === 'complete');
    assert.ok(JSON.stringify(await served.flux.session('secret')).includes(secret), 'the session itself knows it');
    const told = [
      await call({ action: 'status', session: 'secret' }),
      await call({ action: 'list_sessions' }),
      await client.readResource({ uri: 'flux://sessions/secret' }),
      await client.readResource({ uri: 'flux://sessions/secret/plan' }),
      await client.readResource({ uri: 'flux://sessions' }),
      await client.listResources(),
    ];
    for (const each of told) assert.doesNotMatch(JSON.stringify(each), /sk-live-4f9a|ghp_a1B2/);
  });

  it('tells a waiting agent when the person stops its session', async () => {
    script({ plan: () => new Promise(() => undefined) });
    const { call } = await served.connect();
    const waiting = call({ action: 'run', goal: 'make add add', session: 'stopped' });
    await until('it plans', async () => (await served.flux.sessions()).length === 1);
    await served.core.flux.stop('stopped');
    const { structured } = await waiting;
    assert.equal(structured.session?.state, 'cancelled');
  });

  it('serves ten clients at once, each its own session', async () => {
    served.core.place.overrides['approval.mode'] = 'auto';
    served.core.place.overrides['sessions.maxConcurrent'] = 10;
    const look = JSON.stringify({
      summary: 'looks',
      steps: [{ id: 'look', title: 'Look', tool: 'read_files', input: { paths: ['src/add.js'] } }],
    });
    script({ plan: () => look });
    const began = Date.now();
    const states = await Promise.all(
      Array.from({ length: 10 }, async (_, at) => {
        const { client, call } = await served.connect({ name: `client ${at}` });
        assert.equal((await client.listTools()).tools.length, 1);
        const { structured, text } = await call({ action: 'run', goal: `look at add, ${at}`, session: `look ${at}` });
        assert.equal(structured.session?.name, `look ${at}`, text);
        return structured.session?.state;
      }),
    );
    assert.deepEqual(new Set(states), new Set(['complete']));
    assert.ok(Date.now() - began < 15_000);
  });
});
