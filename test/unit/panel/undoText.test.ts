import assert from 'node:assert/strict';
import { undoText } from '../../../src/ui/undoText';

const nothing = { restored: [], merged: [], conflicts: [], unchanged: [] };

describe('what an undo came to, in words', () => {
  it('counts what was put back and names what was merged', () => {
    assert.equal(undoText('undo', { ...nothing, restored: ['a.ts'] }), '1 file was put back as before the run.');
    assert.equal(
      undoText('redo', { ...nothing, restored: ['a.ts', 'b.ts'] }),
      '2 files were made again as the run had left them.',
    );
    assert.equal(
      undoText('undo', { ...nothing, restored: ['a.ts'], merged: ['b.ts'] }),
      '2 files were put back as before the run; in b.ts what was edited since was kept.',
    );
    assert.equal(
      undoText('undo', { ...nothing, restored: ['a.ts'] }, ['fix']),
      '1 file was put back as before the step.',
    );
  });

  it('says why a commit or a file stays', () => {
    const text = undoText('undo', {
      ...nothing,
      conflicts: ['a.ts'],
      reasons: { 'a.ts': 'the same lines have been edited since' },
      commits: [{ hash: '0123456789', done: false, why: 'it is on a remote already.' }],
    });
    assert.equal(
      text,
      'The commit 01234567 stays: it is on a remote already. Left exactly as you have it: a.ts (the same lines ' +
        'have been edited since).',
    );
  });

  it('says when there was nothing to do', () => {
    assert.equal(undoText('undo', nothing), 'There was nothing to undo.');
    assert.equal(
      undoText('undo', { ...nothing, unchanged: ['a.ts'] }),
      'There was nothing to put back: the files are like that already.',
    );
  });
});
