import { editCalls, type Edit, type RecordedTask } from '../task';

const edits: readonly Edit[] = [
  {
    path: 'docs/metrics.md',
    new: `# Metrics

\`GET /metrics\` gives figures in the text format of Prometheus, without a token. Counters begin at nothing when relay starts;
a line is there once something has been counted.

| Name | Kind | Labels | Changes when |
|---|---|---|---|
| \`relay_messages_received\` | counter | \`type\` | a message is taken; not when its \`key\` was used before |
| \`relay_deliveries\` | counter | \`state\`: \`delivered\`, \`failed\` | a delivery has arrived, or has failed for good |
| \`relay_attempt_ms_sum\`, \`relay_attempt_ms_count\` | summary | \`endpoint\`: its id | an attempt has ended, whatever came of it |
| \`relay_worker_errors\` | counter | | something broke in relay itself while it delivered |
| \`relay_queue_size\` | gauge | | asked for: deliveries that are queued |
| \`relay_endpoints\` | gauge | | asked for: endpoints that there are |
`,
  },
  {
    path: 'README.md',
    old: `[docs/api.md](docs/api.md) lists all routes, [docs/settings.md](docs/settings.md) the settings, and
[docs/receiving.md](docs/receiving.md) says how to check a signature. \`npm test\` runs the tests.
`,
    new: `[docs/api.md](docs/api.md) lists all routes, [docs/settings.md](docs/settings.md) the settings,
[docs/metrics.md](docs/metrics.md) the figures for Prometheus, and [docs/receiving.md](docs/receiving.md) says how to check
a signature. \`npm test\` runs the tests.
`,
  },
];

/** A new page on something that is spread over the code. */
export const relayDocument: RecordedTask = {
  kind: 'document',
  name: 'a page of metrics',
  project: 'relay',
  goal:
    'Describe all metrics that relay exposes in docs/metrics.md: name, labels, and when each changes. Link it from the ' +
    'README.',
  edits,
  loop: {
    turns: [
      {
        say: 'I look for where metrics are counted.',
        calls: [
          { name: 'list_files', input: {} },
          { name: 'search', input: { pattern: 'metrics\\.(count|set|time)' } },
        ],
      },
      {
        say: '',
        calls: [
          'src/metrics/exposition.js',
          'src/api/health.js',
          'src/api/messages.js',
          'src/delivery/deliveries.js',
          'src/delivery/worker.js',
          'src/server/auth.js',
          'README.md',
        ].map((path) => ({ name: 'read_file', input: { path } })),
      },
      { say: '', calls: editCalls(edits) },
    ],
    end:
      'docs/metrics.md describes the six metrics with kind, labels and when they change; the README links it. No code was ' +
      'changed, so no tests were run.',
  },
  flux: {
    looks: [
      { search: 'metrics\\.(count|set|time)', in: 'src/**/*.js' },
      { read: 'src/delivery/deliveries.js', symbol: 'settle' },
      { read: 'src/api/messages.js', lines: [12, 25] },
    ],
    plan: { summary: 'docs/metrics.md describes all metrics, and the README links it' },
    steps: [
      {
        step: { id: 'page', title: 'Write the page', tool: 'write_file', input: { path: 'docs/metrics.md' } },
        edits: edits.slice(0, 1),
      },
      { step: { id: 'link', title: 'Link it from the README', tool: 'edit_file' }, edits: edits.slice(1) },
    ],
  },
};
