import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { disk, put, root, setFlux, until } from '../flux';
import { readTree } from '../tools/tree';
import { block, counts, done, explored, failed, fenced, isAlive, place, step, useStage } from './stage';

const tests = { title: 'Run the tests', tool: 'run_tests' };
const neverBelow = block('src/voucher.js', '  return sum - off;', '  return Math.max(0, sum - off);');
const command = (id: string, line: string, more: object = {}) => ({
  id,
  title: `Run ${id}`,
  tool: 'run_command',
  input: { command: line },
  ...more,
});

describe('a JavaScript project with types in comments', function () {
  this.timeout(60_000);
  const stage = useStage();

  it('is looked at from all sides by reading tools, which change nothing', async () => {
    place('logo.png', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1]));
    place('src/[id].js', '// brackets\n');
    const before = readTree(root());
    const voucher = await vscode.workspace.openTextDocument(join(root(), 'src/voucher.js'));
    const redeem = voucher.positionAt(voucher.getText().indexOf('redeem('));
    await until(
      'the language server knows the project',
      async () =>
        (
          (await vscode.commands.executeCommand<unknown[]>('vscode.executeReferenceProvider', voucher.uri, redeem)) ??
          []
        ).length > 2,
    );
    const end = await stage.run({
      steps: [
        {
          id: 'read',
          title: 'Read',
          tool: 'read_files',
          input: {
            paths: ['src/{prices,voucher}.js', { path: 'src/basket.js', lines: [20, 24] }, 'src/[id].js', 'logo.png'],
          },
        },
        { id: 'image', title: 'Look at the logo', tool: 'read_files', input: { paths: ['logo.png'] } },
        {
          id: 'regex',
          title: 'Search',
          tool: 'search_code',
          input: { pattern: '@(param|throws)', glob: 'src/**', context: 1 },
        },
        {
          id: 'words',
          title: 'Search',
          tool: 'search_code',
          input: { pattern: 'sum', words: true, ignoreCase: true, exclude: 'test/**' },
        },
        {
          id: 'literal',
          title: 'Search',
          tool: 'search_code',
          input: { pattern: 'counts.get(article)', literal: true },
        },
        { id: 'index', title: 'Index', tool: 'index_codebase', input: { anew: true } },
        {
          id: 'usages',
          title: 'Who redeems',
          tool: 'use_tool',
          input: {
            name: 'vscode_listCodeUsages',
            input: {
              symbol: 'redeem',
              filePath: 'src/voucher.js',
              lineContent: 'export function redeem(sum, voucher) {',
            },
          },
        },
        { id: 'nobody', title: 'Ask nobody', tool: 'use_tool', input: { name: 'no_such_tool' } },
      ],
    });
    const read = done(end, 'read').result ?? '';
    for (const text of ['apple: 40', 'Math.round', 'sum(voucher)', '// brackets'])
      assert.ok(read.includes(text), `${text} in\n${read}`);
    assert.doesNotMatch(read, /createBasket/, 'only the lines that were asked for');
    failed(end, 'image', 'not_read');
    assert.match(done(end, 'regex').result ?? '', /src\/basket\.js[\s\S]*src\/prices\.js[\s\S]*src\/voucher\.js/);
    assert.doesNotMatch(done(end, 'words').result ?? '', /basket\.test/);
    assert.match(done(end, 'words').result ?? '', /basket\.js/);
    assert.match(done(end, 'literal').result ?? '', /basket\.js/);
    done(end, 'index');
    assert.match(done(end, 'usages').result ?? '', /basket\.js/);
    failed(end, 'nobody', 'unknown_tool');
    assert.deepEqual(readTree(root()), before);
  });

  it('shows secrets only when the person says so', async () => {
    place('.env', 'SHOP_KEY=hush-1234\n');
    for (const [reply, status] of [
      ['Keep it hidden', 'denied'],
      ['Show it', 'done'],
    ] as const) {
      const session = await stage.start({
        steps: [{ id: 'read', title: 'Read', tool: 'read_files', input: { paths: ['.env'] } }],
      });
      const gate = await stage.asked(session);
      await stage.api.answer(session.id, gate.id, reply);
      const end = await stage.api.whenSettled(session.id);
      assert.equal(step(end, 'read').status, status);
      assert.equal(JSON.stringify(end).includes('hush-1234'), status === 'done');
    }
    const found = await stage.run({
      steps: [{ id: 'find', title: 'Find', tool: 'search_code', input: { pattern: 'SHOP_KEY', glob: '.env' } }],
    });
    assert.doesNotMatch(JSON.stringify(found), /hush-1234/);
  });

  it('is tested whole, by file, by name and by what failed, as the Test Explorer shows', async () => {
    const end = await stage.run({
      steps: [
        { ...tests, id: 'all', expect: [{ kind: 'tests_fail' }] },
        { ...tests, id: 'again', input: { failedOnly: true }, expect: [{ kind: 'tests_fail' }], dependsOn: ['all'] },
        { ...tests, id: 'file', input: { files: ['test/basket.test.js'] }, dependsOn: ['again'] },
        { ...tests, id: 'name', input: { name: 'takes a' }, dependsOn: ['file'] },
        { ...tests, id: 'none', input: { name: 'no test of this name' }, dependsOn: ['name'] },
        { id: 'fix', title: 'Never pay anybody', tool: 'edit_file', input: {}, dependsOn: ['none', 'name'] },
      ],
    });
    assert.deepEqual(
      ['all', 'again', 'file', 'name'].map((id) => counts(end, id)),
      [
        [4, 1],
        [0, 1],
        [2, 0],
        [2, 0],
      ],
    );
    failed(end, 'none', 'no_tests');
    assert.equal(step(end, 'fix').status, 'skipped', 'what depends on a failed step does not run');
    await until('the Test Explorer shows them', async () => (await explored('test/voucher.test.js')).length === 3);
    assert.deepEqual(await explored('test/basket.test.js'), ['adds up', 'refuses what is not sold']);
  });

  it('is put back by undo, what its tests wrote included', async () => {
    put(
      'test/snap.test.js',
      "import { test } from 'node:test';\nimport { appendFileSync, writeFileSync } from " +
        "'node:fs';\ntest('snaps', () => { writeFileSync('test/a.snap', 'made'); appendFileSync('README.md', " +
        "'more'); });\n",
    );
    const before = readTree(root());
    const end = await stage.run({
      steps: [
        { id: 'edit', title: 'Never pay anybody', tool: 'edit_file', input: {} },
        { ...tests, id: 'tests', dependsOn: ['edit'] },
      ],
      edits: { edit: neverBelow },
      verify: 'tests',
    });
    assert.deepEqual(end.changedFiles, ['README.md', 'src/voucher.js', 'test/a.snap']);
    await stage.api.undo(end.id);
    assert.deepEqual(readTree(root()), before);
  });

  it('is edited, formatted and tested', async () => {
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(join(root(), 'src/basket.js')));
    const end = await stage.run({
      steps: [
        { id: 'messy', title: 'Round the price', tool: 'edit_file', input: {} },
        { id: 'tidy', title: 'Format', tool: 'auto_fix', input: {}, dependsOn: ['messy'] },
        { ...tests, id: 'tests', expect: [{ kind: 'tests_pass' }], dependsOn: ['tidy'] },
      ],
      edits: {
        messy: `${neverBelow}\n${block('src/prices.js', '  return price;', '      return   Math.round( price );')}`,
      },
      verify: 'tests',
    });
    assert.equal(end.state, 'complete', end.error?.message);
    assert.match(disk('src/prices.js'), /^ {2}return Math\.round\(price\);$/m);
    assert.ok(done(end, 'tidy').files?.includes('src/prices.js'));
    assert.deepEqual(end.changedFiles, ['src/prices.js', 'src/voucher.js']);
  });

  it('suggests what to do, with and without a model', async () => {
    put('src/prices.js', `${disk('src/prices.js')}\n// FIXME: prices change in spring\n`);
    const steps = [
      { ...tests, id: 'tests', expect: [{ kind: 'tests_fail' }] },
      { id: 'suggest', title: 'Suggest', tool: 'get_suggestions', input: {}, dependsOn: ['tests'] },
    ];
    const refused = { text: '', fault: { kind: 'status', status: 400, times: Infinity } } as const;
    const plain = await stage.run({ steps, answers: { summarize: refused } });
    for (const place of ['voucher.test.js', 'src/prices.js', 'src/basket.js'])
      assert.ok((done(plain, 'suggest').result ?? '').includes(place), place);

    let asked = '';
    const clever = await stage.run({
      steps,
      answers: { summarize: (request) => ((asked = request.text), '1: Let no voucher pay the customer') },
    });
    assert.match(asked, /never pays anybody/);
    assert.match(done(clever, 'suggest').result ?? '', /Let no voucher pay the customer/);
  });

  it('runs commands: exit codes, a folder, what is typed, and output kept whole but shown cut', async () => {
    const end = await stage.run({
      steps: [
        command('code', 'exit 3', { expect: [{ kind: 'exit_code', equals: 3 }] }),
        command('long', 'node -e "for (let n = 0; n < 3000; n++) console.log(\'line \' + n)"', { dependsOn: ['code'] }),
        {
          id: 'typed',
          title: 'Type',
          tool: 'run_command',
          input: { command: 'printf "Name: "; read name; echo "Hello $name"', input: 'Zoë' },
          expect: [{ kind: 'output_matches', pattern: 'Hello Zoë' }],
          dependsOn: ['long'],
        },
        {
          id: 'folder',
          title: 'Where',
          tool: 'run_command',
          input: { command: 'ls', folder: 'src' },
          expect: [{ kind: 'output_matches', pattern: 'basket\\.js' }],
          dependsOn: ['typed'],
        },
      ],
    });
    assert.equal(end.state, 'complete', end.error?.message);
    const long = done(end, 'long');
    assert.ok(long.outputKey, 'all of it is kept');
    assert.ok((long.result ?? '').length < 8000);
    assert.match(long.result ?? '', /line 0\n[\s\S]*line 2999/);
    assert.doesNotMatch(long.result ?? '', /line 1500\n/);
  });

  it('ends a command with all that it has started when the run is stopped', async () => {
    const session = await stage.start({
      steps: [
        command(
          'wait',
          'sleep 300 & echo $! >> pids; trap "" TERM INT HUP; echo $$ >> pids; while :; do sleep 1; done',
        ),
        command('after', 'touch after', { dependsOn: ['wait'] }),
      ],
    });
    const pids = () =>
      existsSync(join(root(), 'pids'))
        ? readFileSync(join(root(), 'pids'), 'utf8').split('\n').filter(Boolean).map(Number)
        : [];
    await until('it runs', () => pids().length === 2);
    const stopped = await stage.api.stop(session.id);
    assert.deepEqual([stopped.state, step(stopped, 'wait').status], ['cancelled', 'cancelled']);
    await until('everything has ended', () => !pids().some(isAlive));
    assert.equal(existsSync(join(root(), 'after')), false);
  });

  it('gives up a command after its own time limit', async () => {
    const end = await stage.run({
      steps: [{ id: 'slow', title: 'Wait', tool: 'run_command', input: { command: 'sleep 300', timeoutSeconds: 1 } }],
    });
    failed(end, 'slow', 'timeout');
  });

  it('writes new files with folders, and overwrites none that has changed since it was shown', async () => {
    const end = await stage.run({
      steps: [{ id: 'new', title: 'Write', tool: 'write_file', input: { path: 'docs/deep/er/PRICES.md' } }],
      edits: { new: fenced('# Prices\n\n```js\npriceOf("apple");\n```', '````') },
    });
    done(end, 'new');
    assert.equal(disk('docs/deep/er/PRICES.md'), '# Prices\n\n```js\npriceOf("apple");\n```\n');

    const whole = JSON.stringify({
      summary: 'Anew',
      steps: [{ id: 'whole', title: 'Write', tool: 'write_file', input: { path: 'src/prices.js' } }],
    });
    stage.model.script((request) =>
      request.purpose === 'plan' ? `${whole}\n=== whole ===\n${fenced('export const priceOf = () => 1;')}` : 'none',
    );
    const { id } = await stage.api.start({ goal: 'write prices anew' });
    put('src/prices.js', '// precious\n');
    await stage.api.approve(id);
    assert.equal(step(await stage.api.whenSettled(id), 'whole').status, 'failed');
    assert.equal(disk('src/prices.js'), '// precious\n');
  });

  it('runs no command that the settings deny', async () => {
    await setFlux({ 'approval.deniedCommands': ['curl'] });
    try {
      const end = await stage.run({ steps: [command('a', 'echo one; curl --version')] });
      assert.equal(step(end, 'a').status, 'denied');
    } finally {
      await setFlux({ 'approval.deniedCommands': undefined });
    }
  });
});
