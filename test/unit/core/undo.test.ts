import assert from 'node:assert/strict';
import type { CommitFacts } from '../../../src/contracts/checkpoint';
import type { SessionEventBody } from '../../../src/contracts/events';
import { FluxError } from '../../../src/base/errors';
import { mergeTexts } from '../../../src/core/undo/mergeTexts';
import { foldUndoHistory } from '../../../src/core/undo/undoHistory';
import { noGit, pretendRun } from './undoRun';
import { memoryDisk, worldOf } from './undoWorld';

const lines = (...parts: string[]) => parts.map((part) => `${part}\n`).join('');
const ten = Array.from({ length: 10 }, (_, index) => `line ${index}`);
const changed = (at: number, to: string, from = ten) => from.map((line, index) => (index === at ? to : line));

function begin(options: Parameters<typeof pretendRun>[1] = {}) {
  const world = worldOf(memoryDisk());
  const run = pretendRun(world, options);
  const write = (path: string, text: string) => world.disk.write(path, Buffer.from(text));
  return {
    ...world,
    run,
    write,
    text: async (path: string) => (await world.disk.read(path))?.toString() ?? null,
    edit: (id: string, path: string, text: string) => run.step(id, [path], () => write(path, text)),
    remove: (id: string, path: string) => run.step(id, [path], () => world.disk.remove(path)),
    move: (id: string, from: string, to: string) =>
      run.step(id, [from, to], async () => {
        await world.disk.write(to, (await world.disk.read(from))!);
        await world.disk.remove(from);
      }),
  };
}

const nothing = { restored: [], merged: [], conflicts: [], unchanged: [], reasons: {} };

describe('undo', () => {
  it('puts edits, new files, deletions, moves and folders back, and makes them again', async () => {
    const { run, write, edit, remove, move, disk, text } = begin();
    await write('a.txt', 'a\r\n');
    await write('old/gone.txt', 'gone');
    await write('moved.txt', 'moved');
    const before = await disk.list();
    await edit('1', 'a.txt', 'A\r\n');
    await edit('2', 'new/deep/b.txt', 'b');
    await edit('3', 'new/deep/b.txt', 'b, again');
    await remove('4', 'old/gone.txt');
    await move('5', 'moved.txt', 'new/moved.txt');
    await edit('6', 'new/tmp/x.txt', 'x');
    await remove('7', 'new/tmp/x.txt');
    const all = ['a.txt', 'moved.txt', 'new/deep/b.txt', 'new/moved.txt', 'old/gone.txt'];
    assert.deepEqual(await run.undo(), { ...nothing, restored: all, unchanged: ['new/tmp/x.txt'] });
    assert.deepEqual(await disk.list(), before);
    assert.deepEqual(
      [await text('a.txt'), await text('old/gone.txt'), await text('moved.txt')],
      ['a\r\n', 'gone', 'moved'],
    );
    assert.deepEqual((await run.redo()).restored, all);
    assert.deepEqual(
      [await text('a.txt'), await text('new/deep/b.txt'), await text('old/gone.txt'), await text('new/moved.txt')],
      ['A\r\n', 'b, again', null, 'moved'],
    );
    await run.undo();
    assert.deepEqual(await disk.list(), before);
  });

  it('keeps what the person has done since, beside and between', async () => {
    const { run, write, edit, text } = begin();
    await write('a.txt', lines(...ten));
    await edit('1', 'a.txt', lines(...changed(2, 'RUN')));
    await write('a.txt', lines(...changed(6, 'MINE', changed(2, 'RUN'))));
    await edit('2', 'a.txt', lines(...changed(9, 'RUN', changed(6, 'MINE', changed(2, 'RUN')))));
    assert.deepEqual(await run.undo('2'), { ...nothing, restored: ['a.txt'] });
    assert.deepEqual(await run.undo(), { ...nothing, merged: ['a.txt'] });
    assert.equal(await text('a.txt'), lines(...changed(6, 'MINE')));
  });

  it('undoes one step below a later one', async () => {
    const { run, write, edit, text } = begin();
    await write('a.txt', lines(...ten));
    await edit('1', 'a.txt', lines(...changed(1, 'ONE')));
    await edit('2', 'a.txt', lines(...changed(8, 'TWO', changed(1, 'ONE'))));
    assert.deepEqual(await run.undo('1'), { ...nothing, merged: ['a.txt'] });
    assert.equal(await text('a.txt'), lines(...changed(8, 'TWO')));
    assert.deepEqual(foldUndoHistory(run.events).undone, ['1']);
    assert.deepEqual(await run.undo(), { ...nothing, merged: ['a.txt'] });
    assert.equal(await text('a.txt'), lines(...ten));
    assert.deepEqual((await run.redo()).restored, ['a.txt']);
    assert.deepEqual(foldUndoHistory(run.events).undone, ['1']);
    assert.deepEqual((await run.redo()).restored, ['a.txt']);
    assert.equal(await text('a.txt'), lines(...changed(8, 'TWO', changed(1, 'ONE'))));
    await assert.rejects(run.redo(), (error) => FluxError.is(error, 'nothing_to_redo'));
  });

  it('works on unsaved text and leaves it unsaved', async () => {
    const { run, write, unsaved, text } = begin();
    await write('a.txt', 'one\ntwo\n');
    unsaved.set('a.txt', 'mine\none\ntwo\n');
    await run.step('1', ['a.txt'], async () => unsaved.set('a.txt', 'mine\none\nTWO\n'));
    unsaved.set('a.txt', 'mine\none\nTWO\nmine too\n');
    assert.deepEqual(await run.undo(), { ...nothing, merged: ['a.txt'] });
    assert.deepEqual([unsaved.get('a.txt'), await text('a.txt')], ['mine\none\ntwo\nmine too\n', 'one\ntwo\n']);
    await run.redo();
    assert.equal(unsaved.get('a.txt'), 'mine\none\nTWO\nmine too\n');
  });

  it('keeps unsaved text that was saved since', async () => {
    const { run, write, unsaved, text } = begin();
    await write('a.txt', 'one\r\ntwo\r\n');
    unsaved.set('a.txt', 'mine\none\ntwo\n');
    await run.step('1', ['a.txt'], async () => unsaved.set('a.txt', 'mine\none\nTWO\n'));
    unsaved.delete('a.txt');
    await write('a.txt', 'mine\r\none\r\nTWO\r\n');
    assert.deepEqual((await run.undo()).merged, ['a.txt']);
    assert.equal(await text('a.txt'), 'mine\r\none\r\ntwo\r\n');
  });

  describe('leaves a file exactly as the person has it', () => {
    const cases: Record<string, { before: string | null; after: string | null; now: string | null; why: RegExp }> = {
      'where both edited the same lines': { before: 'one\n', after: 'RUN\n', now: 'MINE\n', why: /same lines/ },
      'that was made by the run and edited since': {
        before: null,
        after: 'RUN\n',
        now: 'RUN\nmine\n',
        why: /the run created it/,
      },
      'that is gone': { before: 'one\n', after: 'RUN\n', now: null, why: /deleted or moved/ },
      'that was deleted by the run and made anew': {
        before: 'one\n',
        after: null,
        now: 'mine\n',
        why: /a new one exists/,
      },
      'that is no text': { before: 'one\n', after: 'R\0N', now: 'M\0NE', why: /not text/ },
      'of which the run had only changed the line endings': {
        before: 'one\ntwo\n',
        after: 'one\r\ntwo\r\n',
        now: 'one\r\nmine\r\n',
        why: /line endings/,
      },
    };
    for (const [what, { before, after, now, why }] of Object.entries(cases)) {
      it(what, async () => {
        const { run, disk, write, text } = begin();
        const put = async (content: string | null) =>
          content === null ? disk.remove('a.txt') : write('a.txt', content);
        await put(before);
        await run.step('1', ['a.txt'], () => put(after));
        await put(now);
        const report = await run.undo();
        assert.deepEqual({ ...report, reasons: {} }, { ...nothing, conflicts: ['a.txt'] });
        assert.match(report.reasons?.['a.txt'] ?? '', why);
        assert.equal(await text('a.txt'), now);
        assert.deepEqual(foldUndoHistory(run.events).undone, []);
      });
    }
  });

  it('has nothing to do where a file is as before already', async () => {
    const { run, write, edit, remove, disk } = begin();
    await write('a.txt', 'a');
    await write('b.txt', 'b');
    await edit('1', 'a.txt', 'A');
    await remove('1', 'b.txt');
    await edit('1', 'c.txt', 'c');
    await write('a.txt', 'a');
    await write('b.txt', 'b');
    await disk.remove('c.txt');
    assert.deepEqual(await run.undo(), { ...nothing, unchanged: ['a.txt', 'b.txt', 'c.txt'] });
    assert.deepEqual(await run.undo(), { restored: [], merged: [], conflicts: [], unchanged: [] });
  });

  it('tries the conflicts of an undo again, and only them', async () => {
    const { run, write, edit, text } = begin();
    await write('a.txt', 'a\n');
    await write('b.txt', 'b\n');
    await run.step('1', ['a.txt', 'b.txt'], async () => {
      await write('a.txt', 'A\n');
      await write('b.txt', 'B\n');
    });
    await edit('2', 'c.txt', 'c');
    await write('b.txt', 'mine\n');
    assert.deepEqual((await run.undo()).conflicts, ['b.txt']);
    assert.deepEqual(foldUndoHistory(run.events).undone, ['2']);
    await write('a.txt', 'mine, after the undo\n');
    await write('b.txt', 'B\n');
    assert.deepEqual(await run.undo(), { ...nothing, restored: ['b.txt'] });
    assert.equal(await text('a.txt'), 'mine, after the undo\n');
    assert.deepEqual(foldUndoHistory(run.events).undone, ['1', '2']);
  });

  it('redoes what it can, and the rest when asked again', async () => {
    const { run, write, text } = begin();
    await write('a.txt', 'a\n');
    await write('b.txt', 'b\n');
    await run.step('1', ['a.txt', 'b.txt'], async () => {
      await write('a.txt', 'A\n');
      await write('b.txt', 'B\n');
    });
    await run.undo();
    await write('b.txt', 'mine\n');
    const report = await run.redo();
    assert.deepEqual([report.restored, report.conflicts], [['a.txt'], ['b.txt']]);
    await write('b.txt', 'b\n');
    await write('a.txt', 'A\nmine\n');
    assert.deepEqual((await run.redo()).restored, ['b.txt']);
    assert.deepEqual([await text('a.txt'), await text('b.txt')], ['A\nmine\n', 'B\n']);
  });

  it('does not remove what was moved when its source cannot come back', async () => {
    const { run, write, move, text } = begin();
    await write('a.txt', 'precious\n');
    await move('1', 'a.txt', 'b.txt');
    await write('a.txt', 'another\n');
    assert.deepEqual((await run.undo()).conflicts, ['a.txt', 'b.txt']);
    assert.deepEqual([await text('a.txt'), await text('b.txt')], ['another\n', 'precious\n']);
  });

  it('puts a file where the run had made a folder', async () => {
    const { run, write, disk, text } = begin();
    await write('x', 'a file');
    await run.step('1', ['x', 'x/y'], async () => {
      await disk.remove('x');
      await write('x/y', 'below');
    });
    // What `missingFolders` would have told after the file was gone.
    const touched = run.events.find((event) => event.kind === 'step.touched');
    Object.assign(
      touched!.files.find(({ path }) => path === 'x/y')!,
      { madeFolders: ['x'] },
    );
    await run.undo();
    assert.deepEqual([await disk.list(), await text('x')], [['x'], 'a file']);
    await run.redo();
    assert.deepEqual(await disk.list(), ['x/', 'x/y']);
  });

  it('names the files whose former content is not known', async () => {
    const { run, write, edit } = begin();
    await write('a.txt', 'a');
    await edit('1', 'a.txt', 'A');
    run.events.push({ kind: 'step.touched', step: '2', files: [], unkept: ['huge.bin'] });
    const report = await run.undo();
    assert.deepEqual([report.restored, report.conflicts], [['a.txt'], ['huge.bin']]);
    assert.match(report.reasons?.['huge.bin'] ?? '', /too large/);
    assert.deepEqual(foldUndoHistory(run.events).undone, ['1'], 'what stays as the run left it is not called undone');
    assert.deepEqual((await run.redo()).restored, ['a.txt']);
  });

  it('does not guess at a step that was cut off while it wrote', async () => {
    const { run, write, edit, checkpoints, text } = begin();
    await write('a.txt', 'a\n');
    await write('b.txt', 'b\n');
    const [a, b] = await checkpoints.capture(['a.txt', 'b.txt']);
    run.events.push(
      { kind: 'step.started', step: '1' },
      {
        kind: 'step.checkpointed',
        step: '1',
        files: [
          { path: 'a.txt', before: a! },
          { path: 'b.txt', before: b! },
        ],
      },
    );
    await write('a.txt', 'half\n');
    run.events.push({ kind: 'run.interrupted', message: 'gone' });
    const report = await run.undo();
    assert.deepEqual([report.unchanged, report.conflicts], [['b.txt'], ['a.txt']]);
    assert.match(report.reasons?.['a.txt'] ?? '', /interrupted/);
    assert.equal(await text('a.txt'), 'half\n');
    await edit('1', 'a.txt', 'whole\n');
    assert.deepEqual((await run.undo()).conflicts, ['a.txt'], "the half before it is still nobody's");
    await write('a.txt', 'a\n');
    assert.deepEqual((await run.undo()).unchanged, ['a.txt']);
  });

  it('says of a file that could not be written why, and does the others', async () => {
    const { run, write, edit, disk, text } = begin();
    await write('a.txt', 'a');
    await write('b.txt', 'b');
    await edit('1', 'a.txt', 'A');
    await edit('2', 'b.txt', 'B');
    const { write: writes } = disk;
    disk.write = (path, bytes) =>
      path === 'a.txt' ? Promise.reject(new Error('the disk is full')) : writes(path, bytes);
    const report = await run.undo();
    assert.deepEqual([report.restored, report.conflicts], [['b.txt'], ['a.txt']]);
    assert.match(report.reasons?.['a.txt'] ?? '', /the disk is full/);
    disk.write = writes;
    assert.deepEqual((await run.undo()).restored, ['a.txt']);
    assert.deepEqual([await text('a.txt'), await text('b.txt')], ['a', 'b']);
  });

  it('stops where it is asked to, and tells what was not done', async () => {
    const stop = new AbortController();
    const { run, write, edit } = begin({
      signal: stop.signal,
      append: async (event) => void (event.kind === 'undo.started' && stop.abort()),
    });
    await write('a.txt', 'a');
    await edit('1', 'a.txt', 'A');
    const report = await run.undo();
    assert.deepEqual([report.conflicts, report.reasons], [['a.txt'], { 'a.txt': 'it was stopped before its turn' }]);
    assert.equal(run.events.at(-1)?.kind, 'undo.finished');
  });

  it('is finished when it is done again, and then redone whole', async () => {
    let finishing = true;
    const { run, write, edit, disk, text } = begin({
      append: async (event) =>
        void (event.kind === 'undo.finished' && finishing && assert.fail('the window went away')),
    });
    await write('a.txt', 'a\n');
    await write('b.txt', lines(...ten));
    await write('c.txt', 'c\n');
    await edit('1', 'a.txt', 'A\n');
    await edit('2', 'b.txt', lines(...changed(3, 'RUN')));
    await edit('3', 'c.txt', 'C\n');
    await write('b.txt', lines(...changed(7, 'MINE', changed(3, 'RUN'))));
    const { write: writes } = disk;
    disk.write = (path, bytes) => (path === 'c.txt' ? Promise.reject(new Error('gone')) : writes(path, bytes));
    await assert.rejects(run.undo(), /went away/);
    disk.write = writes;
    finishing = false;
    await write('a.txt', 'a\nmine, in between\n');
    const report = await run.undo();
    assert.deepEqual(report, { ...nothing, restored: ['c.txt'], unchanged: ['a.txt', 'b.txt'] });
    assert.deepEqual(
      [await text('a.txt'), await text('b.txt'), await text('c.txt')],
      ['a\nmine, in between\n', lines(...changed(7, 'MINE')), 'c\n'],
    );
    assert.deepEqual(await run.redo(), { ...nothing, restored: ['c.txt'], merged: ['a.txt', 'b.txt'] });
    assert.deepEqual(
      [await text('a.txt'), await text('b.txt'), await text('c.txt')],
      ['A\nmine, in between\n', lines(...changed(7, 'MINE', changed(3, 'RUN'))), 'C\n'],
    );
  });

  it('does not redo what the run has overtaken', async () => {
    const { run, write, edit } = begin();
    await write('a.txt', 'a');
    await edit('1', 'a.txt', 'A');
    await run.undo();
    await edit('1', 'a.txt', 'A2');
    assert.deepEqual(foldUndoHistory(run.events).undone, []);
    await assert.rejects(run.redo(), (error) => FluxError.is(error, 'nothing_to_redo'));
    assert.deepEqual((await run.undo()).restored, ['a.txt']);
  });

  describe('of commits', () => {
    const commit = (hash: string): CommitFacts => ({ hash, paths: ['a.txt'], subject: hash });
    const committed = (step: string, hash: string): SessionEventBody => ({
      kind: 'step.finished',
      step,
      status: 'done',
      commit: commit(hash),
    });
    const repository = (start: string[]) => {
      const log = [...start];
      const asked: string[] = [];
      return {
        log,
        asked,
        async uncommit({ hash }: CommitFacts) {
          asked.push(`uncommit ${hash}`);
          if (log[0] !== hash) return { done: false, why: 'It is not the newest commit any more.' };
          log.shift();
          return { done: true };
        },
        async recommit({ hash }: CommitFacts) {
          asked.push(`recommit ${hash}`);
          log.unshift(hash);
          return { done: true };
        },
        recent: async () => log.map((hash) => ({ hash, subject: '', at: 0, paths: [] })),
      };
    };

    it('takes them back the newest first, and makes them again the oldest first', async () => {
      const git = repository(['c2', 'c1', 'c0']);
      const { run } = begin({ git });
      run.events.push(committed('1', 'c1'), committed('2', 'c2'));
      assert.deepEqual((await run.undo()).commits, [
        { hash: 'c2', done: true },
        { hash: 'c1', done: true },
      ]);
      assert.deepEqual(git.log, ['c0']);
      assert.deepEqual((await run.redo()).commits, [
        { hash: 'c1', done: true },
        { hash: 'c2', done: true },
      ]);
      assert.deepEqual(git.log, ['c2', 'c1', 'c0']);
    });

    it('says why one stays, and does not redo it', async () => {
      const git = repository(['mine', 'c1', 'c0']);
      const { run, write, edit } = begin({ git });
      await write('a.txt', 'a');
      await edit('1', 'a.txt', 'A');
      run.events.push(committed('2', 'c1'));
      assert.deepEqual((await run.undo()).commits, [
        { hash: 'c1', done: false, why: 'It is not the newest commit any more.' },
      ]);
      assert.deepEqual(foldUndoHistory(run.events).undone, ['1']);
      assert.equal((await run.redo()).commits, undefined);
      assert.deepEqual(git.asked, ['uncommit c1']);
    });

    it('knows one that was taken back before the crash', async () => {
      const git = repository(['c2', 'c1', 'c0']);
      let finishing = true;
      const { run } = begin({
        git,
        append: async (event) =>
          void (event.kind === 'undo.finished' && finishing && assert.fail('the window went away')),
      });
      run.events.push(committed('1', 'c1'), committed('2', 'c2'));
      await assert.rejects(run.undo(), /went away/);
      finishing = false;
      assert.deepEqual((await run.undo()).commits, [
        { hash: 'c2', done: true },
        { hash: 'c1', done: true },
      ]);
    });

    it('passes what git refuses on', async () => {
      const git = { ...noGit, uncommit: () => Promise.reject(new FluxError('git_busy', 'A rebase waits for you.')) };
      const { run } = begin({ git });
      run.events.push(committed('1', 'c1'));
      assert.deepEqual((await run.undo()).commits, [{ hash: 'c1', done: false, why: 'A rebase waits for you.' }]);
    });
  });
});

describe('mergeTexts', () => {
  const merge = (base: string, mine: string, theirs: string) => mergeTexts({ base, mine, theirs });
  it('takes both where they are apart or next to each other', () => {
    assert.equal(merge('a\nb\nc\n', 'A\nb\nc\n', 'a\nb\nC\n'), 'A\nb\nC\n');
    assert.equal(merge('a\nb\n', 'A\nb\n', 'a\nB\n'), 'A\nB\n');
    assert.equal(merge('a\nrun\n', 'a\nrun\nmine\n', 'a\n'), 'a\nmine\n');
    assert.equal(merge('a\nrun\n', 'mine\na\nrun\n', 'a\n'), 'mine\na\n');
  });
  it('takes once what both did', () => {
    assert.equal(merge('a\nb\n', 'A\nB\n', 'A\nb\n'), 'A\nB\n');
    assert.equal(merge('a\n', 'a\nb\n', 'a\nb\n'), 'a\nb\n');
  });
  it('refuses what clashes', () => {
    assert.equal(merge('a\nb\nc\n', 'a\nmine\nc\n', 'a\ntheirs\nc\n'), undefined);
    assert.equal(merge('a\n', 'a\nmine\n', 'a\ntheirs\n'), undefined);
    assert.equal(merge('a\nb\nc\n', 'a\nb\nmine\nc\n', 'a\n'), undefined);
    assert.equal(merge('a\nrun\n', 'a\nmine\n', 'a\n'), undefined);
  });
  it('never joins two lines at the end of a text', () => {
    assert.equal(merge('a\nb', 'a\nb\nmine', 'a\nB'), 'a\nB\nmine');
    assert.equal(
      merge('0\n1\n2', '0\nmine\n1', '0\n1\ntheirs\n2'),
      '0\nmine\n1\ntheirs',
      'a missing line end does not put lines out of order',
    );
    assert.equal(merge('a\nb\n', 'a\nb\nmine', 'A\nb\n'), 'A\nb\nmine');
  });
});
