import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { FluxError } from '../../../src/base/errors';
import type { SessionEvent, SessionEventBody } from '../../../src/contracts/events';
import type { StorePort } from '../../../src/contracts/store';
import { exportText } from '../../../src/core/session/exportText';
import { readImport } from '../../../src/core/session/readImport';
import { foldSession } from '../../../src/core/session/reduceSession';
import { readSession } from '../../../src/core/session/sessionLog';
import { exportSession, importSession } from '../../../src/core/session/transfer';
import { foldUndoHistory } from '../../../src/core/undo/undoHistory';
import { openStore } from '../../../src/node/store/sqliteStore';
import { bundle } from '../node/buildWorker';
import { numbered, sampleBodies, sampleStep } from './sampleSession';

const outputs = { ['c'.repeat(32)]: 'a whole output' };
const exported = (events: readonly SessionEvent[], texts: Record<string, string> = outputs) =>
  exportText({ snapshot: foldSession(events)!, events, texts, exportedAt: 5 });
const refused = (why: RegExp) => (error: unknown) => {
  assert.ok(FluxError.is(error, 'bad_import'), String(error));
  assert.match(error.message, why);
  assert.match(error.message, /^This file cannot be imported: .+ Choose a file/);
  return true;
};
/** The start of a session whose plan is approved. */
const until = (kind: SessionEventBody['kind']) => {
  const bodies = sampleBodies();
  return bodies.slice(0, bodies.findIndex((body) => body.kind === kind) + 1);
};

describe('exported sessions', () => {
  it('are readable, and read back as they were but for images of files', () => {
    const events = numbered(sampleBodies());
    const text = exported(events);
    const file = JSON.parse(text) as Record<string, unknown>;
    assert.deepEqual(Object.keys(file), ['format', 'version', 'exportedAt', 'session', 'events', 'texts']);
    assert.deepEqual([file['format'], file['version'], file['exportedAt']], ['flux-session', 1, 5]);
    assert.equal((file['session'] as { name: string }).name, 'renamed-2');
    assert.match(text, /^\{\n {2}"format": "flux-session",\n/);
    const read = readImport(text);
    assert.deepEqual(read.texts, outputs);
    assert.deepEqual(
      read.events.map(({ kind }) => kind),
      events.map(({ kind }) => kind),
    );
    const kept = new Set(['step.called', 'step.checkpointed', 'step.touched', 'undo.started']);
    for (const [index, event] of read.events.entries())
      if (!kept.has(event.kind)) assert.deepEqual(event, JSON.parse(JSON.stringify(events[index])));
    assert.ok(!text.includes('a'.repeat(32)), 'no image');
    assert.deepEqual(
      foldUndoHistory(read.events).changes.filter((change) => 'touch' in change),
      [],
    );
  });

  it('keep kinds that only a newer version knows', () => {
    const events = numbered([...sampleBodies(), { kind: 'session.sung', verse: 'la' } as unknown as SessionEventBody]);
    assert.deepEqual(readImport(exported(events)).events.at(-1), JSON.parse(JSON.stringify(events.at(-1))));
  });

  it('hold nothing of files that hold secrets, nor what else quotes them', () => {
    const env = '=== .env (3 lines) ===\n1 DB_HOST=localhost\n2 DB_PW=tr0ub4dor-and-3\n3 PIN="99-Zz-ab!"';
    const plan = {
      summary: 's',
      source: 'model' as const,
      steps: [
        sampleStep('env', { tool: 'read_files', effect: 'read', input: { paths: ['.env'] }, writes: [] }),
        sampleStep('make', {
          tool: 'write_file',
          input: { path: 'deploy/.env', text: 'X_SIGNING=qwertz-12345' },
          writes: ['deploy/.env'],
        }),
        sampleStep('cat', {
          tool: 'run_command',
          effect: 'execute',
          input: { command: 'cat config/credentials.json' },
          writes: [],
        }),
      ],
    };
    const key = 'd'.repeat(32);
    const events = numbered([
      sampleBodies()[0]!,
      { kind: 'plan.proposed', plan },
      { kind: 'step.finished', step: 'env', status: 'done', result: env, outputKey: key },
      {
        kind: 'step.bound',
        step: 'make',
        input: { path: 'deploy/.env', text: 'X_SIGNING=qwertz-12345\nY=1' },
        writes: ['deploy/.env'],
        about: 'deploy/.env',
      },
      {
        kind: 'step.finished',
        step: 'cat',
        status: 'failed',
        result: '{"user":"deployer-77x"}',
        error: { reason: 'exit', message: '{"user":"deployer-77x"}' },
      },
      { kind: 'gate.opened', gate: { id: 'g', kind: 'question', text: '[sudo] password for me:', step: 'cat' } },
      { kind: 'gate.answered', gate: 'g', reply: 'letmein' },
      {
        kind: 'decision.made',
        decision: {
          why: 'failed',
          by: 'model',
          action: 'go_on',
          reasoning: 'The password is tr0ub4dor-and-3 and 99-Zz-ab! and letmein, on localhost.',
        },
      },
    ]);
    const text = exported(events, { [key]: env });
    for (const secret of ['tr0ub4dor-and-3', '99-Zz-ab!', 'qwertz-12345', 'deployer-77x', 'letmein'])
      assert.ok(!text.includes(secret), secret);
    assert.match(text, /\[hidden: \.env holds settings of the environment, passwords and tokens among them\]/);
    assert.match(text, /cat config\/credentials\.json/, 'what was done stays readable');
    assert.match(text, /on localhost/);
    readImport(text);
  });

  it('never hold what looks like a secret, wherever it stands', () => {
    const letters = (alphabet: string, min: number, max = min + 20) =>
      fc.string({ unit: fc.constantFrom(...alphabet), minLength: min, maxLength: max });
    const word = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
    const long = letters(word, 20).map((text) => `${text}7x`);
    const shapes: fc.Arbitrary<[secret: string, around: string]>[] = [
      long.map((secret) => [secret, `Bearer ${secret}`]),
      long.map((secret) => [`sk-${secret}`, `sk-${secret}`]),
      long.map((secret) => [`ghp_${secret}`, `ghp_${secret}`]),
      letters('ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789', 16, 16).map((id) => [`AKIA${id}`, `AKIA${id}`]),
      letters(`${word}!#%+-_.^~`, 6)
        .filter((text) => /^[\w!#+-]/.test(text))
        .map((secret) => [secret, `password=${secret}`]),
      letters(`${word}!#$%&*+-_.^~`, 6)
        .filter((text) => /^\w/.test(text))
        .map((secret) => [secret, `{"password": "${secret}"}`]),
      letters(`${word}+/`, 64, 400).map((body) => [
        body,
        `-----BEGIN RSA PRIVATE KEY-----\n${body}\n-----END RSA PRIVATE KEY-----`,
      ]),
      fc.tuple(long, long, long).map(([a, b, c]) => [`eyJ${a}.${b}.${c}`, `eyJ${a}.${b}.${c}`]),
      letters(`${word}!_-.`, 4)
        .filter((text) => /^\w/.test(text))
        .map((secret) => [secret, `postgres://app:${secret}@db.example.com/x`]),
    ];
    const bodies = sampleBodies();
    const plain = JSON.stringify(bodies);
    const leaves = bodies.flatMap((body, index) => leavesOf(body, [index]));
    fc.assert(
      fc.property(
        fc.oneof(...shapes),
        fc.constantFrom(...leaves),
        fc.constantFrom(' ', '\n', '"', '`', ''),
        fc.boolean(),
        ([secret, around], path, by, alone) => {
          fc.pre(!plain.includes(secret));
          const changed = structuredClone(bodies);
          change(changed, path, (text) => (alone ? around : `${text} ${by}${around}${by} ${text}`));
          const text = exported(numbered(changed), { ['c'.repeat(32)]: `an output ${around}\n` });
          assert.ok(
            !text.includes(secret),
            `${secret} in ${text.slice(Math.max(0, text.indexOf(secret) - 100), text.indexOf(secret) + 100)}`,
          );
        },
      ),
      { numRuns: 1500 },
    );
  });
});

describe('imported sessions', () => {
  const good = JSON.parse(exported(numbered(sampleBodies()))) as { events: Record<string, unknown>[] } & Record<
    string,
    unknown
  >;
  const bad = (more: object) => JSON.stringify({ ...good, ...more });
  const event = (index: number, more: object) =>
    bad({ events: good.events.map((one, at) => (at === index ? { ...one, ...more } : one)) });

  it('are refused with a sentence where they are not as they should be', () => {
    assert.throws(() => readImport('no'), refused(/not JSON/));
    assert.throws(() => readImport('[]'), refused(/not an exported session/));
    assert.throws(() => readImport('{}'), refused(/“format”/));
    assert.throws(() => readImport(bad({ version: 2 })), refused(/newer version/));
    assert.throws(() => readImport(bad({ events: [] })), refused(/“events”/));
    assert.throws(() => readImport(bad({ texts: { x: 'y' } })), refused(/“texts\.x”/));
    assert.throws(() => readImport(bad({ events: good.events.slice(1) })), refused(/number 2, so an event is missing/));
    assert.throws(
      () => readImport(bad({ events: good.events.slice(1).map((one, index) => ({ ...one, seq: index + 1 })) })),
      refused(/does not create/),
    );
    assert.throws(
      () => readImport(event(5, { kind: 'session.created', id: 'x', name: 'x', goal: 'x', origin: 'api' })),
      refused(/creates the session again/),
    );
    assert.throws(() => readImport(event(3, { at: '1970' })), refused(/event 4 .*at: /));
    assert.throws(() => readImport(event(3, { at: -1 })), refused(/event 4/));
    assert.throws(() => readImport(event(3, { kind: 'Model Called' })), refused(/event 4/));
    assert.throws(
      () => readImport(event(7, { plan: { summary: 's', steps: [{ id: 'x' }], source: 'model' } })),
      refused(/event 8 .*plan\.proposed: plan\.steps\.0\./),
    );
    assert.throws(() => readImport(event(22, { role: 'constructor' })), refused(/role: is not a valid name/));
    assert.throws(
      () => readImport(JSON.stringify(good).replace('"workflow"', '"__proto__"')),
      refused(/field named __proto__/),
    );
    assert.throws(
      () => readImport(bad({ deep: 0 }).replace('"deep":0', `"deep":${'['.repeat(2000)}${']'.repeat(2000)}`)),
      refused(/levels deep/),
    );
    assert.throws(
      () => readImport(bad({ events: Array.from({ length: 100_001 }, () => 1) })),
      refused(/more than 100000 events/),
    );
    assert.throws(() => readImport(' '.repeat(51 * 1024 * 1024)), refused(/50 MB/));
  });

  it('cannot break the fold, however a file was changed', () => {
    const paths = pathsOf(good.events, []);
    const json = fc.oneof(
      fc.jsonValue({ maxDepth: 2 }),
      fc.constantFrom<unknown>('constructor', '__proto__', -1, 1e308, '', [], {}, null),
    );
    let read = 0;
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom(...paths), json), { minLength: 1, maxLength: 3 }), (changes) => {
        const changed = structuredClone(good);
        for (const [path, value] of changes) set(changed.events, path, structuredClone(value));
        try {
          const { events } = readImport(JSON.stringify(changed));
          read++;
          const session = foldSession(events)!;
          assert.equal(session.revision, events.length);
          assert.ok(session.progress >= 0 && session.progress <= 1 && Array.isArray(session.gates));
          JSON.stringify(session);
        } catch (error) {
          if (!FluxError.is(error, 'bad_import')) throw error;
        }
      }),
      { numRuns: 2000 },
    );
    assert.ok(read > 20, `${read} were read`);
  });

  describe('in a store', () => {
    let worker: Awaited<ReturnType<typeof bundle>>;
    let folder: string;
    let store: StorePort;
    before(async () => (worker = await bundle('src/node/store/storeWorker.ts')));
    after(() => worker.remove());
    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), 'flux-export-'));
      store = await openStore({ file: join(folder, 's.db'), workerUrl: worker.file });
    });
    afterEach(async () => {
      await store.close();
      await rm(folder, { recursive: true, force: true });
    });
    const keep = async (bodies: readonly SessionEventBody[]) => {
      const events = numbered(bodies);
      await store.append('the-id', events, foldSession(events)!);
      return exportSession(store, 'the-id', () => 5);
    };
    let ids = 0;
    const take = (text: string, takenNames: string[] = [], now = 2e12) =>
      importSession(store, text, { newId: () => `new-${++ids}`, now: () => now, takenNames: new Set(takenNames) });

    it('have an id and a name of their own, and the whole outputs', async () => {
      const key = await store.putText('the whole output, token ghp_abcdef1234567890abcdef');
      const text = await keep(
        sampleBodies().map((body) =>
          body.kind === 'step.finished' && body.step === 'fix' ? { ...body, outputKey: key } : body,
        ),
      );
      const session = await take(text, ['renamed-2']);
      assert.equal(session.name, 'renamed-2-2');
      assert.equal(session.importedFrom, 'renamed-2');
      assert.equal(session.state, 'complete');
      assert.equal(session.id, `new-${ids}`);
      assert.deepEqual(
        JSON.parse(JSON.stringify(await readSession(store, session.id))),
        JSON.parse(JSON.stringify(session)),
      );
      const events = await store.events(session.id);
      const finished = events.find((one) => one.kind === 'step.finished' && one.step === 'fix') as {
        outputKey: string;
      };
      assert.match((await store.getText(finished.outputKey))!, /^the whole output, token \[hidden/);
      assert.ok(!JSON.stringify(events).includes('the-id'));
      assert.equal((await store.list()).length, 2);
    });

    it('bring no permission, and nothing that undoing would believe', async () => {
      const running = await take(await keep(until('step.called')));
      assert.equal(running.state, 'paused');
      assert.equal(running.suspended?.from, 'implementation');
      assert.equal(running.error?.reason, 'interrupted');
      assert.deepEqual(running.scope, { writes: [], runs: [], commits: false });
      assert.equal(running.approve, undefined);
      assert.equal(running.plan?.steps.find((step) => step.id === 'fix')?.cutOff, true);
      const events = await store.events(running.id);
      assert.equal(events.at(-1)?.kind, 'session.imported');
      assert.deepEqual(foldUndoHistory(events).changes, []);
      await store.remove('the-id');
      const whole = await take(await keep(sampleBodies()));
      assert.deepEqual(
        foldUndoHistory(await store.events(whole.id)).changes.map((change) => Object.keys(change).at(-1)),
        ['unkept'],
      );
    });

    it('wait where they waited', async () => {
      const session = await take(await keep(until('plan.proposed')));
      assert.equal(session.state, 'awaiting_approval');
      assert.deepEqual(
        session.gates.map(({ kind }) => kind),
        ['plan'],
      );
    });

    it('have no times of the future, nor any that go back', async () => {
      const file = JSON.parse(await keep(sampleBodies())) as { events: { at: number }[] };
      file.events[3]!.at = 8e15;
      file.events[5]!.at = 3;
      const session = await take(JSON.stringify(file), [], 1_900_000_000_000);
      const times = (await store.events(session.id)).map(({ at }) => at);
      assert.deepEqual(
        times,
        [...times].sort((a, b) => a - b),
      );
      assert.ok(session.updatedAt <= 1_900_000_000_000);
    });

    it('are exported again as they are', async () => {
      const text = await keep(sampleBodies());
      const session = await take(text);
      const again = readImport(await exportSession(store, session.id));
      const first = readImport(text);
      assert.deepEqual(
        again.events.slice(1, -1).map(({ kind }) => kind),
        first.events.slice(1).map(({ kind }) => kind),
      );
      await assert.rejects(exportSession(store, 'nobody'), { reason: 'unknown_session' });
    });
  });
});

type Path = (string | number)[];

function pathsOf(value: unknown, path: Path): Path[] {
  const below =
    typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([key, entry]) =>
          pathsOf(entry, [...path, Array.isArray(value) ? Number(key) : key]),
        )
      : [];
  return path.length === 0 ? below : [path, ...below];
}

/** Places of texts that may hold anything. */
function leavesOf(value: unknown, path: Path): Path[] {
  const free = (each: Path) =>
    ![
      'kind',
      'id',
      'origin',
      'source',
      'status',
      'state',
      'phase',
      'from',
      'to',
      'by',
      'for',
      'action',
      'as',
      'effect',
      'approve',
      'key',
      'outputKey',
      'step',
      'gate',
      'choice',
      'means',
      'words',
      'role',
      'tool',
    ].includes(String(each.at(-1)));
  return pathsOf(value, [])
    .map((each) => [...path, ...each])
    .filter((each) => free(each) && typeof at([value], [0, ...each.slice(1)]) === 'string');
}

function at(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((now, key) => (now as Record<string, unknown> | undefined)?.[key], value);
}

function set(root: unknown, path: Path, value: unknown): void {
  const parent = at(root, path.slice(0, -1));
  if (typeof parent === 'object' && parent !== null)
    Object.defineProperty(parent, path.at(-1)!, { value, enumerable: true, writable: true, configurable: true });
}

function change(root: unknown, path: Path, edit: (text: string) => string): void {
  set(root, path, edit(String(at(root, path))));
}
