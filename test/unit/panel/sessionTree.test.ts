import assert from 'node:assert/strict';
import type { SessionState, SessionSummary } from '../../../src/contracts/session';
import { ageText, contextOf, descriptionOf, groupSessions, standingOf } from '../../../src/ui/sessionTree';

const session = (id: string, state: SessionState): SessionSummary => ({
  id,
  name: id,
  goal: id,
  state,
  progress: 0,
  createdAt: 0,
  updatedAt: 0,
});

describe('the sessions view', () => {
  it('groups what waits for the person, what works, what sleeps and what is over', () => {
    const all = [
      session('a', 'implementation'),
      session('b', 'awaiting_approval'),
      session('c', 'paused'),
      session('d', 'complete'),
      session('e', 'planning'),
      session('f', 'failed'),
      session('g', 'paused'),
    ];
    const groups = groupSessions(
      all,
      new Map([
        ['e', { asks: true, word: '' }],
        ['g', { asks: false, awaitsEvent: true, word: '' }],
        ['d', { asks: false, awaitsEvent: true, word: '' }],
      ]),
    );
    assert.deepEqual(
      groups.map(({ id, sessions }) => [id, sessions.map((each) => each.id).join('')]),
      [
        ['needsYou', 'bce'],
        ['working', 'a'],
        ['waiting', 'g'],
        ['finished', 'df'],
      ],
    );
    assert.deepEqual(groupSessions([], new Map()), []);
  });

  it('lists 200 finished ones at first and says how many more there are', () => {
    const [finished] = groupSessions(
      Array.from({ length: 10_000 }, (_, index) => session(String(index), 'complete')),
      new Map(),
    );
    assert.deepEqual([finished?.sessions.length, finished?.more], [200, 9_800]);
  });

  it('describes a session by its word, how far it is and its age', () => {
    const question = { id: 'q', kind: 'question', text: 't' } as const;
    const told = (state: SessionState, rest: Partial<Parameters<typeof standingOf>[0]> = {}) =>
      descriptionOf({ ...session('x', state), progress: 0.6 }, standingOf({ state, gates: [], ...rest }), 200_000);
    assert.equal(told('implementation'), 'running · 60 % · 3 m');
    assert.equal(told('implementation', { gates: [question] }), 'waiting for your answer · 60 % · 3 m');
    assert.equal(
      told('awaiting_approval', { gates: [{ ...question, kind: 'plan' }] }),
      'waiting for your approval · 60 % · 3 m',
    );
    assert.equal(told('paused', { gates: [question] }), 'waiting for your answer · 60 % · 3 m');
    assert.equal(
      told('paused', { suspended: { by: 'interruption', from: 'testing', reason: 'm' } }),
      'interrupted · 60 % · 3 m',
    );
    assert.equal(
      told('paused', { suspended: { by: 'waiting', from: 'testing', reason: 'r' } }),
      'waiting for an event · 60 % · 3 m',
    );
    assert.equal(told('complete', { gates: [question] }), 'done · 3 m');
    assert.equal(descriptionOf(session('x', 'planning'), undefined, 0), 'planning · now');
  });

  it('tells ages and what menus hang on', () => {
    const ages = [0, 59_000, 61_000, 3_599_000, 3_601_000, 47 * 3_600_000, 49 * 3_600_000, -5].map((ago) =>
      ageText(1e12 - ago, 1e12),
    );
    assert.deepEqual(ages, ['now', 'now', '1 m', '59 m', '1 h', '47 h', '2 d', 'now']);
    assert.deepEqual(
      (['planning', 'awaiting_approval', 'paused', 'cancelled'] as const).map((state) =>
        contextOf(session('x', state)),
      ),
      ['session.working', 'session.waiting', 'session.paused', 'session.ended'],
    );
  });
});
