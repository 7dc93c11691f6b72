import assert from 'node:assert/strict';
import type { Change } from '../../../../src/contracts/watch';
import type { SessionSnapshot } from '../../../../src/contracts/session';
import { createWaitingChanges } from '../../../../src/core/watch/waitingChanges';

const saved = (...paths: string[]): Change => ({ kind: 'saved', paths });
const ended = (id: string): Change => ({ kind: 'ended', session: { id } as unknown as SessionSnapshot });

describe('changes that wait for a watcher', () => {
  it('are told once each', () => {
    const waiting = createWaitingChanges();
    for (const change of [saved('a'), { kind: 'git' } as const, saved('b', 'a'), { kind: 'git' } as const])
      waiting.add(change);
    assert.deepEqual(waiting.take(), [saved('a', 'b'), { kind: 'git' }]);
    assert.ok(waiting.isEmpty);
  });

  it('tell what was saved after a session’s end apart from what was saved before', () => {
    const waiting = createWaitingChanges();
    for (const change of [saved('a'), ended('s1'), saved('a', 'b'), saved('c')]) waiting.add(change);
    assert.deepEqual(waiting.take(), [saved('a'), ended('s1'), saved('a', 'b', 'c')]);
  });

  it('come first when they are put back', () => {
    const waiting = createWaitingChanges();
    for (const change of [saved('a'), ended('s1')]) waiting.add(change);
    const taken = waiting.take();
    waiting.add(saved('a'));
    waiting.putBack(taken);
    assert.deepEqual(waiting.take(), [saved('a'), ended('s1'), saved('a')]);
  });

  it('are everything when more files are saved than a person saves', () => {
    const waiting = createWaitingChanges();
    waiting.add(saved(...Array.from({ length: 400 }, (_, at) => `a${at}`)));
    waiting.add(ended('s1'));
    waiting.add(saved(...Array.from({ length: 400 }, (_, at) => `b${at}`)));
    waiting.add(saved('late'));
    assert.deepEqual(waiting.take(), [ended('s1'), { kind: 'opened' }]);
    waiting.add(saved('c'));
    assert.deepEqual(waiting.take(), [saved('c')]);
  });
});
