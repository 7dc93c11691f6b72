import assert from 'node:assert/strict';
import { FluxError } from '../../../src/base/errors';
import { parseEdits } from '../../../src/tools/edit/parseEdits';
import { planEdits } from '../../../src/tools/edit/planEdits';
import { createEditFile } from '../../../src/tools/editFile';
import { createMemoryFiles, hashOf } from './memoryFiles';
import { callTool } from './toolContext';

/** What becomes of one file, or `reason: message` where it is refused and stays as it was. */
async function edited(path: string, before: string, edits: string, given?: string): Promise<string> {
  const files = createMemoryFiles({ [path]: before });
  try {
    const [change, ...others] = await planEdits(files, parseEdits(edits, given), { [path]: hashOf(before) });
    assert.deepEqual([change?.path, others.length], [path, 0]);
    return change?.text ?? 'deleted';
  } catch (error) {
    assert.ok(FluxError.is(error), String(error));
    return `${error.reason}: ${error.message}`;
  }
}

const block = (search: string, replace: string): string =>
  `<<<<<<< SEARCH\n${search}\n=======\n${replace}${replace === '' ? '' : '\n'}>>>>>>> REPLACE`;
const patch = (...lines: string[]): string => ['*** Begin Patch', ...lines, '*** End Patch'].join('\n');

describe('a second divider', () => {
  const file = 'one\ntwo\nthree\n';
  const write = (path: string, body: string, before = file) =>
    edited(path, before, `${path}\n<<<<<<< SEARCH\n${body}\n>>>>>>> REPLACE`);

  it('is no text where nothing is underlined so', async () => {
    assert.equal(await write('a.ts', 'two\n=======\nTWO\n======='), 'one\nTWO\nthree\n');
    assert.equal(await write('a.py', 'two\n=======\nTWO\n====='), 'one\nTWO\nthree\n');
    assert.equal(await write('a.ts', 'two\n=======\n=======\nTWO'), 'one\nTWO\nthree\n');
    assert.equal(await write('a.ts', 'two\n=======\n======='), 'one\nthree\n');
  });

  it('is refused where it is unclear', async () => {
    for (const [path, body, before] of [
      ['a.ts', 'two\n=======\nTWO\n=======\nmore', file],
      ['a.ts', 'two\n=======\nTWO\n=======\nmore\n=======', file],
      ['a.md', 'two\n=======\nTWO\n=======', file],
      ['a.ts', 'two\n=======\nTWO\n=======', `=======\n${file}`],
    ] as const) {
      assert.match(
        await write(path, body, before),
        /^ambiguous: .*could be the divider "=======".*longer markers/s,
        body,
      );
    }
  });

  it('is text where it was text before, or the markers are of another length', async () => {
    assert.equal(
      await write('a.md', 'two\n=======\nthree\n=======\nTWO\n=======\nthree', 'one\ntwo\n=======\nthree\n'),
      'one\nTWO\n=======\nthree\n',
    );
    assert.equal(
      await edited('a.md', file, 'a.md\n<<<<<<<<< SEARCH\ntwo\n=========\nTWO\n=======\n>>>>>>>>> REPLACE'),
      'one\nTWO\n=======\nthree\n',
    );
    assert.equal(
      await edited('a.ts', file, patch('*** Update File: a.ts', '@@', '-two', '+TWO', '+=======')),
      'one\nTWO\n=======\nthree\n',
    );
  });
});

describe('a hunk', () => {
  const diff = (...lines: string[]): string => ['--- a/a.py', '+++ b/a.py', ...lines].join('\n');

  it('is read by its lines, whatever its numbers say', async () => {
    const before = 'import os\n\nrun()\n';
    assert.equal(
      await edited('a.py', before, diff('@@ -1,1 +1,2 @@', ' import os', '+import sys', '+', '+X = 1')),
      'import os\nimport sys\n\nX = 1\n\nrun()\n',
    );
    assert.equal(
      await edited('a.py', before, diff('@@ -1,1 +1,2 @@', ' import os', '+import sys', ' ', ' run()', '+stop()')),
      'import os\nimport sys\n\nrun()\nstop()\n',
    );
    assert.equal(await edited('a.py', 'run()\n', diff('@@ -1,2 +1,3 @@', ' run()', '+stop()', '')), 'run()\nstop()\n');
    assert.equal(
      await edited('a.py', before, diff('@@ -9,40 +9,40 @@', ' run()', '+stop()', '')),
      'import os\n\nrun()\nstop()\n',
    );
    assert.equal(
      await edited('a.py', before, diff('@@ -1,1 +1,2 @@', ' import os', '+import sys', '', ' run()', '+stop()')),
      'import os\nimport sys\n\nrun()\nstop()\n',
    );
    assert.equal(
      await edited('a.py', before, diff('@@ -1,1 +1,2 @@', ' import os', '+import sys', '', '-run()', '+stop()')),
      'import os\nimport sys\n\nstop()\n',
    );
    assert.equal(
      await edited(
        'a.py',
        before,
        diff('@@ -1 +1 @@', '-import os', '+import sys', '@@ -3 +3 @@', '-run()', '+stop()'),
      ),
      'import sys\n\nstop()\n',
    );
  });

  it('keeps its lines that lost their leading blank, one or all', async () => {
    const before = 'def f():\n    a()\n    b()\n    c()\n';
    const after = 'def f():\n    a()\n    x()\n    b()\n    c()\n';
    assert.equal(
      await edited('a.py', before, diff('@@ -1,4 +1,5 @@', 'def f():', '    a()', '+    x()', '    b()', '    c()')),
      after,
    );
    assert.equal(
      await edited('a.py', before, patch('*** Update File: a.py', '@@', 'def f():', '    a()', '+    x()', '    b()')),
      after,
    );
    assert.equal(
      await edited('a.py', before, patch('*** Update File: a.py', '@@', '    a()', '+    x()', '    b()')),
      after,
    );
    assert.equal(
      await edited('a.py', before, patch('*** Update File: a.py', '@@', '    a()', '-    b()', '+    x()', '    c()')),
      after.replace('    b()\n', ''),
    );
    const tabs = before.replaceAll('    ', '\t');
    assert.equal(
      await edited('a.py', tabs, diff('@@ -1,4 +1,5 @@', ' def f():', '\ta()', '+\tx()', '\tb()')),
      after.replaceAll('    ', '\t'),
    );
  });

  it('is told from the text around it', async () => {
    const before = 'one\ntwo\nthree\n';
    const one = ['@@ -1,3 +1,3 @@', ' one', '-two', '+2', ' three'];
    for (const text of [
      `\`\`\`diff\n${diff(...one)}\n\`\`\`\n\n- This changes two.\n+ It is shorter.\n`,
      `\`\`\`diff\n${diff(...one)}\n\`\`\`\n- This changes two.\n`,
      `${diff(...one)}\n\nThat is all.\n`,
      `From 1234 Mon Sep 17\nSubject: x\n\n---\n a.py | 2 +-\n\ndiff --git a/a.py b/a.py\nindex 1..2 ` +
        `100644\n${diff(...one)}\n-- \n2.39.0\n`,
      `apply_patch <<'EOF'\n${patch('*** Update File: a.py', ...one)}\nEOF\n`,
      `\`\`\`\n*** Update File: a.py\n${one.join('\n')}\n\`\`\`\nThat is all.`,
      diff(...one)
        .replace('--- a/a.py', '--- a/a.py 2026-01-01 10:00:00.000 +0100')
        .replace('+++ b/a.py', '+++ b/a.py\t2026-01-02'),
      `Index: a.py\n===================================================================\n${diff(...one)}`,
    ]) {
      assert.equal(await edited('a.py', before, text), 'one\n2\nthree\n', text);
    }
    assert.match(
      await edited('a.py', before, `${diff(...one)}\n\n- This changes two.\n+ It is shorter.`),
      /^bad_blocks: The hunk at line 3 of the answer is complete after 4 lines .* Correct the numbers/,
    );
  });

  it('may hold lines that look like headers, whatever follows', async () => {
    const before = 'keep\n-- old\nend\nlast\n';
    assert.equal(
      await edited(
        'q.sql',
        before,
        '--- a/q.sql\n+++ b/q.sql\n@@ -1,2 +1,2 @@\n keep\n--- old\n+++ new\n@@ -4 +4 @@\n-last\n+LAST',
      ),
      'keep\n++ new\nend\nLAST\n',
    );
    assert.equal(
      await edited('a.txt', '- one\n- two\n', '--- a/a.txt\n+++ b/a.txt\n@@ -1,2 +1,1 @@\n - one\n-- two\n'),
      '- one\n',
    );
  });

  it("keeps the file's own lines, blank ones among them", async () => {
    const before = 'it’s\n\n\nb();\n\nend\n';
    const own = 'it’s\n\nnew\n\nc();\n\nend\n';
    assert.equal(
      await edited(
        'a.py',
        before,
        patch('*** Update File: a.py', '@@', " it's", ' ', '-', '-b();', '+new', '+', '+c();', ' ', ' end'),
      ),
      own,
    );
    assert.equal(
      await edited('a.py', before, block("it's\n\n\nb();\n\nend", "\n\nit's\nb();\n\nend").replace(/^/, 'a.py\n')),
      '\n\nit’s\nb();\n\nend\n',
    );
  });

  it("stands at the file's end with a blank kept line behind it", async () => {
    assert.equal(await edited('a.py', 'a\nb\n', patch('*** Update File: a.py', '@@', ' a', '-b', '+c', ' ')), 'a\nc\n');
    assert.equal(await edited('a.py', 'a\nb\n', patch('*** Update File: a.py', '@@', ' b', ' ', '+c')), 'a\nb\n\nc\n');
    assert.equal(await edited('a.py', 'a\nb\n', `a.py\n${block('b\n', 'c\n')}`), 'a\nc\n');
  });
});

describe('a patch', () => {
  it('without its end is cut off', async () => {
    for (const text of [
      '*** Begin Patch\n*** Update File: a.ts\n@@\n-one\n+1',
      `*** Begin Patch\n*** Update File: a.ts\n@@\n-one\n+1\n${patch('*** Update File: a.ts', '@@', '-two', '+2')}`,
      '*** Begin Patch\n*** Delete File: a.ts',
    ]) {
      assert.match(
        await edited('a.ts', 'one\ntwo\n', text),
        /^bad_blocks: .*no "\*\*\* End Patch".*Send the whole patch again/,
      );
    }
    assert.match(
      await edited('a.ts', 'one\n', '```diff\n--- a/a.ts\n+++ b/a.ts\n@@ -1 +1 @@\n-one\n+1'),
      /^bad_blocks: The fence .* never closed/,
    );
    assert.match(
      await edited('a.ts', 'one\n', '```\n*** Update File: a.ts\n@@\n-one\n+1'),
      /^bad_blocks: The fence .* never closed/,
    );
  });

  it('may be indented, as a whole or in a line', async () => {
    const lines = ['*** Begin Patch', '*** Update File: a.ts', '@@', ' one', '-two', '+2', '*** End Patch'];
    const after = 'one\n2\n';
    assert.equal(await edited('a.ts', 'one\ntwo\n', lines.map((line) => `  ${line}`).join('\n')), after);
    assert.equal(
      await edited('a.ts', 'one\ntwo\n', lines.map((line) => line.replace('*** Update', ' *** Update')).join('\n')),
      after,
    );
    assert.equal(
      await edited('a.ts', 'one\ntwo\n', lines.map((line) => line.replace('*** End', ' *** End')).join('\n')),
      after,
    );
    const two = parseEdits(
      [
        '*** Begin Patch',
        '*** Update File: a.ts',
        '@@',
        '-two',
        '+2',
        '  *** Update File: b.ts',
        '@@',
        '-x',
        '+y',
        ' *** End Patch',
      ].join('\n'),
    );
    assert.deepEqual(
      two.map(({ path }) => path),
      ['a.ts', 'b.ts'],
    );
    // A kept line of a text about patches.
    assert.equal(
      await edited(
        'a.md',
        '*** End Patch\nold\n',
        patch('*** Update File: a.md', '@@', ' *** End Patch', '-old', '+new'),
      ),
      '*** End Patch\nnew\n',
    );
  });
});

describe('an anchor', () => {
  const classes = 'class A:\n    x = 1\n\nclass AB:\n    y = 1\n';

  it('that is not in the file is refused', async () => {
    for (const anchor of ['class B:', 'class C', 'def f']) {
      assert.match(
        await edited('a.py', classes, patch('*** Update File: a.py', `@@ ${anchor}`, '-    x = 1', '+    x = 2')),
        new RegExp(`^no_match: .*"@@ ${anchor}" names no line of a\\.py`, 's'),
        anchor,
      );
    }
    // A part of a word is another word.
    assert.match(
      await edited(
        'a.py',
        classes.slice(classes.indexOf('class AB')),
        patch('*** Update File: a.py', '@@ class A', '-    y = 1', '+    y = 2'),
      ),
      /^no_match: .*"@@ class A"/s,
    );
    assert.match(
      await edited('a.py', classes, '--- a/a.py\n+++ b/a.py\n@@ class B:\n-    x = 1\n+    x = 2'),
      /^no_match: .*"@@ class B:"/s,
    );
    assert.equal(
      await edited('a.py', classes, '--- a/a.py\n+++ b/a.py\n@@ class A:\n-    x = 1\n+    x = 2'),
      classes.replace('x = 1', 'x = 2'),
    );
  });

  it('of numbers and dots says nothing', async () => {
    for (const anchor of ['@@', '@@ ... @@', '@@ -1,2 +1,2 @@', '@@ -7,2 @@', '@@ line 12 @@'])
      assert.equal(
        await edited('a.py', classes, patch('*** Update File: a.py', anchor, '-    x = 1', '+    x = 2')),
        classes.replace('x = 1', 'x = 2'),
        anchor,
      );
  });

  it('goes on past lines that only happen to stand at the margin', async () => {
    const c =
      'int f(void)\n{\n    a();\n#ifdef DEBUG\n    log();\n#endif\n    b();\nout:\n    c();\n}\n\nint ' +
      'g(void)\n{\n    b();\n}\n';
    assert.equal(
      await edited('a.c', c, patch('*** Update File: a.c', '@@ int g(void)', '-    b();', '+    d();')),
      c.replace('g(void)\n{\n    b', 'g(void)\n{\n    d'),
    );
    const py = 'def f():\n    text = """\nat the margin\nclass X:\n"""\n    return 1\n\ndef g():\n    return 1\n';
    assert.equal(
      await edited('a.py', py, patch('*** Update File: a.py', '@@ def f():', '-    return 1', '+    return 2')),
      py.replace('return 1', 'return 2'),
    );
    const js = 'function f() {\n  say(`\nmargin\n`);\n// note\n  go();\n}\nfunction g() {\n  go();\n}\n';
    assert.equal(
      await edited('a.js', js, patch('*** Update File: a.js', '@@ function f() {', '-  go();', '+  stop();')),
      js.replace('go', 'stop'),
    );
    const cpp = 'void f() {\n    a();\n#ifdef X\n    log();\n#endif\n    b();\n}\n\nvoid g() {\n    b();\n}\n';
    assert.equal(
      await edited('a.cpp', cpp, patch('*** Update File: a.cpp', '@@ void f() {', '-    b();', '+    d();')),
      cpp.replace('b()', 'd()'),
    );
  });
});

describe('indentation', () => {
  it('is shifted by one amount, or the edit is refused', async () => {
    const before = 'def f():\n    if a:\n        b()\n';
    assert.match(
      await edited('a.py', before, `a.py\n${block('if a:\n        b()', 'if a:\n        b()\nelse:\n    c()')}`),
      /^no_match: .*indented so differently/s,
    );
    assert.match(
      await edited(
        'a.py',
        before,
        `a.py\n${block('  if a:\n        b()', '  if a:\n        b()\n  else:\n      c()')}`,
      ),
      /^no_match: /,
    );
    assert.match(
      await edited(
        'a.py',
        'if a:\n        b()\n',
        `a.py\n${block('if a:\n    b()', 'if a:\n    b()\n  # odd\n    c()')}`,
      ),
      /^no_match: /,
    );
    assert.equal(
      await edited('a.py', before, `a.py\n${block('if a:\n        b()', 'if a:\n        b()\n        c()')}`),
      `${before}        c()\n`,
    );
    assert.equal(
      await edited('a.py', before, `a.py\n${block('if a:\n    b()', 'if a:\n    b()\nelse:\n    c()')}`),
      `${before}    else:\n        c()\n`,
    );
    assert.equal(
      await edited(
        'a.py',
        before,
        `a.py\n${block('        if a:\n            b()', '        if a:\n            b()\n            d()')}`,
      ),
      `${before}        d()\n`,
    );
  });

  it('of another width is turned round only where every level shows it', async () => {
    const before = 'class A\n  def f\n    if a\n      b\n    end\n  end\nend\n';
    const narrow = await edited(
      'a.rb',
      before,
      `a.rb\n${block('class A\n    def f\n        if a\n            b', 'class A\n    def f\n        if a\n            b\n            c')}`,
    );
    assert.equal(narrow, before.replace('      b\n', '      b\n      c\n'));
    assert.match(
      await edited('a.rb', before, `a.rb\n${block('            b', '            b\n                c')}`),
      /^no_match: /,
    );
  });
});

describe('a part of a line', () => {
  const before = 'const a = "old value";\nconst b = load(a, true);\nconst c = 1;\n';

  it('is widened to its line where it stands once', async () => {
    assert.equal(
      await edited('a.ts', before, `a.ts\n${block('"old value"', '"new value"')}`),
      before.replace('old value', 'new value'),
    );
    assert.equal(await edited('a.ts', before, `a.ts\n${block(', true', '')}`), before.replace(', true', ''));
    assert.equal(
      await edited('a.ts', before, `a.ts\n${block('load(a, true);\nconst c', 'read(a);\nconst d')}`),
      before.replace('load(a, true);\nconst c', 'read(a);\nconst d'),
    );
    assert.equal(
      await edited('a.ts', '  const x = foo(1); // one\n', `a.ts\n${block('foo(1);', 'foo(1);\n  bar(2);')}`),
      '  const x = foo(1);\n  bar(2); // one\n',
    );
  });

  it('is refused where it stands more than once, cuts a word, or would land at the margin', async () => {
    assert.match(
      await edited('a.ts', before, `a.ts\n${block('const', 'let')}`),
      /^ambiguous: .*as a part of lines it stands 3 times, at lines 1, 2, 3\. Copy the whole line/s,
    );
    assert.match(await edited('a.ts', before, `a.ts\n${block('loa', 'rea')}`), /^no_match: /);
    assert.match(
      await edited('a.ts', '  foo(1); // one\n', `a.ts\n${block('foo(1);', 'foo(1);\nbar(2);')}`),
      /^no_match: /,
    );
    // Nobody can tell what the new lines' indentation counts from.
    assert.match(
      await edited('a.py', '    foo(1)  # one\n', `a.py\n${block('foo(1)', 'if x:\n    foo(1)')}`),
      /^no_match: /,
    );
    assert.match(
      await edited(
        'a.py',
        'class A:\n    def f(self):\n        return 1  # one\n',
        `a.py\n${block('def f(self):\n        return 1', 'def f(self):\n    return 2')}`,
      ),
      /^no_match: /,
    );
    assert.match(await edited('a.ts', 'x(a);\ny(a);\n', `a.ts\n${block('(a)', '(b)')}`), /^ambiguous: /);
  });

  it('comes as old_string and new_string, also as JSON', async () => {
    for (const raw of [
      { path: 'a.ts', old_string: '"old value"', new_string: '"new value"' },
      { edits: JSON.stringify({ file_path: 'a.ts', old_string: '"old value"', new_string: '"new value"' }) },
      {
        path: 'a.ts',
        edits: `\`\`\`json\n${JSON.stringify([{ old_string: '"old value"', new_string: '"new value"' }], null, 2)}\n\`\`\``,
      },
    ]) {
      const files = createMemoryFiles({ 'a.ts': before });
      const result = await callTool(createEditFile({ files }), raw);
      assert.equal(files.texts.get('a.ts'), before.replace('old value', 'new value'), result.message);
    }
  });
});

describe('blocks as other tools have them', () => {
  const before = 'one\ntwo\nthree\n';
  const after = 'one\nTWO\nthree\n';
  const body = 'two\n=======\nTWO';
  const plain = block('two', 'TWO');

  for (const [name, text] of Object.entries({
    'ORIGINAL and UPDATED': `src/a.ts\n<<<<<<< ORIGINAL\n${body}\n>>>>>>> UPDATED`,
    'dashes and pluses': `src/a.ts\n------- SEARCH\n${body}\n+++++++ REPLACE`,
    'angles behind the words': `src/a.ts\n<<<<<<< SEARCH>\n${body}\n>>>>>>> REPLACE>`,
    'five and nine signs': `src/a.ts\n<<<<< SEARCH\n${body}\n>>>>>>>>> REPLACE`,
    'start lines': `src/a.ts\n<<<<<<< SEARCH\n:start_line:2\n:end_line:2\n-------\n${body}\n>>>>>>> REPLACE`,
    'a start line without dashes': `src/a.ts\n<<<<<<< SEARCH\n:start_line: 2\n${body}\n>>>>>>> REPLACE`,
    'a source tag': `<source>src/a.ts\n${plain}\n</source>`,
    'a source tag on its own line': `<source>\nsrc/a.ts\n${plain}\n</source>`,
    'a source tag with a fence': `<source>src/a.ts</source>\n\`\`\`ts\n${plain}\n\`\`\``,
    'path and diff tags': `<apply_diff>\n<path>src/a.ts</path>\n<diff>\n${plain}\n</diff>\n</apply_diff>`,
    'a path attribute': `<file path="src/a.ts">\n<![CDATA[\n${plain}\n]]>\n</file>`,
    'a bullet': `- \`src/a.ts\`\n${plain}`,
    'a label': `File: src/a.ts\n${plain}`,
    'a bold label': `**File: \`src/a.ts\`**\n\n\`\`\`typescript\n${plain}\n\`\`\``,
    'a number': `2. **src/a.ts**:\n${plain}`,
    'a fence with a path': `\`\`\`ts:src/a.ts\n${plain}\n\`\`\``,
    'Windows line ends': `src/a.ts\n${plain}`.replaceAll('\n', '\r\n'),
    'a byte-order mark': `\ufeffsrc/a.ts\n${plain}`,
    'line numbers with bars': `src/a.ts\n${block('1 | one\n2 | two', '1 | one\n2 | TWO')}`,
    'line numbers with colons': `src/a.ts\n${block('2:two', 'TWO')}`,
    'line numbers as cat has them': `src/a.ts\n${block('     2\ttwo\n     3\tthree', '     2\tTWO\n     3\tthree')}`,
    'line numbers on kept lines alone': `src/a.ts\n${block('1| one\n2| two\n3| three', '1| one\nTWO\n3| three')}`,
  })) {
    it(name, async () => assert.equal(await edited('src/a.ts', before, text), after));
  }

  it('escaped for HTML throughout, and not otherwise', async () => {
    const code = 'if (a < b && c) {\n  go();\n}\n';
    assert.equal(
      await edited('a.ts', code, `a.ts\n${block('if (a &lt; b &amp;&amp; c) {', 'if (a &gt; b) {')}`),
      code.replace('a < b && c', 'a > b'),
    );
    assert.match(
      await edited('a.ts', code, `a.ts\n${block('if (a &lt; b &amp;&amp; c) {', 'if (a > b) {')}`),
      /^no_match: /,
    );
    assert.equal(
      await edited('a.html', '<p>x</p>\n', `a.html\n${block('<p>x</p>', '<p>&lt;x&gt;</p>')}`),
      '<p>&lt;x&gt;</p>\n',
    );
    assert.equal(await edited('a.html', 'a &lt; b\n', `a.html\n${block('a &lt; b', 'a &gt; b')}`), 'a &gt; b\n');
  });

  it('with line numbers that do not run through are refused', async () => {
    assert.match(
      await edited('src/a.ts', before, `src/a.ts\n${block('1| one\n3| two', 'x')}`),
      /^no_match: .*line numbers out/s,
    );
    assert.match(
      await edited('src/a.ts', before, `src/a.ts\n${block('1| one\n2| two', '1| one\n2| TWO\nnew')}`),
      /^no_match: /,
    );
    assert.equal(
      await edited('src/a.ts', '1: one\n2: two\n', `src/a.ts\n${block('2: two', '2: TWO')}`),
      '1: one\n2: TWO\n',
    );
  });

  it('that give a whole file are refused with what to do', async () =>
    assert.match(
      await edited('src/a.ts', before, `src/a.ts\n\`\`\`ts\n${after}\`\`\``, 'src/a.ts'),
      /^bad_blocks: There is no edit block in the answer\. Write each edit as/,
    ));
});

describe('blocks that were meant for the same lines', () => {
  const before = 'a();\nfunction f() {\n  b();\n}\n';
  const doc = '/** Does f. */';

  it('are a conflict, told as one', async () => {
    for (const [first, second] of [
      [
        block('function f() {', `${doc}\nfunction f() {`),
        block('function f() {\n  b();', `${doc}\nfunction f() {\n  c();`),
      ],
      [
        block('function f() {\n  b();', `${doc}\nfunction f() {\n  c();`),
        block('function f() {', `${doc}\nfunction f() {`),
      ],
      [block('function f() {', `${doc}\nfunction f() {`), block('function f() {', '/** It does f. */\nfunction f() {')],
      [block('a();', `a();\n${doc}`), block('function f() {', `${doc}\nfunction f() {`)],
      [block('  b();', '  c();'), block('function f() {\n  b();', 'function f(x) {\n  b();')],
    ] as const) {
      const refused = await edited('a.ts', before, `a.ts\n${first}\n${second}`);
      assert.match(
        refused,
        /^conflict: Nothing was written: 1 of 2 blocks does not apply.*\nBlock 2 \(a\.ts\): blocks 1 and 2 change the same lines of a\.ts, lines? \d.* as they were before the answer\. Write one block/s,
        second,
      );
    }
  });

  it('are none where each changes its own, or builds on the other', async () => {
    assert.equal(
      await edited(
        'a.ts',
        before,
        `a.ts\n${block('a();\nfunction f() {', 'a();\nz();\nfunction f() {')}\n${block('function f() {\n  b();', 'function f() {\n  c();')}`,
      ),
      'a();\nz();\nfunction f() {\n  c();\n}\n',
    );
    assert.equal(
      await edited(
        'a.ts',
        before,
        `a.ts\n${block('function f() {', `${doc}\nfunction f() {`)}\n${block(`${doc}\nfunction f() {`, `${doc}\nfunction g() {`)}`,
      ),
      `a();\n${doc}\nfunction g() {\n  b();\n}\n`,
    );
    assert.equal(
      await edited(
        'a.ts',
        before,
        `a.ts\n${block('a();', 'a();\nx();')}\n${block('function f() {', '// f\nfunction f() {')}`,
      ),
      'a();\nx();\n// f\nfunction f() {\n  b();\n}\n',
    );
    assert.equal(
      await edited(
        'a.ts',
        'one\ntwo\n',
        patch('*** Update File: a.ts', '@@', '+three', '*** End of File', '@@', '+four', '*** End of File'),
      ),
      'one\ntwo\nthree\nfour\n',
    );
  });
});
