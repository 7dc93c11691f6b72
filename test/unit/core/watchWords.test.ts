import assert from 'node:assert/strict';
import type { ProposalKind, WatcherStatus } from '../../../src/contracts/watch';
import { briefly, learntLines, startHere, watchedNames, watcherText } from '../../../src/words/watchWords';

describe('the words for what is watched and suggested', () => {
  it('say a suggestion in a few words', () => {
    const brief = (kind: ProposalKind, title: string) => briefly({ kind, title });
    assert.equal(brief('failing_tests', '“adds” fails'), '1 test fails: fix it?');
    assert.equal(brief('failing_tests', '“2 tests fail” fails'), '1 test fails: fix it?');
    assert.equal(brief('failing_tests', '1,200 tests fail in test/a.js'), '1,200 tests fail: fix them?');
    assert.equal(brief('comment', 'rename it'), 'rename it: start it?');
    assert.ok(brief('comment', 'x'.repeat(400)).length <= 48);
  });

  it('say what the light bulb starts', () => {
    assert.equal(startHere({ kind: 'failing_tests', title: '“adds” fails' }), 'Fix with Flux: “adds” fails');
    assert.equal(startHere({ kind: 'comment', title: 'Rename it' }), 'Start with Flux: Rename it');
  });

  it('name what is on, and nothing that has not looked yet', () => {
    const watchers: WatcherStatus[] = [
      { name: 'tests', state: 'failing', detail: 'No such command.' },
      { name: 'autofix', state: 'off', detail: 'Off (flux.watchers.autofix).' },
      { name: 'git', state: 'waiting', detail: 'Suggests to save work.' },
      { name: 'comments', state: 'waiting' },
      { name: 'index', state: 'watching', detail: 'Keeps the index of 3 files up to date.' },
    ];
    assert.deepEqual(watchedNames(watchers), ['tests', 'git']);
    assert.deepEqual(watchers.map(watcherText), [
      'failing · No such command.',
      'Off (flux.watchers.autofix).',
      'waiting · Suggests to save work.',
      'waiting',
      'Keeps the index of 3 files up to date.',
    ]);
    assert.deepEqual([{ name: 'index', state: 'off' } as const].map(watcherText), ['Off']);
  });

  it('tell what was learnt, and what it leads to', () => {
    const wanted: Partial<Record<ProposalKind, number>> = { failing_tests: 1.4, uncommitted_work: 0.6 };
    const lines = learntLines(
      {
        failing_tests: { taken: 2.8, dismissed: 0.2, undone: 0 },
        uncommitted_work: { taken: 0, dismissed: 3, undone: 1 },
        conflicts: { taken: 1, dismissed: 1, undone: 0 },
        behind: { taken: 0.3, dismissed: 0, undone: 0 },
      },
      ['comment'],
      (kind) => wanted[kind] ?? 1,
    );
    assert.deepEqual(
      lines.map(({ kind, text }) => `${kind}: ${text}`),
      [
        'failing_tests: 3 started: shown earlier',
        'uncommitted_work: 3 dismissed, 1 undone: shown later',
        'conflicts: 1 started, 1 dismissed: shown as usual',
        'comment: not suggested: you said “Not this kind”',
      ],
    );
  });
});
