import { editCalls, type Edit, type RecordedTask } from '../task';

const edits: readonly Edit[] = [
  {
    path: 'src/api/endpoints.js',
    old: `      types: [],
      ...fields,
`,
    new: `      types: [],
      paused: false,
      ...fields,
`,
  },
  {
    path: 'src/api/endpoints.js',
    old: `  router.on('DELETE', '/endpoints/:id', ({ params }) => {
`,
    new: `  router.on('POST', '/endpoints/:id/pause', ({ params }) => {
    find(params.id);
    log('info', 'endpoint paused', { endpoint: params.id });
    return { body: withoutSecret(store.endpoints.change(params.id, { paused: true })) };
  });

  router.on('POST', '/endpoints/:id/resume', ({ params }) => {
    find(params.id);
    const endpoint = store.endpoints.change(params.id, { paused: false });
    deliveries.release(params.id);
    log('info', 'endpoint resumed', { endpoint: params.id });
    return { body: withoutSecret(endpoint) };
  });

  router.on('DELETE', '/endpoints/:id', ({ params }) => {
`,
  },
  {
    path: 'src/delivery/deliveries.js',
    old: `    /** What the worker needs to attempt one; undefined where it is no longer to be delivered. */
`,
    new: `    /** What the worker needs to attempt one; undefined where it is not to be delivered, or not now: then it is held. */
`,
  },
  {
    path: 'src/delivery/deliveries.js',
    old: `      const endpoint = store.endpoints.get(delivery.endpointId);
      return message && endpoint ? { delivery, message, endpoint } : undefined;
    },
`,
    new: `      const endpoint = store.endpoints.get(delivery.endpointId);
      if (endpoint?.paused) {
        store.deliveries.change(id, { held: true });
        return undefined;
      }
      return message && endpoint ? { delivery, message, endpoint } : undefined;
    },

    /** Queues what was held while an endpoint was paused. */
    release(endpointId) {
      for (const { id } of store.deliveries.list((each) => each.endpointId === endpointId && each.held)) {
        const { state } = store.deliveries.change(id, { held: undefined });
        if (state === 'waiting') queue.add(id);
      }
    },
`,
  },
  {
    path: 'src/delivery/deliveries.js',
    old: `      const waiting = store.deliveries.list(({ state }) => state === 'waiting');
`,
    new: `      const waiting = store.deliveries.list(({ state, held }) => state === 'waiting' && !held);
`,
  },
  {
    path: 'docs/api.md',
    old: `| \`POST /endpoints/:id/rotate\` | makes a new secret |
`,
    new: `| \`POST /endpoints/:id/rotate\` | makes a new secret |
| \`POST /endpoints/:id/pause\` | holds its deliveries; they stay \`waiting\` |
| \`POST /endpoints/:id/resume\` | sends what was held, and what comes |
`,
  },
  {
    path: 'test/delivery.test.js',
    old: `test('gives up what is refused, and can be told to try again', async () => {
`,
    new: `test('holds what is for a paused endpoint', async () => {
  const target = await receiver(200);
  const { body: endpoint } = await relay.call('POST', '/endpoints', { url: target.url });
  const paused = await relay.call('POST', \`/endpoints/\${endpoint.id}/pause\`);
  assert.deepEqual([paused.status, paused.body.paused], [200, true]);
  await relay.call('POST', '/messages', { type: 'invoice.paid', payload: {} });
  await until(async () => (await relay.call('GET', '/health')).body.queued === 0);
  assert.deepEqual([await states(), target.received.length], [['waiting'], 0]);
  await relay.call('POST', \`/endpoints/\${endpoint.id}/resume\`);
  await relay.call('POST', \`/endpoints/\${endpoint.id}/resume\`);
  await until(async () => (await states())[0] === 'delivered');
  assert.equal(target.received.length, 1);
  await target.stop();
});

test('gives up what is refused, and can be told to try again', async () => {
`,
  },
];

/** Two routes and a state, across the API, the deliveries, a document and a test of the whole. */
export const relayFeature: RecordedTask = {
  kind: 'feature',
  name: 'pause and resume',
  project: 'relay',
  goal:
    'Endpoints can be paused and resumed (POST /endpoints/:id/pause and /resume): while one is paused its deliveries ' +
    'wait, and when it is resumed they go out.',
  edits,
  loop: {
    turns: [
      {
        say: 'I look at how endpoints and deliveries are made.',
        calls: [
          { name: 'list_files', input: {} },
          { name: 'search', input: { pattern: 'deliveries\\.|endpoints\\.', glob: 'src/**/*.js' } },
        ],
      },
      {
        say: '',
        calls: [
          'src/api/endpoints.js',
          'src/delivery/deliveries.js',
          'src/delivery/worker.js',
          'docs/api.md',
          'test/delivery.test.js',
          'test/setup.js',
        ].map((path) => ({ name: 'read_file', input: { path } })),
      },
      {
        say: 'A delivery that comes up while its endpoint is paused is held, and queued again when it is resumed.',
        calls: editCalls(edits),
      },
      { say: '', calls: [{ name: 'run_tests', input: {} }] },
    ],
    end:
      'POST /endpoints/:id/pause and /resume hold and release the deliveries of an endpoint. What comes up while it is ' +
      'paused stays `waiting` and is marked as held (src/delivery/deliveries.js); resuming queues it, also after a ' +
      'restart. Routes in src/api/endpoints.js, documented in docs/api.md, tested in test/delivery.test.js. All pass.',
  },
  flux: {
    looks: [
      { read: 'docs/api.md', lines: [1, 20] },
      { read: 'test/delivery.test.js' },
      { read: 'src/delivery/worker.js', lines: [28, 42] },
      { read: 'test/setup.js', lines: [6, 50] },
    ],
    plan: {
      summary: 'Endpoints can be paused and resumed; deliveries are held meanwhile',
      verify: 'verify',
      notes: ['A held delivery stays waiting, also over a restart.'],
    },
    steps: [
      {
        step: { id: 'pause', title: 'Pause and resume endpoints, with document and test', tool: 'edit_file' },
        edits,
      },
      { step: { id: 'verify', title: 'Run the tests', tool: 'run_tests', expect: [{ kind: 'no_new_errors' }] } },
    ],
  },
};
