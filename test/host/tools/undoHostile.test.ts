import assert from 'node:assert/strict';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  unlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import type { SessionSnapshot } from '../../../src/contracts/session';
import { buildPanelState } from '../../../src/ui/panelState';
import { undoText } from '../../../src/ui/undoText';
import { answersByPurpose } from '../../model/scriptedModel';
import { disk, git, planText, put, reset, root, until } from '../flux';
import { useFlux } from '../useFlux';
import { readTree } from './tree';

const at = (path: string) => join(root(), path);
const bytes = (path: string) => readFileSync(at(path), 'latin1');
const putBytes = (path: string, content: string) => {
  mkdirSync(dirname(at(path)), { recursive: true });
  put(path, Buffer.from(content, 'latin1'));
};
const command = (id: string, line: string, more: object = {}) => ({
  id,
  title: `Run ${id}`,
  tool: 'run_command',
  input: { command: line },
  ...more,
});
const script = (id: string, code: string, more: object = {}) =>
  command(id, `node --input-type=commonjs - <<'END'\nconst fs = require('node:fs');\n${code}\nEND`, more);
const write = (id: string, path: string, more: object = {}) => ({
  id,
  title: `Write ${path}`,
  tool: 'write_file',
  input: { path },
  ...more,
});
const edit = (id: string, more: object = {}) => ({ id, title: `Edit ${id}`, tool: 'edit_file', input: {}, ...more });
const block = (path: string, search: string, replace: string) =>
  `${path}\n<<<<<<< SEARCH\n${search}\n=======\n${replace}\n>>>>>>> REPLACE`;
const lines = (count: number) => Array.from({ length: count }, (_, index) => `line ${index}`).join('\n') + '\n';
const setFor = (section: string, key: string, value: unknown) =>
  vscode.workspace.getConfiguration(section).update(key, value, vscode.ConfigurationTarget.Global);

/** What must hold whatever the person has done to the tree between a run and its undo. */
describe('undo, with a person in the way', () => {
  const flux = useFlux({ settings: { 'flux.tests.baselineSeconds': 0, 'files.autoSave': 'off' } });

  const begin = async (steps: object[], edits: Record<string, string> = {}) => {
    flux.model.script(
      answersByPurpose({
        plan: [planText(steps), ...Object.entries(edits).map(([id, text]) => `=== ${id} ===\n${text}`)].join('\n'),
        commit_message: 'Change',
      }),
    );
    return flux.api.start({ goal: 'do what the plan says', approve: 'now' });
  };
  const run = async (steps: object[], edits: Record<string, string> = {}) => {
    const done = await flux.api.whenSettled((await begin(steps, edits)).id);
    const wrong = done.plan?.steps.filter(
      ({ id, status }) => status !== 'done' && steps.some((step) => 'id' in step && step.id === id),
    );
    assert.deepEqual(wrong, [], JSON.stringify(wrong, null, 1));
    return done;
  };
  const commitAll = () => {
    git('add', '-A');
    git('commit', '-qm', 'the person’s');
  };
  /** Undo gives `before` again, redo what the run had left, and undo `before` once more. */
  const thereAndBack = async (done: SessionSnapshot, before: Record<string, string>) => {
    const after = readTree(root());
    const report = await flux.api.undo(done.id);
    assert.deepEqual([report.conflicts, report.merged], [[], []], JSON.stringify(report));
    assert.deepEqual(readTree(root()), before);
    const again = await flux.api.redo(done.id);
    assert.deepEqual([again.conflicts, again.merged], [[], []], JSON.stringify(again));
    assert.deepEqual(readTree(root()), after);
    await flux.api.undo(done.id);
    assert.deepEqual(readTree(root()), before);
    return report;
  };
  const type = async (path: string, text: string, position = new vscode.Position(0, 0)) => {
    const editor = await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(at(path)), {
      preview: false,
    });
    await editor.edit((change) => change.insert(position, text));
    return editor.document;
  };
  const panelUndo = async (session: SessionSnapshot) =>
    buildPanelState(await flux.api.session(session.id), { toolTitles: {} }).undo;

  it('brings back bytes of every kind, bits and names, in repository and untracked', async () => {
    const odd = [
      'sp ace/“q”.txt',
      "it's.txt",
      'line\nbreak.txt',
      'naïve/файл.txt',
      '日本.txt',
      '[a]*?.txt',
      ':(top)x.txt',
      '-n.txt',
      'back\\slash.txt',
    ];
    for (const name of odd) putBytes(name, `${name.length}\r\nold\r\n`);
    putBytes('blob.bin', '\0\x01\xff\xfe');
    putBytes('bom.txt', '\xef\xbb\xbfone\r\ntwo\n');
    putBytes('wide.txt', '\xff\xfeo\0n\0e\0\r\0\n\0');
    putBytes('latin.txt', 'caf\xe9\n');
    putBytes('empty', '');
    putBytes('run.sh', '#!/bin/sh\n');
    chmodSync(at('run.sh'), 0o755);
    commitAll();
    putBytes('own/untracked.bin', '\xffmine\0');
    symlinkSync('bom.txt', at('link'));
    const before = readTree(root());
    const done = await run([
      script(
        'all',
        `
      for (const name of ${JSON.stringify(odd)}) fs.appendFileSync(name, 'new');
      for (const name of ['blob.bin', 'bom.txt', 'wide.txt', 'latin.txt', 'empty', 'own/untracked.bin']) fs.writeFileSync(name, Buffer.from([0, 255, 254, 13, 10]));
      fs.chmodSync('run.sh', 0o644);
      fs.rmSync('README.md');
      fs.mkdirSync('made/ deep', { recursive: true });
      fs.writeFileSync('made/ deep/x\\ny.bin', Buffer.alloc(70000, 255));
      fs.writeFileSync('made/tool', '#!/bin/sh'); fs.chmodSync('made/tool', 0o755);
    `,
      ),
    ]);
    await thereAndBack(done, before);
  });

  it('puts edits of files with marks, line endings and encodings back, around the person’s', async () => {
    putBytes('crlf.txt', '\xef\xbb\xbfone\r\ntwo\r\nthree\r\nfour\r\nfive\r\nsix\r\n');
    putBytes(
      'wide.txt',
      Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('one\r\ntwo\r\nthree\r\nfour\r\n', 'utf16le')]).toString(
        'latin1',
      ),
    );
    putBytes('mixed.txt', 'a\r\nb\nc\rd\r\ne\nf');
    commitAll();
    const before = readTree(root());
    const steps = [edit('fix')];
    const edits = { fix: [block('crlf.txt', 'two', 'TWO'), block('wide.txt', 'two', 'TWO')].join('\n') };
    await thereAndBack(await run(steps, edits), before);

    const done = await run(
      [
        ...steps,
        script(
          'mix',
          "fs.writeFileSync('mixed.txt', fs.readFileSync('mixed.txt', 'latin1').replace('b', 'B'), 'latin1');",
        ),
      ],
      edits,
    );
    putBytes('crlf.txt', `${bytes('crlf.txt')}mine\n`);
    putBytes('wide.txt', bytes('wide.txt') + Buffer.from('mine\r\n', 'utf16le').toString('latin1'));
    putBytes('mixed.txt', `${bytes('mixed.txt')}\rmine\r\n`);
    const report = await flux.api.undo(done.id);
    assert.deepEqual(report.merged, ['crlf.txt', 'mixed.txt', 'wide.txt'], JSON.stringify(report));
    assert.equal(bytes('crlf.txt'), '\xef\xbb\xbfone\r\ntwo\r\nthree\r\nfour\r\nfive\r\nsix\r\nmine\n');
    assert.equal(readFileSync(at('wide.txt'), 'utf16le'), '\ufeffone\r\ntwo\r\nthree\r\nfour\r\nmine\r\n');
    assert.equal(bytes('mixed.txt'), 'a\r\nb\nc\rd\r\ne\nf\rmine\r\n');
  });

  it('never merges what the editor cannot read without loss', async () => {
    putBytes('latin.txt', 'caf\xe9\none\ntwo\nthree\nfour\n');
    putBytes('turned.txt', 'caf\xe9\none\ntwo\nthree\nfour\n');
    commitAll();
    const done = await run([
      script(
        'sed',
        "fs.writeFileSync('latin.txt', fs.readFileSync('latin.txt', 'latin1').replace('one', 'ONE'), " +
          "'latin1'); fs.writeFileSync('turned.txt', fs.readFileSync('turned.txt', 'latin1'), 'utf8');",
      ),
    ]);
    const mine = {
      'latin.txt': 'caf\xe9\nONE\ntwo\nthree\nfour\nna\xefve\n',
      'turned.txt': `${bytes('turned.txt')}mine\n`,
    };
    for (const [path, content] of Object.entries(mine)) putBytes(path, content);
    const report = await flux.api.undo(done.id);
    for (const [path, content] of Object.entries(mine)) assert.equal(bytes(path), content, path);
    assert.deepEqual(report.conflicts, ['latin.txt', 'turned.txt']);
    assert.match(undoText('undo', report), /Kept as you have them: latin\.txt \(.*not text.*\)/);
  });

  it('leaves alone what the person deleted, moved, replaced by a folder or by a link', async () => {
    for (const name of ['deleted', 'moved', 'folder', 'linked']) putBytes(`${name}.txt`, lines(5));
    commitAll();
    const names = ['deleted', 'moved', 'folder', 'linked'].map((name) => `${name}.txt`);
    const done = await run([edit('fix'), write('made', 'docs/made.txt'), write('gone', 'docs/gone.txt')], {
      fix: names.map((name) => block(name, 'line 2', 'LINE 2')).join('\n'),
      made: '```\nmade\n```',
      gone: '```\ngone\n```',
    });
    unlinkSync(at('deleted.txt'));
    renameSync(at('moved.txt'), at('mine.txt'));
    unlinkSync(at('folder.txt'));
    putBytes('folder.txt/inner.txt', 'mine\n');
    renameSync(at('docs/made.txt'), at('docs/kept.txt'));
    symlinkSync('kept.txt', at('docs/made.txt'));
    unlinkSync(at('docs/gone.txt'));
    const report = await flux.api.undo(done.id);
    assert.deepEqual(
      report.conflicts,
      ['deleted.txt', 'docs/made.txt', 'folder.txt', 'moved.txt'],
      JSON.stringify(report),
    );
    assert.deepEqual(report.restored, ['linked.txt']);
    assert.deepEqual(report.unchanged, ['docs/gone.txt']);
    assert.equal(disk('docs/kept.txt'), 'made\n');
    assert.ok(lstatSync(at('docs/made.txt')).isSymbolicLink(), 'the person’s link stays');
    assert.ok(!existsSync(at('deleted.txt')) && !existsSync(at('moved.txt')));
    assert.match(disk('mine.txt'), /LINE 2/);
    assert.equal(disk('folder.txt/inner.txt'), 'mine\n');
    for (const why of Object.values(report.reasons ?? {})) assert.doesNotMatch(why, /has just changed/);
  });

  it('loses no unsaved text in files that were made, edited, deleted or moved', async () => {
    for (const name of ['edited', 'deleted', 'moved', 'command']) putBytes(`${name}.txt`, lines(9));
    commitAll();
    const document = await type('command.txt', 'typed before\n');
    const done = await run(
      [
        write('made', 'made.txt'),
        edit('fix', { dependsOn: ['made'] }),
        script(
          'sed',
          "fs.writeFileSync('command.txt', fs.readFileSync('command.txt', 'utf8').replace('line 5', 'LINE 5'));",
          { dependsOn: ['fix'] },
        ),
      ],
      {
        made: '```\nmade\n```',
        fix:
          '*** Begin Patch\n*** Update File: edited.txt\n@@\n line 4\n-line 5\n+LINE 5\n*** Delete File: ' +
          'deleted.txt\n*** Update File: moved.txt\n*** Move to: there.txt\n@@\n line 4\n-line 5\n+LINE 5\n*** ' +
          'End Patch',
      },
    );
    const made = await type('made.txt', 'typed\n');
    const edited = await type('edited.txt', 'typed\n');
    const moved = await type('there.txt', 'typed\n');
    putBytes('deleted.txt', 'again\n');
    const deleted = await type('deleted.txt', 'typed\n');
    const texts = [made, moved, deleted].map((each) => each.getText());
    const report = await flux.api.undo(done.id);
    assert.deepEqual(report.conflicts, ['deleted.txt', 'made.txt', 'there.txt'], JSON.stringify(report));
    assert.deepEqual(
      [made, moved, deleted].map((each) => each.getText()),
      texts,
    );
    assert.deepEqual(
      [made, moved, deleted, edited, document].map(({ isDirty }) => isDirty),
      [true, true, true, true, true],
    );
    assert.equal(edited.getText(), `typed\n${lines(9)}`);
    assert.equal(document.getText(), `typed before\n${lines(9)}`);
    assert.equal(disk('command.txt'), lines(9), 'what the command did to the disk is undone below the unsaved text');
    assert.equal(disk('moved.txt'), lines(9));
    assert.equal(disk('there.txt'), lines(9).replace('line 5', 'LINE 5'));
  });

  it('shows what it restores, and formatting on save has no say in it', async () => {
    putBytes('shown.js', 'const a = 1;  \nconst b = 2;\n\n\n');
    commitAll();
    await setFor('files', 'trimTrailingWhitespace', true);
    await setFor('files', 'trimFinalNewlines', true);
    await setFor('editor', 'formatOnSave', true);
    try {
      const before = readTree(root());
      const editor = await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(at('shown.js')), {
        preview: false,
      });
      editor.selection = new vscode.Selection(0, 3, 0, 3);
      const done = await run([edit('fix')], { fix: block('shown.js', 'const b = 2;', 'const b = 3;') });
      await thereAndBack(done, before);
      assert.equal(editor.document.getText(), 'const a = 1;  \nconst b = 2;\n\n\n');
      assert.equal(editor.document.isDirty, false);
      assert.equal(vscode.window.activeTextEditor?.document, editor.document);
    } finally {
      await setFor('files', 'trimTrailingWhitespace', undefined);
      await setFor('files', 'trimFinalNewlines', undefined);
      await setFor('editor', 'formatOnSave', undefined);
    }
  });

  it('undoes a step around what a later step did to its file, and the later one alone', async () => {
    putBytes('both.txt', lines(12));
    commitAll();
    const done = await run([edit('first'), edit('second', { dependsOn: ['first'] })], {
      first: block('both.txt', 'line 2', 'LINE 2'),
      second: block('both.txt', 'line 9', 'LINE 9'),
    });
    const first = await flux.api.undo(done.id, 'first');
    assert.deepEqual(first.merged, ['both.txt']);
    assert.equal(disk('both.txt'), lines(12).replace('line 9', 'LINE 9'));
    const state = await panelUndo(done);
    assert.ok(state?.canUndo && state.canRedo);
    assert.doesNotMatch(state.text ?? '', /before the run|your own/i, 'it was one step, and no person’s edit');
    await flux.api.undo(done.id, 'second');
    assert.equal(disk('both.txt'), lines(12));
    await flux.api.redo(done.id);
    await flux.api.redo(done.id);
    assert.equal(disk('both.txt'), lines(12).replace('line 9', 'LINE 9').replace('line 2', 'LINE 2'));
    assert.equal((await panelUndo(done))?.canRedo, false);
    await assert.rejects(flux.api.redo(done.id), { reason: 'nothing_to_redo' });
  });

  it('undoes two sessions that changed the same file in either order', async () => {
    for (const order of [
      [0, 1],
      [1, 0],
    ]) {
      await reset();
      putBytes('both.txt', lines(12));
      commitAll();
      const sessions = [
        await run([edit('fix')], { fix: block('both.txt', 'line 2', 'LINE 2') }),
        await run([edit('fix')], { fix: block('both.txt', 'line 9', 'LINE 9') }),
      ];
      for (const index of order) assert.deepEqual((await flux.api.undo(sessions[index]!.id)).conflicts, []);
      assert.equal(disk('both.txt'), lines(12));
      for (const index of [...order].reverse()) await flux.api.redo(sessions[index]!.id);
      assert.equal(disk('both.txt'), lines(12).replace('line 9', 'LINE 9').replace('line 2', 'LINE 2'));
    }
  });

  it('offers the undo of a run that was stopped while its command wrote', async () => {
    putBytes('slow.txt', 'old\n');
    commitAll();
    const before = readTree(root());
    const session = await begin([
      script(
        'slow',
        "fs.writeFileSync('slow.txt', 'half'); fs.writeFileSync('begun.txt', 'x'); setInterval(() => " +
          "fs.appendFileSync('slow.txt', 'more'), 20);",
      ),
    ]);
    await until('the command writes', () => existsSync(at('begun.txt')));
    const stopped = await flux.api.stop(session.id);
    assert.equal(stopped.state, 'cancelled');
    assert.deepEqual(stopped.changedFiles, ['begun.txt', 'slow.txt']);
    assert.match(stopped.summary ?? '', /slow\.txt/, 'the end tells what has changed');
    assert.equal((await panelUndo(stopped))?.canUndo, true);
    await thereAndBack(stopped, before);
    assert.deepEqual((await panelUndo(stopped))?.canUndo, false);
  });

  it('takes what the formatter saved in the editor for the run’s, and what the person saved meanwhile not', async () => {
    for (const name of ['shown', 'hidden']) putBytes(`fmt/${name}.json`, '{"a":1,\n"b":2}\n');
    putBytes('own.txt', lines(3));
    commitAll();
    const before = readTree(root());
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(at('fmt/shown.json')), {
      preview: false,
    });
    const done = await run([{ id: 'fix', title: 'Format', tool: 'auto_fix', input: { paths: ['fmt'] } }]);
    assert.match(disk('fmt/hidden.json'), /\n {4}"b": 2/);
    assert.deepEqual(done.changedFiles, ['fmt/hidden.json', 'fmt/shown.json']);
    await thereAndBack(done, before);

    const session = await begin([
      script(
        'slow',
        "fs.writeFileSync('begun.txt', 'x'); const wait = setInterval(() => fs.existsSync('go.txt') && " +
          "(fs.rmSync('go.txt'), clearInterval(wait)), 20);",
      ),
    ]);
    await until('the command runs', () => existsSync(at('begun.txt')));
    const document = await type('own.txt', 'mine\n');
    await document.save();
    put('go.txt', '');
    await flux.api.whenSettled(session.id);
    assert.deepEqual((await flux.api.undo(session.id)).restored, ['begun.txt']);
    assert.equal(disk('own.txt'), `mine\n${lines(3)}`);
  });

  it('says that a link which a command made stays, and does not call it undone', async () => {
    putBytes('real.txt', 'mine\n');
    commitAll();
    const done = await run([
      script('link', "fs.symlinkSync('real.txt', 'made-link'); fs.writeFileSync('made.txt', 'x');"),
    ]);
    const report = await flux.api.undo(done.id);
    assert.deepEqual([report.restored, report.conflicts], [['made.txt'], ['made-link']]);
    assert.ok(lstatSync(at('made-link')).isSymbolicLink());
    assert.equal(disk('real.txt'), 'mine\n');
    const undone = await flux.api.session(done.id);
    assert.deepEqual(undone.changedFiles.includes('made-link'), true, JSON.stringify(undone.changedFiles));
    assert.ok(!undone.plan?.steps[0]?.undone);
    await flux.api.redo(done.id);
    assert.equal(disk('made.txt'), 'x');
  });

  it('offers to redo what was undone, also where a file of the step stayed', async () => {
    for (const name of ['a.txt', 'b.txt']) putBytes(name, lines(5));
    commitAll();
    const done = await run([edit('fix')], {
      fix: [block('a.txt', 'line 2', 'LINE 2'), block('b.txt', 'line 2', 'LINE 2')].join('\n'),
    });
    putBytes('b.txt', lines(5).replace('line 2', 'my line'));
    const report = await flux.api.undo(done.id);
    assert.deepEqual([report.restored, report.conflicts], [['a.txt'], ['b.txt']]);
    const state = await panelUndo(done);
    assert.ok(state?.canUndo && state.canRedo, JSON.stringify(state));
    await flux.api.redo(done.id);
    assert.match(disk('a.txt'), /LINE 2/);
    assert.match(disk('b.txt'), /my line/);
  });

  describe('with commits', () => {
    const commit = (more: object = {}) => ({
      id: 'commit',
      title: 'Commit',
      tool: 'git_commit',
      input: { message: 'Change it', ...more },
      dependsOn: ['fix'],
    });
    const fix = { fix: block('both.txt', 'line 2', 'LINE 2') };
    beforeEach(() => {
      putBytes('both.txt', lines(12));
      commitAll();
    });

    it('leaves one that is not the newest any more, and one that is pushed, and says why', async () => {
      const done = await run([edit('fix'), commit()], fix);
      putBytes('later.txt', 'mine\n');
      commitAll();
      const head = git('rev-parse', 'HEAD');
      const report = await flux.api.undo(done.id);
      assert.equal(git('rev-parse', 'HEAD'), head);
      assert.equal(disk('both.txt'), lines(12));
      assert.match(undoText('undo', report), /The commit [0-9a-f]{8} stays: .*no longer the newest.*git revert/);
      assert.ok((await panelUndo(done))?.canRedo);
      await flux.api.redo(done.id);
      assert.equal(git('status', '--porcelain'), '');

      await reset();
      putBytes('both.txt', lines(12));
      commitAll();
      const second = await run([edit('fix'), commit()], fix);
      const remote = mkdtempSync(join(tmpdir(), 'flux-remote-'));
      try {
        git('init', '-q', '--bare', remote);
        git('remote', 'add', 'origin', remote);
        git('push', '-q', 'origin', 'HEAD');
        const pushed = await flux.api.undo(second.id);
        assert.match(pushed.commits?.[0]?.why ?? '', /has been pushed/);
        assert.equal(disk('both.txt'), lines(12));
      } finally {
        git('remote', 'remove', 'origin');
        rmSync(remote, { recursive: true, force: true });
      }
    });

    it('goes back from a new branch, and there again', async () => {
      const branch = git('branch', '--show-current');
      const before = readTree(root());
      const done = await run([edit('fix'), commit({ branch: 'feature/x' })], fix);
      assert.equal(git('branch', '--show-current'), 'feature/x');
      const made = git('rev-parse', 'HEAD');
      assert.equal((await flux.api.undo(done.id)).commits?.[0]?.done, true);
      assert.equal(git('branch', '--show-current'), branch);
      assert.equal(git('branch', '--list', 'feature/x'), '');
      assert.deepEqual(readTree(root()), before);
      await flux.api.redo(done.id);
      assert.deepEqual(
        [git('branch', '--show-current'), git('rev-parse', 'HEAD'), git('status', '--porcelain')],
        ['feature/x', made, ''],
      );
      await flux.api.undo(done.id);
      assert.deepEqual(readTree(root()), before);
      assert.equal(git('status', '--porcelain'), '');
    });

    it('undoes what a hook formatted', async () => {
      const hook = join(root(), '.git/hooks/pre-commit');
      mkdirSync(dirname(hook), { recursive: true });
      const before = readTree(root());
      put(
        '.git/hooks/pre-commit',
        '#!/bin/sh\nsed -i "s/line 7/formatted 7/" both.txt && git add both.txt && echo hooked > hooked.txt\n',
      );
      chmodSync(hook, 0o755);
      try {
        const done = await run([edit('fix'), commit()], fix);
        assert.match(disk('both.txt'), /LINE 2[\s\S]*formatted 7/);
        await thereAndBack(done, before);
        assert.equal(git('status', '--porcelain'), '');
      } finally {
        rmSync(hook);
      }
    });
  });

  it('undoes 200 files and keeps the edit of the person in one', async () => {
    const done = await run([
      script(
        'many',
        "for (let n = 0; n < 200; n++) { fs.mkdirSync('many/' + (n % 10), { recursive: true }); " +
          "fs.writeFileSync('many/' + (n % 10) + '/' + n + '.txt', 'n' + n); }",
      ),
    ]);
    put('many/3/13.txt', 'mine');
    const report = await flux.api.undo(done.id);
    assert.equal(report.restored.length, 199);
    assert.deepEqual(report.conflicts, ['many/3/13.txt']);
    assert.equal(disk('many/3/13.txt'), 'mine');
    assert.ok(!existsSync(at('many/4')));
    await flux.api.redo(done.id);
    assert.equal(disk('many/9/199.txt'), 'n199');
    assert.equal(disk('many/3/13.txt'), 'mine');
  });

  it('keeps bits that the person set since, and says so when a session is gone', async () => {
    putBytes('tool.sh', lines(5));
    commitAll();
    const other = await run([edit('fix')], { fix: block('tool.sh', 'line 2', 'LINE 2') });
    await flux.api.undo(other.id);
    const done = await run([edit('fix')], { fix: block('tool.sh', 'line 2', 'LINE 2') });
    await flux.api.remove(other.id);
    chmodSync(at('tool.sh'), 0o755);
    await flux.api.undo(done.id);
    assert.equal(disk('tool.sh'), lines(5));
    assert.equal(statSync(at('tool.sh')).mode & 0o777, 0o755);
    await flux.api.remove(done.id);
    await assert.rejects(
      flux.api.redo(done.id),
      (error: Error & { reason?: string }) => error.reason !== 'bug' && error.message.length > 20,
    );
    assert.equal(disk('tool.sh'), lines(5));
  });
});
