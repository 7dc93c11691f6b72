import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { writePathLine } from '../../../src/tools/edit/pathLine';
import { disk, git, put, root } from '../flux';
import { readTree } from '../tools/tree';
import { block, done, failed, fenced, place, step, useStage, type ScriptedPlan } from './stage';

const edit = { id: 'edit', title: 'Edit', tool: 'edit_file', input: {} };
const write = (path: string) => ({ id: 'write', title: 'Write', tool: 'write_file', input: { path } });

describe('odd files and edits', function () {
  this.timeout(60_000);
  const stage = useStage();
  /** One step that edits; prose, so that no tests run after it. */
  const editing = (text: string, more: Partial<ScriptedPlan> = {}) =>
    stage.run({ steps: [edit], edits: { edit: text }, ...more });

  it('fences within fences are content', async () => {
    const readme = '# Use\n\n```js\nsum();\n```\n\n~~~~md\n```\ninner\n```\n~~~~';
    const end = await stage.run({
      steps: [write('USE.md'), { ...edit, dependsOn: ['write'] }],
      edits: {
        write: fenced(readme, '`````'),
        edit:
          `Here it ` +
          `is:\n\`\`\`\n${block('USE.md', '```js\nsum();\n```', '```js\nsum(1);\n```\n\n```sh\nnpm test\n```')}\n\`\`\`\n`,
      },
    });
    done(end, 'write');
    done(end, 'edit');
    assert.equal(disk('USE.md'), `${readme.replace('sum();\n```', 'sum(1);\n```\n\n```sh\nnpm test\n```')}\n`);
  });

  it('a SEARCH block may be the whole file, and may leave nothing of it', async () => {
    const whole = disk('src/voucher.js').trimEnd();
    done(await editing(block('src/voucher.js', whole, 'export const redeem = (sum) => sum;')), 'edit');
    assert.equal(disk('src/voucher.js'), 'export const redeem = (sum) => sum;\n');
    done(await editing(block('README.md', disk('README.md').trimEnd(), '')), 'edit');
    assert.equal(disk('README.md').trim(), '');
  });

  it('a SEARCH text that stands twice, or nowhere, is refused, and the other files of the step stay', async () => {
    put('src/twice.js', 'one();\ntwo();\none();\ntwo();\n');
    const before = readTree(root());
    const good = block('src/prices.js', 'const prices = { apple: 40, bread: 320, cheese: 750 };', 'const prices = {};');
    const twice = await editing(`${good}\n${block('src/twice.js', 'one();', 'three();')}`);
    assert.match(failed(twice, 'edit', 'ambiguous').error?.message ?? '', /1\b[\s\S]*3\b/, 'both places are named');
    const nowhere = await editing(`${good}\n${block('src/twice.js', 'four();\nfive();', 'six();')}`);
    failed(nowhere, 'edit', 'no_match');
    assert.deepEqual(readTree(root()), before);
  });

  it('an edit that failed twice becomes a whole file, where that is small', async () => {
    const wrong = block('src/voucher.js', 'return nothing;', 'return 0;');
    let asked = 0;
    const answer = () => (asked++ === 0 ? wrong : fenced('export const redeem = () => 0;'));
    const end = await stage.run({ steps: [edit], edits: { edit: wrong }, answers: { bind: answer, repair: answer } });
    done(end, 'edit');
    assert.equal(disk('src/voucher.js'), 'export const redeem = () => 0;\n');
    assert.ok(asked >= 2);
    await stage.api.undo(end.id);
    assert.equal(git('status', '--porcelain'), '');
  });

  it('a patch whose file changed since is refused whole', async () => {
    const patch =
      '*** Begin Patch\n*** Add File: src/new.js\n+// new\n*** Update File: src/voucher.js\n@@\n-  return sum ' +
      '- off;\n+  return 0;\n*** End Patch';
    stage.model.script((request) =>
      request.purpose === 'plan'
        ? `${JSON.stringify({ summary: 'Patch', steps: [edit] })}\n=== edit ===\n${patch}`
        : 'none',
    );
    const { id } = await stage.api.start({ goal: 'patch it' });
    put('src/voucher.js', '// another file now\n');
    await stage.api.approve(id);
    failed(await stage.api.whenSettled(id), 'edit', 'no_match');
    assert.deepEqual(
      [disk('src/voucher.js'), existsSync(join(root(), 'src/new.js'))],
      ['// another file now\n', false],
    );
  });

  it('names of every kind are written, edited, moved, read, committed and undone', async () => {
    const before = readTree(root());
    const names = [
      'docs/with space & (more) [x].md',
      'docs/it\'s "quoted".md',
      'docs/Größe 価格.md',
      'docs/-dash.md',
      'docs/#hash%20{a,b}.md',
    ];
    const end = await stage.run({
      steps: [
        ...names.map((path, at) => ({
          id: `write${at}`,
          title: 'Write',
          tool: 'write_file',
          input: { path, content: `one\nname ${at}\n` },
        })),
        { ...edit, dependsOn: names.map((_, at) => `write${at}`) },
        { id: 'move', title: 'Move', tool: 'edit_file', input: {}, dependsOn: ['edit'] },
        { id: 'read', title: 'Read', tool: 'read_files', input: { paths: names.slice(0, 4) }, dependsOn: ['move'] },
        { id: 'commit', title: 'Commit', tool: 'git_commit', input: { message: 'Odd names' }, dependsOn: ['read'] },
      ],
      edits: {
        edit: names.map((path) => block(writePathLine(path), 'one', 'two')).join('\n'),
        move:
          `*** Begin Patch\n*** Update File: ${names[4]}\n*** Move to: docs/new 新/${names[4]?.slice(5)}\n*** End ` +
          `Patch`,
      },
    });
    for (const { id } of end.plan?.steps ?? []) if (id !== 'verify') done(end, id);
    for (const [at, path] of names.slice(0, 4).entries()) {
      assert.equal(disk(path), `two\nname ${at}\n`);
      assert.ok((step(end, 'read').result ?? '').includes(`name ${at}`), path);
    }
    assert.equal(disk('docs/new 新/#hash%20{a,b}.md'), 'two\nname 4\n');
    assert.equal(git('show', '--name-only', '--format=', 'HEAD').split('\n').length, names.length);
    assert.deepEqual((await stage.api.undo(end.id)).conflicts, []);
    assert.deepEqual(readTree(root()), before);
    assert.equal(git('status', '--porcelain'), '');
  });

  it('a name with a line break is listed, searched and compared', async () => {
    place('src/new\nline.js', '// here is a needle\n');
    const end = await stage.run({
      steps: [
        { id: 'find', title: 'Find', tool: 'search_code', input: { pattern: 'needle' } },
        { id: 'read', title: 'Read', tool: 'read_files', input: { paths: ['src/*line.js'] } },
        { id: 'diff', title: 'Compare', tool: 'git_diff', input: {} },
      ],
    });
    for (const id of ['find', 'read', 'diff']) assert.match(done(end, id).result ?? '', /needle/, id);
  });

  it('a rename that changes only the case is made and undone', async () => {
    const end = await editing('*** Begin Patch\n*** Update File: README.md\n*** Move to: Readme.md\n*** End Patch');
    done(end, 'edit');
    const names = () => readdirSync(root()).filter((name) => /^readme/i.test(name));
    assert.deepEqual(names(), ['Readme.md']);
    assert.deepEqual((await stage.api.undo(end.id)).conflicts, []);
    assert.deepEqual(names(), ['README.md']);
  });

  it('a folder where a file is expected, and the other way round', async () => {
    mkdirSync(join(root(), 'src/made.js'));
    const end = await stage.run({
      steps: [
        { ...write('src/made.js'), input: { path: 'src/made.js', content: 'x\n' } },
        { id: 'under', title: 'Write', tool: 'write_file', input: { path: 'README.md/under.txt', content: 'x\n' } },
        { id: 'read', title: 'Read', tool: 'read_files', input: { paths: ['src/made.js'] } },
        { id: 'missing', title: 'Read', tool: 'read_files', input: { paths: ['src/pricess.js'] } },
      ],
    });
    failed(end, 'write', 'is_directory');
    assert.equal(step(end, 'under').status, 'failed');
    assert.notEqual(step(end, 'under').error?.reason, 'bug');
    failed(end, 'read', 'not_read');
    failed(end, 'missing', 'not_read');
    assert.equal(git('status', '--porcelain'), '');
    const edited = await editing(block('src/made.js', 'x', 'y'));
    assert.notEqual(step(edited, 'edit').error?.reason, 'bug');
    assert.equal(step(edited, 'edit').status, 'failed');
  });

  it('50 MB, binaries and notebooks are refused in words, and searched no worse for it', async () => {
    place('big.txt', `needle at the top\n${'0123456789abcde\n'.repeat(3_300_000)}`);
    place('image.js', Buffer.from([0x2f, 0x2f, 0, 1, 2, 3]));
    place('note.ipynb', '{"cells": []}\n');
    const end = await stage.run({
      steps: [
        ...['big.txt', 'image.js', 'note.ipynb'].map((path, at) => ({
          id: `read${at}`,
          title: 'Read',
          tool: 'read_files',
          input: { paths: [path] },
        })),
        { id: 'some', title: 'Read', tool: 'read_files', input: { paths: ['big.txt', 'src/prices.js'] } },
        { id: 'find', title: 'Find', tool: 'search_code', input: { pattern: 'needle' } },
        { id: 'format', title: 'Format', tool: 'auto_fix', input: { paths: ['image.js'] } },
      ],
    });
    for (const at of [0, 1, 2]) failed(end, `read${at}`, 'not_read');
    assert.match(done(end, 'some').result ?? '', /apple: 40/);
    assert.match(done(end, 'find').result ?? '', /big\.txt/);
    assert.notEqual(step(end, 'format').error?.reason, 'bug');
    assert.equal(disk('image.js').length, 6);
  });

  it('line ends, a BOM and a missing last line end survive a patch and a diff', async () => {
    put('README.md', '\ufeffone\r\ntwo\r\nthree');
    done(
      await editing('*** Begin Patch\n*** Update File: README.md\n@@\n one\n-two\n+TWO\n three\n*** End Patch'),
      'edit',
    );
    assert.equal(disk('README.md'), '\ufeffone\r\nTWO\r\nthree');
    done(await editing('--- a/README.md\n+++ b/README.md\n@@ -1,3 +1,4 @@\n one\n-TWO\n+two\n+and\n three'), 'edit');
    assert.equal(disk('README.md'), '\ufeffone\r\ntwo\r\nand\r\nthree');
  });

  describe('on a disk of its own', () => {
    const mount = (...options: string[]) =>
      execFileSync('mount', [...options, join(root(), 'disk')], { stdio: 'ignore' });
    let isMounted = false;
    beforeEach(function () {
      mkdirSync(join(root(), 'disk'));
      try {
        mount('-t', 'tmpfs', '-o', 'size=64k', 'tmpfs');
      } catch {
        this.skip(); // only some may
      }
      isMounted = true;
      place('disk/note.md', 'one\n');
    });
    afterEach(() => {
      if (isMounted) execFileSync('umount', [join(root(), 'disk')]);
      isMounted = false;
    });

    it('that is read-only nothing is written, the step’s other files included', async () => {
      mount('-o', 'remount,ro');
      const end = await editing(
        `${block('README.md', '# Shop sample', '# Shop')}\n${block('disk/note.md', 'one', 'two')}`,
      );
      failed(end, 'edit', 'read_only');
      assert.deepEqual([disk('disk/note.md'), git('diff', '--name-only')], ['one\n', '']);
      const written = await stage.run({
        steps: [{ ...write('disk/new.md'), input: { path: 'disk/new.md', content: 'x\n' } }],
      });
      failed(written, 'write', 'read_only');
    });

    it('that is full nothing is lost', async () => {
      const end = await stage.run({
        steps: [{ ...write('disk/large.md'), input: { path: 'disk/large.md', content: 'x'.repeat(100_000) } }],
      });
      failed(end, 'write', 'disk_full');
      assert.deepEqual(readdirSync(join(root(), 'disk')), ['note.md']);
    });
  });
});
