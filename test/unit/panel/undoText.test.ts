import assert from 'node:assert/strict';
import { undoText } from '../../../src/ui/undoText';

const nothing = { restored: [], merged: [], conflicts: [], unchanged: [] };

describe('what an undo came to, in words', () => {
  it('counts what was restored and names what was merged', () => {
    assert.equal(undoText('undo', { ...nothing, restored: ['a.ts'] }), 'Restored 1 file.');
    assert.equal(undoText('redo', { ...nothing, restored: ['a.ts', 'b.ts'] }), 'Changes to 2 files were reapplied.');
    assert.equal(
      undoText('undo', { ...nothing, restored: ['a.ts'], merged: ['b.ts'] }),
      'Restored 2 files. Your later edits in b.ts were kept.',
    );
  });

  it('says why a commit or a file stays', () => {
    const text = undoText('undo', {
      ...nothing,
      conflicts: ['a.ts'],
      reasons: { 'a.ts': 'the same lines were edited since' },
      commits: [{ hash: '0123456789', done: false, why: 'it is on a remote already.' }],
    });
    assert.equal(
      text,
      'The commit 01234567 stays: it is on a remote already. Kept as you have it: a.ts (the same lines ' +
        'were edited since).',
    );
  });

  it('says when there was nothing to do', () => {
    assert.equal(undoText('undo', nothing), 'There was nothing to undo.');
    assert.equal(
      undoText('undo', { ...nothing, unchanged: ['a.ts'] }),
      'There was nothing to restore. The files are already in that state.',
    );
  });
});
