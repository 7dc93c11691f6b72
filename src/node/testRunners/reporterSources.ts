// Reporters that Flux gives to test runners. They are strings because the extension is one bundle without loose files:
// each is written into a temporary folder for a run. They put one JSON object a line into a file (see parseLines.ts).

/** For `node --test` (https://nodejs.org/api/test.html#custom-reporters); its runner writes what it yields. */
export const nodeReporterSource = `
import { resolve } from 'node:path';
import { inspect } from 'node:util';
const short = (value) => inspect(value, { depth: 3, breakLength: 100 }).slice(0, 400).replace(/[\\ud800-\\udbff]$/, '');
export default async function* (source) {
  const errors = new Map();
  const entries = new Set();
  // What a broken file printed may come after the word that it failed.
  const broken = [];
  // A file in which no test has the name that is looked for counts as a test that passed.
  const byName = process.execArgv.some((option) => option.startsWith('--test-name-pattern'));
  for await (const { type, data } of source) {
    if (type === 'test:stderr') {
      // Newer versions of Node give a relative path here.
      const file = resolve(data.file);
      errors.set(file, ((errors.get(file) ?? '') + data.message).slice(-4000).replace(/^[\\udc00-\\udfff]/, ''));
    }
    if (type === 'test:enqueue' && data.nesting === 0 && data.file !== undefined && resolve(data.name) === \
resolve(data.file)) entries.add(resolve(data.file));
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    const error = data.details?.error;
    const suite = data.details?.type === 'suite';
    if (error?.failureType === 'subtestsFailed' || (suite && type === 'test:pass')) continue;
    if (byName && type === 'test:pass' && data.nesting === 0 && data.file !== undefined && resolve(data.name) === \
resolve(data.file)) continue;
    const cause = error?.cause ?? error;
    // A test that several files share is written elsewhere than in the file that runs it; older versions of Node do not
    // name that.
    const written = data.file === undefined ? undefined : resolve(data.file);
    const ranIn = data.entryFile ?? (entries.size === 0 || entries.has(written) ? written : entries.size === 1 ? \
[...entries][0] : undefined);
    const isFile = error !== undefined && typeof cause === 'string' && data.nesting === 0 && data.line === 1 && \
data.column === 1;
    const line = {
      status: data.skip || data.todo ? 'skip' : type === 'test:pass' ? 'pass' : 'fail',
      name: data.name, nesting: data.nesting, file: ranIn, line: ranIn === written ? data.line : undefined, \
durationMs: data.details?.duration_ms,
    };
    if (line.status === 'fail') {
      line.message = isFile ? cause : String(cause?.message ?? cause ?? error?.message ?? '');
      line.stack = String(cause?.stack ?? '');
      if (isFile) {
        broken.push({ ...line, wholeFile: true, line: undefined });
        continue;
      }
      if (cause && typeof cause === 'object' && 'expected' in cause) { line.expected = short(cause.expected); \
line.actual = short(cause.actual); }
    }
    yield JSON.stringify(line) + '\\n';
  }
  for (const line of broken) yield JSON.stringify({ ...line, message: errors.get(resolve(line.file)) ?? line.message \
}) + '\\n';
}
`;

/** For mocha: its own \`spec\` reporter that also keeps what it hears. The file's path comes in FLUX_TEST_REPORT. */
export const mochaReporterSource = `
'use strict';
const { appendFileSync } = require('node:fs');
const { createRequire } = require('node:module');
const { inspect } = require('node:util');
function loadMocha() {
  for (const from of [process.argv[1], process.cwd() + '/package.json']) {
    try { return createRequire(from)('mocha'); } catch {}
  }
  throw new Error('mocha was not found from ' + process.cwd());
}
const short = (value) => inspect(value, { depth: 3, breakLength: 100 }).slice(0, 400).replace(/[\\ud800-\\udbff]$/, '');
const target = process.env.FLUX_TEST_REPORT;
module.exports = class extends loadMocha().reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    const keep = (status, test, error) => {
      const line = { status, name: test.fullTitle(), file: test.file, durationMs: test.duration };
      if (error) {
        line.message = String(error.message ?? error);
        line.stack = String(error.stack ?? '');
        if (error.showDiff !== false && error.expected !== undefined) { line.expected = short(error.expected); \
line.actual = short(error.actual); }
      }
      appendFileSync(target, JSON.stringify(line) + '\\n');
    };
    runner.on('start', () => appendFileSync(target, ''));
    runner.on('pass', (test) => keep('pass', test));
    runner.on('pending', (test) => keep('skip', test));
    runner.on('fail', (test, error) => keep('fail', test, error));
  }
};
`;

/**
 * For mocha: the project's own settings without the files that they name. The path of other settings comes in
 * FLUX_MOCHA_CONFIG.
 */
export const mochaSettingsSource = `
'use strict';
const { readFileSync } = require('node:fs');
const { createRequire } = require('node:module');
function loadMocha(name) {
  for (const from of [process.argv[1], process.cwd() + '/package.json']) {
    try { return createRequire(from)(name); } catch {}
  }
  throw new Error(name + ' was not found from ' + process.cwd());
}
const { findConfig, loadConfig } = loadMocha('mocha/lib/cli/config.js');
const path = process.env.FLUX_MOCHA_CONFIG || findConfig();
const settings = { ...(path ? loadConfig(path) : {}) };
let below = {};
try { below = JSON.parse(readFileSync('package.json', 'utf8')).mocha ?? {}; } catch {}
for (const [name, value] of Object.entries(below)) {
  if (!(name in settings)) settings[name] = value;
  else if (Array.isArray(value) || Array.isArray(settings[name])) settings[name] = [settings[name], value].flat();
}
delete settings.spec;
delete settings._;
module.exports = settings;
`;

/**
 * For `go test`: runs the line of FLUX_TEST_LINE, which prints JSON, shows the text in it as go would, and keeps the
 * JSON. Of more than 32 MB only what became of the tests is kept.
 */
export const goReaderSource = `
'use strict';
const { spawn } = require('node:child_process');
const { createWriteStream } = require('node:fs');
const { createInterface } = require('node:readline');
const { FLUX_TEST_LINE: line, FLUX_TEST_REPORT: target, ELECTRON_RUN_AS_NODE, ...env } = process.env;
const report = createWriteStream(target);
const child = spawn(line, { shell: true, env, stdio: ['ignore', 'pipe', 'inherit'] });
const lines = createInterface({ input: child.stdout });
const dull = /^(=== (RUN|PAUSE|CONT|NAME)|\\s*--- (PASS|SKIP))/;
const show = (text) => {
  if (process.stdout.write(text)) return;
  lines.pause();
  process.stdout.once('drain', () => lines.resume());
};
lines.on('line', (text) => {
  let event;
  try { event = JSON.parse(text); } catch {}
  if (typeof event?.Action !== 'string') return show(text + '\\n');
  const isText = event.Action === 'output' || event.Action === 'build-output';
  if (isText && !dull.test(event.Output)) show(event.Output);
  if (!isText || report.bytesWritten + report.writableLength < 32e6) report.write(text + '\\n');
});
const read = new Promise((resolve) => lines.on('close', resolve));
const ended = new Promise((resolve) => {
  child.on('error', (error) => { console.error(error.message); resolve(127); });
  child.on('close', (code) => resolve(code ?? 1));
});
Promise.all([ended, read]).then(([code]) => report.end(() => { process.exitCode = code; }));
`;
