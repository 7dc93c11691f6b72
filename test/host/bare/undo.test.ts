import assert from 'node:assert/strict';
import { chmodSync, existsSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { answersByPurpose } from '../../model/scriptedModel';
import { connectModel, disk, flux, planText, put, root } from '../flux';
import { readTree } from '../tools/tree';

describe('undo in a folder without git', () => {
  it('puts back what edits and a command did, and leaves the rest', async () => {
    const api = await flux();
    put('my notes.txt', '\ufeffone\r\ntwo\r\nthree\r\n');
    put('blob.bin', Buffer.from([0, 255, 1]));
    put('tool.sh', '#!/bin/sh\n');
    chmodSync(join(root(), 'tool.sh'), 0o750);
    put('gone.txt', 'gone\n');
    symlinkSync('my notes.txt', join(root(), 'link'));
    const before = readTree(root());
    const model = await connectModel(
      answersByPurpose({
        plan: `${planText([
          { id: 'fix', title: 'Edit', tool: 'edit_file', input: {} },
          {
            id: 'all',
            title: 'Command',
            tool: 'run_command',
            input: {
              command: 'printf "\\0new" > blob.bin && rm tool.sh gone.txt && mkdir -p a/b && printf x > a/b/c.txt',
            },
            dependsOn: ['fix'],
          },
        ])}\n=== fix ===\nmy notes.txt\n<<<<<<< SEARCH\ntwo\n=======\nTWO\n>>>>>>> REPLACE`,
      }),
    );
    try {
      const done = await api.whenSettled((await api.start({ goal: 'change things', approve: 'now' })).id);
      assert.equal(done.state, 'complete', JSON.stringify(done.plan?.steps));
      const after = readTree(root());
      assert.deepEqual((await api.undo(done.id)).conflicts, []);
      assert.deepEqual(readTree(root()), before);
      assert.deepEqual((await api.redo(done.id)).conflicts, []);
      assert.deepEqual(readTree(root()), after);
      put('a/b/mine.txt', 'mine\n');
      put('gone.txt', 'another\n');
      const report = await api.undo(done.id);
      assert.deepEqual(report.conflicts, ['a/b/c.txt', 'gone.txt'], JSON.stringify(report));
      assert.equal(disk('gone.txt'), 'another\n');
      assert.equal(disk('a/b/mine.txt'), 'mine\n');
    } finally {
      await model.stop();
      for (const name of ['my notes.txt', 'blob.bin', 'tool.sh', 'gone.txt', 'link', 'a'])
        rmSync(join(root(), name), { recursive: true, force: true });
    }
    assert.ok(!existsSync(join(root(), 'a')));
  });
});
