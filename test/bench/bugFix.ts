import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createOrchestrator } from '../../src/core/orchestrator';
import { createOpenAiModel } from '../../src/node/model/openaiModel';
import { openStore } from '../../src/node/store/sqliteStore';
import { answersByPurpose, startScriptedModel } from '../model/scriptedModel';
import { memoryWorkspace } from '../unit/core/memoryWorkspace';
import type { Figure } from './measure';

const root = process.env['FLUX_REPO_ROOT'] ?? process.cwd();
const library = join(root, 'node_modules/picomatch');
const goal =
  "isMatch('b2', 'b{3..1}') is false, though b{1..3} matches it: a brace range that is written backwards is " +
  'taken literally. Make backward ranges match what forward ones do.';

/** What the file lacks: the line that puts a range's ends in order. */
const lostLine = '  args.sort();\n';

const look = JSON.stringify({
  look: [
    { search: 'expandRange' },
    { read: 'lib/parse.js', symbol: 'expandRange' },
    { read: 'lib/parse.js', lines: [890, 940] },
  ],
});
const plan = `${JSON.stringify({
  summary: 'Backward brace ranges match what forward ones do',
  steps: [
    { id: 'fix', title: 'Order the ends of a brace range', tool: 'edit_file', input: { path: 'lib/parse.js' } },
    { id: 'test', title: 'Cover backward ranges', tool: 'edit_file', input: { path: 'test/braces.test.js' } },
    { id: 'verify', title: 'Run the tests', tool: 'run_tests', expect: [{ kind: 'tests_pass' }] },
  ],
  verify: 'verify',
})}
=== fix ===
<<<<<<< SEARCH
  const value = \`[\${args.join('-')}]\`;
=======
  args.sort();
  const value = \`[\${args.join('-')}]\`;
>>>>>>> REPLACE
=== test ===
<<<<<<< SEARCH
test('matches a range', () => {
=======
test('matches a backward range', () => {
  assert.equal(isMatch('b2', 'b{3..1}'), true);
});

test('matches a range', () => {
>>>>>>> REPLACE
`;

const braceTests = `const assert = require('node:assert/strict');
const { test } = require('node:test');
const { isMatch } = require('..');

test('matches a list', () => {
  assert.equal(isMatch('ab', 'a{b,c}'), true);
});

test('matches a range', () => {
  assert.equal(isMatch('b2', 'b{1..3}'), true);
  assert.equal(isMatch('b4', 'b{1..3}'), false);
});
`;

/**
 * A bug in a file of over a thousand lines of a small real library: prompt tokens as the server counts them, and calls,
 * summed over the run. The answers are scripted (one look, then a plan with its edits); what is asked is real.
 */
export async function bugFixFigures(worker: string): Promise<Figure[]> {
  const texts: Record<string, string> = { 'test/braces.test.js': braceTests };
  for (const path of [
    'index.js',
    'posix.js',
    'package.json',
    'README.md',
    'lib/constants.js',
    'lib/parse.js',
    'lib/picomatch.js',
    'lib/scan.js',
    'lib/utils.js',
  ])
    texts[path] = await readFile(join(library, path), 'utf8');
  const whole = texts['lib/parse.js']!;
  if (!whole.includes(lostLine))
    throw new Error('The library has changed: the line that the benchmark takes away is not there.');
  texts['lib/parse.js'] = whole.replace(lostLine, '');

  const place = memoryWorkspace(texts);
  place.testsSay = (now) =>
    now.get('lib/parse.js')?.includes('args.sort()') ? { passed: 3, failed: 0 } : { passed: 2, failed: 1 };
  const folder = await mkdtemp(join(tmpdir(), 'flux-bugfix-'));
  const store = await openStore({ file: join(folder, 'bench.db'), workerUrl: worker });
  const model = await startScriptedModel(answersByPurpose({ plan: [look, plan] }));
  const port = createOpenAiModel(
    async () => ({ baseUrl: model.url, apiKey: 'k', id: 'm', prices: {}, timeoutSeconds: 5 }),
    { label: 'm' },
  );
  const flux = createOrchestrator({
    store,
    owner: { id: randomUUID(), pid: process.pid },
    workspace: place,
    models: async () => port,
    newId: randomUUID,
  });
  try {
    const { id } = await flux.start({ goal, approve: 'now' }, { origin: 'api' });
    const done = await flux.whenSettled(id);
    if (done.state !== 'complete') throw new Error(done.error?.message ?? done.state);
    const tokens = model.requests.reduce((sum, request) => sum + request.promptTokens, 0);
    const lines = whole.split('\n').length;
    return [
      {
        what: `prompt tokens of a bug fix in a file of ${lines} lines`,
        value: tokens,
        unit: 'tokens',
        goal: 'under 12,000',
        met: tokens < 12_000,
        note: model.requests.map((request) => `${request.purpose} ${request.promptTokens}`).join(', '),
      },
      {
        what: 'model calls of that bug fix',
        value: model.requests.length,
        unit: 'calls',
        goal: 'at most 3',
        met: model.requests.length <= 3,
      },
    ];
  } finally {
    await flux.shutDown();
    await store.close();
    await model.stop();
    await rm(folder, { recursive: true, force: true });
  }
}
