import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { EarlierGoal } from '../../../src/contracts/decision';
import type { SessionEvent, SessionEventBody } from '../../../src/contracts/events';
import type { SessionSnapshot } from '../../../src/contracts/session';
import { foldEarlier } from '../../../src/core/compress/foldEarlier';
import { foldSession } from '../../../src/core/session/reduceSession';

/** Words that begin what is kept, and a tail that may go. */
const tail = fc.string({ maxLength: 300 }).map((text) => text.replace(/\s+/g, ' '));
const turn = fc.record({
  files: fc.integer({ min: 1, max: 3 }),
  tails: fc.array(tail, { minLength: 5, maxLength: 5 }),
});
const goalOf = (at: number, { files, tails }: { files: number; tails: string[] }): SessionEventBody[] => [
  {
    kind: 'plan.proposed',
    plan: {
      summary: 's',
      source: 'model',
      steps: Array.from({ length: files }, (_, step) => ({
        id: `s${at}-${step}`,
        title: `title${at}`,
        tool: 'edit_file',
        effect: 'write',
        dependsOn: [],
        expect: [],
        late: false,
        writes: [],
        about: '',
      })),
    },
  },
  { kind: 'plan.approved', scope: { writes: [], runs: [], commits: false }, by: 'person' },
  { kind: 'feedback.added', text: `said${at} ${tails[0]}` },
  {
    kind: 'decision.made',
    decision: { why: 'failed', by: 'model', action: 'create_task', reasoning: `reason${at} ${tails[1]}` },
  },
  { kind: 'step.started', step: `s${at}-0` },
  {
    kind: 'step.finished',
    step: `s${at}-0`,
    status: 'failed',
    error: { reason: 'x', message: `because${at} ${tails[2]}` },
    files: [`src/file${at}.js`],
  },
  {
    kind: 'session.failed',
    error: { reason: 'x', message: 'no' },
    summary: `came${at} ${tails[3]}`,
    report: {
      headline: 'h',
      verified: false,
      files: [{ path: `src/file${at}.js`, added: 1, removed: 0, created: false }],
      unverified: [`open${at} ${tails[4]}`],
      durationMs: 1,
    },
  },
];

function sessionOf(turns: readonly { files: number; tails: string[] }[]): SessionSnapshot {
  const bodies: SessionEventBody[] = [
    { kind: 'session.created', id: 'i', name: 'n', goal: 'goal0', origin: 'api' },
    ...turns.flatMap((each, at) => [
      ...goalOf(at, each),
      { kind: 'session.continued' as const, goal: `goal${at + 1}` },
    ]),
  ];
  return foldSession(bodies.map((body, at) => ({ ...body, v: 1, seq: at + 1, at: at + 1 }) as SessionEvent))!;
}

describe('what a session did for its earlier goals', () => {
  it('is still there after five more goals: decisions, files, failures, what is open, what was said', () => {
    fc.assert(
      fc.property(fc.array(turn, { minLength: 6, maxLength: 6 }), (turns) => {
        const { earlier = [] } = sessionOf(turns);
        assert.equal(earlier.length, 6);
        const text = foldEarlier(earlier, 6_000);
        assert.ok(text.length <= 6_000, `${text.length}`);
        for (let at = 0; at < 6; at++)
          for (const word of ['goal', 'came', 'reason', 'because', 'open', 'said', 'src/file'])
            assert.ok(text.includes(`${word}${at}`), `${word}${at} in\n${text}`);
      }),
      { numRuns: 200 },
    );
  });

  it('is told in full where it is short, and shorter the older it is', () => {
    const goal = (at: number, summary: string): EarlierGoal => ({
      goal: `goal${at}`,
      state: 'complete',
      summary,
      files: [],
      steps: [],
      endedAt: at,
    });
    const two = [goal(0, 'x'.repeat(500)), goal(1, 'y'.repeat(500))];
    assert.equal(
      foldEarlier(two, 6_000),
      `- goal0\n  complete: ${'x'.repeat(500)}\n- goal1\n  complete: ${'y'.repeat(500)}`,
    );
    const many = Array.from({ length: 9 }, (_, at) => goal(at, `${at}`.repeat(500)));
    const text = foldEarlier(many, 3_000);
    assert.ok(text.length <= 3_000);
    assert.ok(text.includes('8'.repeat(400)) && !text.includes('0'.repeat(200)) && text.includes('goal0'));
    const endless = Array.from({ length: 500 }, (_, at) => goal(at, 'z'.repeat(500)));
    const named = foldEarlier(endless, 2_000);
    assert.ok(named.length <= 2_000 && named.includes('goal499'));
    assert.equal(foldEarlier([], 100), '');
  });
});
