import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { disk, git, put, root, setFlux, until } from '../flux';
import { readTree } from '../tools/tree';
import { block, canRun, counts, done, explored, failed, fenced, place, step, useStage } from './stage';

const tests = { title: 'Run the tests', tool: 'run_tests' };
const quantize = '    return int((Decimal(amount) * 100).quantize(Decimal(1), rounding=';
const rounding =
  block(
    'invoice/money.py',
    'from decimal import ROUND_HALF_EVEN, Decimal',
    'from decimal import ROUND_HALF_UP, Decimal',
  ) +
  '\n' +
  block('invoice/money.py', `${quantize}ROUND_HALF_EVEN))`, `${quantize}ROUND_HALF_UP))`);

/** What git leaves out, such as what Python compiles, is nobody's to put back. */
function assertAsBefore(before: Record<string, string>): void {
  const now = readTree(root());
  assert.deepEqual(Object.fromEntries(Object.keys(before).map((path) => [path, now[path]])), before);
  assert.equal(git('status', '--porcelain'), '');
}

describe('a Python project', function () {
  this.timeout(60_000);
  const stage = useStage();

  before(function () {
    if (!canRun('python3', '--version')) this.skip();
  });

  it('is read, searched, changed, tested in parts and committed on a branch', async () => {
    place('.env', 'TAX_OFFICE_KEY=hush-1234\n');
    const session = await stage.start({
      steps: [
        {
          id: 'read',
          title: 'Read',
          tool: 'read_files',
          input: { paths: ['invoice/*.py', { path: 'tests/test_totals.py', lines: [7, 9] }, '.env'] },
        },
        {
          id: 'find',
          title: 'Find',
          tool: 'search_code',
          input: { pattern: 'to_cents\\(', glob: 'invoice/**', context: 1 },
        },
        {
          id: 'words',
          title: 'Find words',
          tool: 'search_code',
          input: { pattern: 'total', words: true, glob: '**/*.py' },
        },
        { id: 'fix', title: 'Round up', tool: 'edit_file', input: {} },
        { id: 'add', title: 'Add discounts', tool: 'write_file', input: { path: 'invoice/discount.py' } },
        { id: 'prove', title: 'Test discounts', tool: 'write_file', input: { path: 'tests/test_discount.py' } },
        { ...tests, id: 'file', input: { files: ['tests/test_discount.py'] }, dependsOn: ['prove', 'add', 'fix'] },
        { ...tests, id: 'name', input: { name: 'half_a_cent' }, dependsOn: ['file'] },
        { ...tests, id: 'all', expect: [{ kind: 'tests_pass' }], dependsOn: ['name'] },
        { id: 'diff', title: 'Look at it', tool: 'git_diff', input: { paths: ['invoice'] }, dependsOn: ['all'] },
        {
          id: 'commit',
          title: 'Commit',
          tool: 'git_commit',
          input: { message: 'Round half a cent up', branch: 'rounding' },
          dependsOn: ['diff'],
        },
      ],
      edits: {
        fix: `${rounding}\n${block('invoice/totals.py', '    # TODO: discounts for regular customers', '')}`,
        add: fenced(
          '"""Discounts."""\n\n\ndef after(cents, percent):\n    """Cents that are left."""\n    return cents ' +
            '- cents * percent // 100',
        ),
        prove: fenced(
          'import unittest\n\nfrom invoice.discount import after\n\n\nclass TestDiscount(unittest.TestCase):\n ' +
            '   def test_takes_a_part_off(self):\n        self.assertEqual(after(1000, 10), 900)',
        ),
      },
      verify: 'all',
    });
    const gate = await stage.asked(session);
    assert.equal(gate.step, 'read');
    await stage.api.answer(session.id, gate.id, 'Keep it hidden');
    const end = await stage.api.whenSettled(session.id);
    assert.equal(end.state, 'complete', end.error?.message);

    const read = done(end, 'read').result ?? '';
    for (const path of ['invoice/money.py', 'invoice/lines.py', 'tests/test_totals.py'])
      assert.ok(read.includes(`=== ${path}`), path);
    assert.match(read, /Line\("Paper"/);
    assert.doesNotMatch(read, /test_adds_up/, 'only the lines that were asked for');
    assert.doesNotMatch(JSON.stringify(end), /hush-1234/);
    assert.match(done(end, 'find').result ?? '', /money\.py[\s\S]*totals\.py/);
    assert.doesNotMatch(done(end, 'words').result ?? '', /test_totals\.py.*\n.*TestTotals/, '“Totals” is another word');
    assert.deepEqual(
      ['file', 'name', 'all'].map((id) => counts(end, id)),
      [
        [1, 0],
        [1, 0],
        [7, 0],
      ],
    );
    assert.match(done(end, 'diff').result ?? '', /ROUND_HALF_UP/);
    assert.doesNotMatch(done(end, 'diff').result ?? '', /TestDiscount/);
    assert.doesNotMatch(disk('invoice/totals.py'), /TODO/);
    assert.equal(git('log', '-1', '--format=%s', 'rounding'), 'Round half a cent up');
    assert.equal(git('log', '-1', '--format=%s', 'main'), 'First version');
    assert.deepEqual(git('show', '--name-only', '--format=', 'rounding').split('\n'), [
      'invoice/discount.py',
      'invoice/money.py',
      'invoice/totals.py',
      'tests/test_discount.py',
    ]);
    await until('the Test Explorer shows them', async () => (await explored('tests/test_money.py')).length === 3);
    assert.deepEqual(await explored('tests/test_discount.py'), ['TestDiscount.test_takes_a_part_off']);
  });

  it('has what failed run alone, until it passes', async () => {
    const end = await stage.run({
      steps: [
        { ...tests, id: 'all', expect: [{ kind: 'tests_fail' }] },
        { ...tests, id: 'again', input: { failedOnly: true }, expect: [{ kind: 'tests_fail' }], dependsOn: ['all'] },
        { id: 'fix', title: 'Round up', tool: 'edit_file', input: {}, dependsOn: ['again'] },
        { ...tests, id: 'last', input: { failedOnly: true }, expect: [{ kind: 'tests_pass' }], dependsOn: ['fix'] },
      ],
      edits: { fix: rounding },
      verify: 'last',
    });
    assert.equal(end.state, 'complete', end.error?.message);
    assert.deepEqual(
      ['all', 'again', 'last'].map((id) => counts(end, id)),
      [
        [5, 1],
        [0, 1],
        [1, 0],
      ],
    );
    const [failure] = step(end, 'all').tests?.failures ?? [];
    assert.deepEqual([failure?.file, failure?.line], ['tests/test_money.py', 11]);
  });

  it('is patched: files added, moved and deleted, then a unified diff; and all of it undone', async () => {
    const before = readTree(root());
    const end = await stage.run({
      steps: [
        { id: 'patch', title: 'Patch', tool: 'edit_file', input: {} },
        { id: 'diff', title: 'Round up', tool: 'edit_file', input: {}, dependsOn: ['patch'] },
        { ...tests, id: 'tests', expect: [{ kind: 'tests_pass' }], dependsOn: ['diff'] },
      ],
      edits: {
        patch: `*** Begin Patch
*** Update File: invoice/lines.py
*** Move to: invoice/parts/line.py
@@
-from .money import to_cents
+from ..money import to_cents
*** Add File: invoice/parts/__init__.py
+"""Parts of an invoice."""
+
+from .line import Line
+
+__all__ = ["Line"]
*** Update File: invoice/__main__.py
@@
-from .lines import Line
+from .parts import Line
*** Update File: tests/test_totals.py
@@
-from invoice.lines import Line
+from invoice.parts import Line
*** Delete File: README.md
*** End Patch`,
        diff: `--- a/invoice/money.py
+++ b/invoice/money.py
@@ -1,9 +1,9 @@
 """Amounts of money, in whole cents."""
 
-from decimal import ROUND_HALF_EVEN, Decimal
+from decimal import ROUND_HALF_UP, Decimal
 
 
 def to_cents(amount):
     """Cents of an amount such as "12.345"; half a cent counts as a whole one."""
-    return int((Decimal(amount) * 100).quantize(Decimal(1), rounding=ROUND_HALF_EVEN))
+    return int((Decimal(amount) * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP))
`,
      },
      verify: 'tests',
    });
    assert.equal(end.state, 'complete', end.error?.message);
    assert.deepEqual(
      ['invoice/lines.py', 'README.md', 'invoice/parts/line.py'].map((path) => existsSync(join(root(), path))),
      [false, false, true],
    );
    const report = await stage.api.undo(end.id);
    assert.deepEqual(report.conflicts, []);
    assertAsBefore(before);
  });

  it('asks for input in a terminal, and the person answers', async () => {
    const session = await stage.start({
      steps: [
        {
          id: 'ask',
          title: 'Try it',
          tool: 'run_command',
          input: { command: 'python3 -m invoice' },
          expect: [{ kind: 'output_matches', pattern: 'Total 12\\.00' }],
        },
      ],
    });
    for (const [prompt, reply] of [
      ['Price:', '10'],
      ['Tax in percent:', '20'],
    ] as const) {
      // What the command prints may come late; until then Flux can only ask what to type.
      const gate = await stage.asked(session, prompt);
      await stage.api.answer(session.id, gate.id, reply);
    }
    const end = await stage.api.whenSettled(session.id);
    done(end, 'ask');
  });

  it('has no formatter here, which is said and nothing changed', async () => {
    const end = await stage.run({
      steps: [{ id: 'format', title: 'Format', tool: 'auto_fix', input: { paths: ['invoice'] } }],
    });
    failed(end, 'format', 'no_formatter');
    assert.equal(git('status', '--porcelain'), '');
  });

  it('runs with pytest where it asks for it', async function () {
    if (!canRun('python3', '-c', 'import pytest')) this.skip();
    put('pytest.ini', '[pytest]\npythonpath = .\naddopts = -p no:cacheprovider\n');
    const end = await stage.run({
      steps: [
        { ...tests, id: 'all', expect: [{ kind: 'tests_fail' }] },
        { ...tests, id: 'again', input: { failedOnly: true }, expect: [{ kind: 'tests_fail' }], dependsOn: ['all'] },
        { ...tests, id: 'file', input: { files: ['tests/test_totals.py'], name: 'adds_up' }, dependsOn: ['again'] },
      ],
    });
    assert.match(step(end, 'all').tests?.command ?? '', /pytest/);
    assert.deepEqual(
      ['all', 'again', 'file'].map((id) => counts(end, id)),
      [
        [5, 1],
        [0, 1],
        [1, 0],
      ],
    );
  });

  it('tells where a module does not even load', async () => {
    put('invoice/money.py', disk('invoice/money.py').replace('def show(cents):', 'def show(cents)'));
    const end = await stage.run({ steps: [{ ...tests, id: 'all' }] });
    const { error } = step(end, 'all');
    assert.ok(['tests_failed', 'tests_crashed'].includes(error?.reason ?? ''), error?.reason);
    assert.match(error?.message ?? '', /SyntaxError/);
  });

  it('runs by the person’s own command', async () => {
    await setFlux({ 'tests.command': 'python3 -m unittest tests.test_totals' });
    try {
      const end = await stage.run({ steps: [{ ...tests, id: 'all' }] });
      assert.deepEqual(counts(end, 'all'), [3, 0]);
    } finally {
      await setFlux({ 'tests.command': undefined });
    }
  });
});
