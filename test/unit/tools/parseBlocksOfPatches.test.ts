import assert from 'node:assert/strict';
import { FluxError } from '../../../src/base/errors';
import { applyBlocks } from './applyBlocks';
import { pathOfLine, writePathLine } from '../../../src/tools/edit/pathLine';
import { parseEdits } from '../../../src/tools/edit/parseEdits';
import { quotePath, unquotePath } from '../../../src/tools/edit/quotedPath';

/** Orders in few words: `change a.ts: old | new`, `delete a.ts`, `move a.ts to b.ts`. */
function orders(text: string, path?: string): string[] {
  return parseEdits(text, path).map((order, at) => {
    assert.equal(order.number, at + 1);
    if (order.kind === 'delete') return `delete ${order.path}`;
    if (order.kind === 'move') return `move ${order.path} to ${order.to}`;
    const [split] = order.splits;
    return `change ${order.path}: ${split!.search.join('¶')} | ${split!.replace.join('¶')}`;
  });
}

function reason(text: string, path?: string): string {
  try {
    parseEdits(text, path);
  } catch (error) {
    assert.ok(FluxError.is(error), String(error));
    return error.reason;
  }
  return assert.fail('parsed');
}

const patch = (...lines: string[]): string => ['*** Begin Patch', ...lines, '*** End Patch'].join('\n');

describe('patches', () => {
  it('add, update, move and delete', () => {
    const text = patch(
      '*** Add File: new.ts',
      '+one',
      '+',
      '+two',
      '*** Update File: a.ts',
      '*** Move to: src/a.ts',
      '@@',
      ' keep',
      '-old',
      '+new',
      '*** Delete File: gone.ts',
      '*** Update File: b.ts',
      '*** Move to: c.ts',
    );
    assert.deepEqual(orders(text), [
      'change new.ts:  | one¶¶two',
      'change a.ts: keep¶old | keep¶new',
      'move a.ts to src/a.ts',
      'delete gone.ts',
      'move b.ts to c.ts',
    ]);
    assert.deepEqual(orders(`Here it is:\n\`\`\`\n${text.replaceAll('\n', '\r\n')}\r\n\`\`\`\nDone.`), orders(text));
  });

  it('take empty lines for kept ones, and kept lines that lost their blank', () => {
    assert.deepEqual(orders(patch('*** Update File: a.ts', '@@', ' one', '', '-two', '+2', 'three', '')), [
      'change a.ts: one¶¶two¶three | one¶¶2¶three',
    ]);
  });

  it('say what a hunk is under, and that it is at the end', () => {
    const [first, second] = parseEdits(
      patch(
        '*** Update File: a.py',
        '@@ class A',
        '@@   def f(self):',
        '-    x',
        '+    y',
        '@@',
        ' tail',
        '+more',
        '*** End of File',
      ),
    );
    assert.deepEqual(first?.kind === 'change' && first.anchors, ['class A', '  def f(self):']);
    assert.deepEqual(second?.kind === 'change' && [second.anchors, second.atEnd], [undefined, true]);
  });

  it('leave out hunks that change nothing, and say when none is left', () => {
    assert.deepEqual(orders(patch('*** Update File: a.ts', '@@', ' same', '@@', '-old', '+new')), [
      'change a.ts: old | new',
    ]);
    assert.equal(reason(patch('*** Update File: a.ts', '@@', ' same')), 'no_change');
    assert.equal(reason(patch()), 'no_change');
  });

  it('refuse what cannot be placed', () => {
    assert.equal(reason(patch('*** Update File: a.ts', '@@', '+new')), 'bad_blocks');
    assert.equal(reason(patch('*** Add File: a.ts', 'no plus')), 'bad_blocks');
  });

  it('append at the end of a file', () => {
    const blocks = parseEdits(patch('*** Update File: a.ts', '@@', '+new', '*** End of File')).filter(
      (order) => order.kind === 'change',
    );
    assert.equal(applyBlocks('a\nb\n', blocks).text, 'a\nb\nnew\n');
  });

  it('find the place that an anchor names, and no other', () => {
    const text = [
      'class A:',
      '    def f(self):',
      '        return 1',
      '',
      '    def g(self):',
      '        return 1',
      '',
      'class B:',
      '    def f(self):',
      '        return 1',
      '',
    ].join('\n');
    const edit = (...anchors: string[]) =>
      applyBlocks(
        text,
        parseEdits(
          patch(
            '*** Update File: a.py',
            ...anchors.map((anchor) => `@@ ${anchor}`),
            '-        return 1',
            '+        return 2',
          ),
        ).filter((order) => order.kind === 'change'),
      );
    const changedLine = (result: ReturnType<typeof edit>): number =>
      result.text.split('\n').findIndex((line) => line.includes('2')) + 1;
    assert.equal(changedLine(edit('def g(self):')), 6);
    assert.equal(changedLine(edit('class B:')), 10);
    assert.equal(changedLine(edit('class A:', 'def f(self):')), 3);
    assert.equal(edit('class A:').problems[0]?.reason, 'ambiguous');
    assert.equal(edit('def f').problems[0]?.reason, 'ambiguous');
    assert.equal(edit('def unknown').problems[0]?.reason, 'ambiguous');
    const one = applyBlocks(
      'def f():\n    a()\n\ndef g():\n    b()\n',
      parseEdits(patch('*** Update File: a.py', '@@ def g():', '-    a()', '+    c()')).filter(
        (order) => order.kind === 'change',
      ),
    );
    assert.match(one.problems[0]!.message, /at line 2, but not under "@@ def g\(\):"/);
  });

  it('stand between blocks', () => {
    const block = '<<<<<<< SEARCH\na\n=======\nb\n>>>>>>> REPLACE';
    assert.deepEqual(
      orders(
        `*** Delete File: x.ts\na.ts\n${block}\n*** Move to: b.ts\n${block}\n*** Update File: c.ts\n*** Move to: d.ts`,
      ),
      ['delete x.ts', 'change a.ts: a | b', 'move a.ts to b.ts', 'change b.ts: a | b', 'move c.ts to d.ts'],
    );
    assert.equal(reason(`*** Move to: b.ts\na.ts\n${block}`), 'no_path');
  });
});

describe('unified diffs', () => {
  it('of git: new, deleted, renamed and changed files', () => {
    const text = [
      'diff --git a/new.ts b/new.ts',
      'new file mode 100644',
      'index 0000000..1234567',
      '--- /dev/null',
      '+++ b/new.ts',
      '@@ -0,0 +1,2 @@',
      '+one',
      '+two',
      'diff --git a/gone.ts b/gone.ts',
      'deleted file mode 100644',
      'index 1234567..0000000',
      '--- a/gone.ts',
      '+++ /dev/null',
      '@@ -1 +0,0 @@',
      '-last',
      'diff --git a/old name.ts b/new name.ts',
      'similarity index 90%',
      'rename from old name.ts',
      'rename to new name.ts',
      '--- a/old name.ts\t',
      '+++ b/new name.ts\t',
      '@@ -1,2 +1,2 @@ function f() {',
      ' keep',
      '-x',
      '+y',
      'diff --git a/only.ts b/moved.ts',
      'similarity index 100%',
      'rename from only.ts',
      'rename to moved.ts',
      'diff --git a/empty file.ts b/empty file.ts',
      'new file mode 100644',
      'index 0000000..e69de29',
      'diff --git a/run.sh b/run.sh',
      'old mode 100644',
      'new mode 100755',
    ].join('\n');
    assert.deepEqual(orders(text), [
      'change new.ts:  | one¶two',
      'change gone.ts: last | ',
      'delete gone.ts',
      'change old name.ts: keep¶x | keep¶y',
      'move old name.ts to new name.ts',
      'move only.ts to moved.ts',
      'change empty file.ts:  | ',
    ]);
  });

  it('name files in several ways', () => {
    const body = '@@ -1 +1 @@\n-x\n+y';
    for (const [from, to, path] of [
      ['a/s.ts', 'b/s.ts', 's.ts'],
      ['s.ts', 's.ts', 's.ts'],
      ['a/s.ts', 'a/s.ts', 'a/s.ts'],
      ['a/s.ts', 's.ts', 's.ts'],
      ['i/s.ts', 'w/s.ts', 's.ts'],
      ['s.ts.orig', 's.ts', 's.ts'],
      ['./s.ts\t2026-01-01 10:00', './s.ts\t2026-01-02', 's.ts'],
      ['"a/na\\303\\257ve \\"x\\".ts"', '"b/na\\303\\257ve \\"x\\".ts"', 'naïve "x".ts'],
    ] as const) {
      assert.deepEqual(orders(`--- ${from}\n+++ ${to}\n${body}`), [`change ${path}: x | y`], from);
    }
    assert.deepEqual(orders(`--- a/s.ts\n+++ b/t.ts\n${body}`), ['change s.ts: x | y', 'move s.ts to t.ts']);
    assert.equal(reason(`--- one.ts\n+++ two.ts\n${body}`), 'bad_blocks');
    assert.deepEqual(orders(body, 'given.ts'), ['change given.ts: x | y']);
    assert.equal(reason(body), 'no_path');
  });

  it('hold lines that look like headers', () => {
    assert.deepEqual(orders('--- a/q.sql\n+++ b/q.sql\n@@ -1,3 +1,3 @@\n keep\n--- old comment\n+++ new\n end'), [
      'change q.sql: keep¶-- old comment¶end | keep¶++ new¶end',
    ]);
    assert.deepEqual(
      orders('--- a/a.ts\n+++ b/a.ts\n@@ -1 +1 @@\n-x\n+y\n--- a/b.ts\n+++ b/b.ts\n@@ -1 +1 @@\n-x\n+y'),
      ['change a.ts: x | y', 'change b.ts: x | y'],
    );
  });

  it('may have wrong numbers, and text around them', () => {
    assert.deepEqual(
      orders('```diff\n--- a/a.ts\n+++ b/a.ts\n@@ -10,99 +12,3 @@ f()\n one\n-two\n+2\n three\n\n```\nThat is all.\n'),
      ['change a.ts: one¶two¶three | one¶2¶three'],
    );
    assert.deepEqual(orders('--- a/a.ts\n+++ b/a.ts\n@@ ... @@\n one\n-two\n+2'), ['change a.ts: one¶two | one¶2']);
  });

  it('say whether the file ends with a newline', () => {
    const edit = (before: string, body: string): string => {
      const { text, problems } = applyBlocks(
        before,
        parseEdits(`--- a/a\n+++ b/a\n@@ -1 +1 @@\n${body}`).filter((order) => order.kind === 'change'),
      );
      assert.deepEqual(problems, []);
      return text;
    };
    const none = '\\ No newline at end of file';
    assert.equal(edit('x', `-x\n${none}\n+y`), 'y\n');
    assert.equal(edit('x\n', `-x\n+y\n${none}`), 'y');
    assert.equal(edit('x', `-x\n${none}\n+y\n${none}`), 'y');
    assert.equal(edit('x', `-x\n${none}\n+x`), 'x\n');
    assert.equal(edit('x\nz\n', '-x\n+y'), 'y\nz\n');
  });

  it('refuse what is not text, and lines without a place', () => {
    assert.equal(reason('diff --git a/p.png b/p.png\nindex 1..2\nGIT binary patch\nliteral 3'), 'bad_blocks');
    assert.equal(reason('diff --git a/a b/b\nsimilarity index 100%\ncopy from a\ncopy to b'), 'bad_blocks');
    assert.equal(reason('--- a/a.ts\n+++ b/a.ts\n@@ -3,0 +4 @@\n+new'), 'bad_blocks');
  });
});

describe('names of files', () => {
  it('are read as git quotes them', () => {
    assert.equal(unquotePath('"a\\tb\\"c\\\\d\\316\\261"'), 'a\tb"c\\dα');
    assert.equal(unquotePath('plain'), undefined);
    assert.equal(unquotePath('"\\377"'), undefined);
    for (const name of ['a\nb.txt', 'say "hi".md', 'файл.ts', 'tab\there', 'plain.ts'])
      assert.equal(unquotePath(quotePath(name)), name);
  });

  it('stand on a line of their own, whatever they look like', () => {
    for (const name of [
      'src/a.ts',
      'plain',
      'what?.md',
      'a:b.ts',
      'two words',
      'Update this.md',
      "it's.js",
      'line\nbreak.md',
      'say "hi".md',
      'файл',
      '日本/語.txt',
      'a, b; c!.txt',
      '*star*.md',
      '--- x',
    ]) {
      assert.equal(pathOfLine(writePathLine(name)), name);
      assert.ok(!writePathLine(name).includes('\n'));
    }
  });
});
