import assert from 'node:assert/strict';
import type { GitChange } from '../../../src/contracts/ports';
import { cleanCommitMessage, plainCommitMessage } from '../../../src/tools/git/commitMessage';
import { diffFiles } from '../../../src/tools/git/diffFiles';

const change = (path: string, kind: GitChange['kind'] = 'modified'): GitChange => ({ path, kind, staged: false });

describe('commit messages', () => {
  it('are cleaned of fences, quotes and preambles', () => {
    for (const text of [
      'Fix login',
      '"Fix login"',
      '`Fix login`',
      'Fix login.',
      '```\nFix login\n```',
      'Here is a commit message:\n\n```text\nFix login\n```',
      "Here's the message:\nFix login",
      'Commit message: Fix login',
      '**Fix login**',
      '# Fix login',
      '  Fix   login  \n\n',
      'git commit -m "Fix login"',
    ])
      assert.equal(cleanCommitMessage(text), 'Fix login', JSON.stringify(text));
    assert.equal(cleanCommitMessage('Fix login\nBecause.\n\n\n\n- a  \n'), 'Fix login\n\nBecause.\n\n- a');
    assert.equal(cleanCommitMessage('``` \n\n```'), '');
    assert.equal(cleanCommitMessage('  '), '');
  });

  it('have a subject of at most 72 characters, the rest in the body', () => {
    const long = 'Add validation of e-mail addresses to the login form, the sign-up form and the account page';
    const [subject = '', blank, rest] = cleanCommitMessage(long).split('\n');
    assert.ok(subject.length <= 72, subject);
    assert.equal(blank, '');
    assert.equal(`${subject.slice(0, -1)} ${rest?.slice(1)}`, long);
    assert.ok(cleanCommitMessage('x'.repeat(200)).split('\n')[0]!.length <= 72);
  });

  it('come from the goal where it says what was done', () => {
    const changes = [change('src/a.ts')];
    assert.equal(plainCommitMessage('please fix the failing test', changes), 'Fix the failing test');
    assert.equal(plainCommitMessage('@flux rename Foo to Bar, then commit', changes), 'Rename Foo to Bar');
    assert.equal(plainCommitMessage('commit my work with the message "Tidy up"', changes), 'Tidy up');
    assert.equal(plainCommitMessage('Could you add a dark mode and make sure the tests pass?', changes), 'Update a.ts');
  });

  it('come from the files where it does not', () => {
    assert.equal(plainCommitMessage('save my work', [change('src/a.ts', 'untracked')]), 'Add a.ts');
    assert.equal(plainCommitMessage('commit', [change('a.ts', 'deleted')]), 'Remove a.ts');
    assert.equal(
      plainCommitMessage(
        'save',
        ['a', 'b', 'c', 'd', 'e'].map((name) => change(`src/login/${name}.ts`)),
      ),
      'Update 5 files in src/login',
    );
    assert.equal(
      plainCommitMessage('save', [change('a.ts'), ...['b', 'c', 'd', 'e'].map((name) => change(`x/${name}.ts`))]),
      'Update 5 files',
    );
  });
});

describe('diffFiles', () => {
  it('tells files, counts, renames and binaries', () => {
    const diff = [
      'diff --git a/a b.ts b/a b.ts',
      'index 1..2 100644',
      '--- a/a b.ts\t',
      '+++ b/a b.ts\t',
      '@@ -1,2 +1,2 @@',
      ' x',
      '--- old',
      '+++ new',
      'diff --git a/old.ts b/new.ts',
      'similarity index 100%',
      'rename from old.ts',
      'rename to new.ts',
      'diff --git a/p.png b/p.png',
      'Binary files a/p.png and b/p.png differ',
      'diff --git "a/sch\\303\\266n.ts" "b/sch\\303\\266n.ts"',
      'new file mode 100644',
      '--- /dev/null',
      '+++ "b/sch\\303\\266n.ts"',
      '@@ -0,0 +1 @@',
      '+n',
      'diff --git a/gone.ts b/gone.ts',
      'deleted file mode 100644',
      '--- a/gone.ts',
      '+++ /dev/null',
      '@@ -1 +0,0 @@',
      '-g',
      '',
    ].join('\n');
    assert.deepEqual(
      diffFiles(diff).map(({ path, added, removed, binary }) => [path, added, removed, binary]),
      [
        ['a b.ts', 1, 1, false],
        ['new.ts', 0, 0, false],
        ['p.png', 0, 0, true],
        ['schön.ts', 1, 0, false],
        ['gone.ts', 0, 1, false],
      ],
    );
  });
});
