import { editCalls, type Edit, type RecordedTask } from '../task';

/** A line that calls `log(level, …)`, and what becomes of it. */
function call(path: string, line: string): Edit {
  return { path, old: `${line}\n`, new: `${line.replace(/log\('(\w+)', /, 'log.$1(')}\n` };
}

const edits: readonly Edit[] = [
  {
    path: 'src/log.js',
    old: `/** Writes a line of JSON: when, how important, what, and facts. */
export function log(level, message, facts = {}) {
  if (levels.indexOf(level) < levels.indexOf(least)) return;
  write(JSON.stringify({ at: new Date().toISOString(), level, message, ...facts }));
}
`,
    new: `function writer(level) {
  return (message, facts = {}) => {
    if (levels.indexOf(level) < levels.indexOf(least)) return;
    write(JSON.stringify({ at: new Date().toISOString(), level, message, ...facts }));
  };
}

/** Writes a line of JSON: when, how important (the function's name), what, and facts. */
export const log = { debug: writer('debug'), info: writer('info'), warn: writer('warn'), error: writer('error') };
`,
  },
  call('bin/relay.js', `log('info', 'relay listens', { port: relay.port });`),
  call('bin/relay.js', `    log('info', 'relay stops', { signal });`),
  call('src/relay.js', `  if (waiting > 0) log('info', 'deliveries of before are queued again', { count: waiting });`),
  call('src/api/endpoints.js', `    log('info', 'endpoint created', { endpoint: endpoint.id, url: endpoint.url });`),
  call('src/api/endpoints.js', `    log('info', 'secret rotated', { endpoint: params.id });`),
  call('src/api/endpoints.js', `    log('info', 'endpoint removed', { endpoint: params.id });`),
  call('src/delivery/deliveries.js', `        log('info', 'delivered', { delivery: id, attempts: attempts.length });`),
  call(
    'src/delivery/deliveries.js',
    `        log('warn', 'delivery failed for good', { delivery: id, status: result.status, error: result.error });`,
  ),
  call(
    'src/delivery/deliveries.js',
    `      log('info', 'delivery is tried again', { delivery: id, status: result.status, error: result.error, nextAt });`,
  ),
  call(
    'src/delivery/worker.js',
    `      log('error', 'a delivery broke the worker', { delivery: id, error: error.stack });`,
  ),
  call(
    'src/server/server.js',
    `      if (!(error instanceof HttpError)) log('error', 'request failed', { path: url.pathname, error: error.stack });`,
  ),
  call('src/server/server.js', `    log('debug', 'request', {`),
  call('src/storage/journal.js', `      log('info', 'journal compacted', { entries: kept.length });`),
  call(
    'src/storage/journal.js',
    `      log('warn', 'a line of the journal cannot be read', { file, line: line.slice(0, 80) });`,
  ),
  { path: 'test/log.test.js', old: `  log('info', 'quiet');\n`, new: `  log.info('quiet');\n` },
  {
    path: 'test/log.test.js',
    old: `  log('error', 'loud', { code: 7 });\n`,
    new: `  log.error('loud', { code: 7 });\n`,
  },
];

/** A function that is called in eight files. */
export const relayRefactor: RecordedTask = {
  kind: 'refactor',
  name: 'a new way to log',
  project: 'relay',
  goal: 'Replace log(level, message, facts) by log.debug, log.info, log.warn and log.error everywhere.',
  edits,
  loop: {
    turns: [
      {
        say: 'I look for all calls.',
        calls: [
          { name: 'read_file', input: { path: 'src/log.js' } },
          { name: 'search', input: { pattern: '\\blog\\(' } },
        ],
      },
      {
        // The calls themselves stand in what was found, one a line.
        say: 'All calls fit on the lines that were found. I change the function and each of them.',
        calls: editCalls(edits),
      },
      {
        say: '',
        calls: [
          { name: 'run_tests', input: {} },
          { name: 'search', input: { pattern: "\\blog\\('" } },
        ],
      },
    ],
    end:
      'log is now an object with debug, info, warn and error (src/log.js). All sixteen calls in eight files of src, bin ' +
      'and test use it; none of the old form is left. All tests pass.',
  },
  flux: {
    plan: { summary: 'Log lines are written by log.debug, log.info, log.warn and log.error', verify: 'verify' },
    steps: [
      { step: { id: 'log', title: 'A function for each level, used everywhere', tool: 'edit_file' }, edits },
      { step: { id: 'verify', title: 'Run the tests', tool: 'run_tests', expect: [{ kind: 'no_new_errors' }] } },
    ],
  },
};
