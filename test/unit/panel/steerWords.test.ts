import assert from 'node:assert/strict';
import type { DecisionRecord } from '../../../src/contracts/decision';
import { decisionText, statusText } from '../../../src/ui/statusText';
import { announcement } from '../../../src/webview/announcements';
import { decisionFacts } from '../../../src/webview/decisionWords';
import { saidWords, stateHeadline, stepMarks, stepWords } from '../../../src/webview/words';
import { panelMessageSchema } from '../../../src/contracts/panel';
import { fixtures, panel, session, step } from '../../webview/fixtures';

describe('words of a steered run', () => {
  it('says how a session rests', () => {
    const words = (fields: Parameters<typeof session>[0]) => stateHeadline(session({ state: 'paused', ...fields }));
    assert.equal(words({}), 'Paused');
    assert.equal(words({ suspended: { by: 'waiting', from: 'implementation', reason: 'r' } }), 'Waiting for an event');
    assert.equal(words({ suspended: { by: 'phase', from: 'implementation', reason: 'r' } }), 'Paused');
    assert.equal(words({ suspended: { by: 'interruption', from: 'implementation', reason: 'm' } }), 'Interrupted');
    assert.equal(words({ gates: [{ id: 'q', kind: 'question', text: 't', sleeps: true }] }), 'Waiting for your answer');
  });

  it('says where a session stands, each thing once', () => {
    const steps = [step('a', 'Look', { status: 'done' }), step('b', 'Write', { status: 'running' }), step('c', 'Test')];
    const plan = { ...fixtures['asking']!.session.plan!, steps };
    const told = (fields: Parameters<typeof session>[0]) =>
      statusText(session({ name: 'clock', plan, modelCalls: 1, feedback: [], decisions: [], ...fields }));
    assert.match(
      told({ state: 'implementation', progress: 1 / 3 }),
      /^clock: running, 1 of 3 steps done\. Now: “Write”\. [\d.k]+ tokens in 1 model call\.$/,
    );
    assert.match(told({ state: 'awaiting_approval' }), /^clock: waiting for your approval, 3 steps\./);
    assert.match(
      told({ state: 'implementation', progress: 0.4, progressNote: 'Two tests are new.' }),
      /1 of 3 steps done, 40 % \(Two tests are new\)\./,
    );
    assert.doesNotMatch(told({ state: 'planning', plan: undefined, modelCalls: 0 }), /step|token/);
  });

  it('says what a decision did to a step, to screen readers too', () => {
    const marked = step('a', 'Run the tests', {
      status: 'failed',
      agent: 'tester',
      retries: 1,
      addedAt: 9,
      leftOut: { by: 'replaced' },
    });
    assert.deepEqual(stepMarks(marked), ['tester', 'tried 2 times', 'added by Flux', 'replaced']);
    assert.match(stepWords(marked, false), /tried 2 times, added by Flux, replaced\.$/);
    assert.deepEqual(stepMarks(step('b', 'Format', { status: 'skipped', leftOut: { by: 'decision' } })), [
      'skipped by Flux',
    ]);
    assert.deepEqual(stepMarks(step('c', 'Look')), []);
  });

  it('says what came of a decision, naming steps by their titles where they are known', () => {
    const facts = decisionFacts(
      {
        why: 'failed',
        by: 'model',
        action: 'create_task',
        reasoning: 'r',
        added: ['a'],
        dropped: ['gone'],
        role: 'tester',
        outcome: 'It was refused.',
      },
      new Map([['a', 'Mend it']]),
    );
    assert.deepEqual(facts, ['Added 1 step: “Mend it”.', 'Skipped: “gone”.', 'Assigned to tester.', 'It was refused.']);
  });

  it('tells a decision of another version by its reasons', () => {
    // The type had these once; a file of a session may hold any.
    for (const action of ['retry', 'stop', 'of a later version']) {
      const old = { why: 'failed', by: 'rule', action, reasoning: 'The disk is full.' } as unknown as DecisionRecord;
      assert.equal(decisionText(old), 'The disk is full.');
      const after = panel({ decisions: [old] });
      assert.equal(announcement(panel(), after), 'The disk is full');
    }
  });

  it('says what became of feedback', () => {
    const one = { text: 't', at: 0, seen: false };
    assert.equal(saidWords(one), 'goes to the model with the next call');
    assert.equal(saidWords({ ...one, seen: true }), 'seen by the model');
    assert.equal(saidWords({ ...one, effect: 'Left out: “Docs”.' }), 'Left out: “Docs”.');
  });

  it('announces decisions and what became of feedback, once', () => {
    const before = panel({ state: 'implementation', feedback: [{ text: 't', at: 0, seen: false }] });
    const after = panel({
      state: 'implementation',
      feedback: [{ text: 't', at: 0, seen: true }],
      decisions: [{ why: 'failed', by: 'model', action: 'escalate_to_human', reasoning: 'Either may be meant.' }],
    });
    assert.equal(
      announcement(before, after),
      'Question for you: Either may be meant. Your feedback: seen by the model',
    );
    assert.equal(announcement(after, after), undefined);
  });

  it('accepts what the panel sends to a run, and no empty words', () => {
    for (const message of [{ type: 'pause' }, { type: 'resume' }, { type: 'feedback', text: 'skip the docs' }])
      assert.ok(panelMessageSchema.safeParse(message).success);
    assert.ok(!panelMessageSchema.safeParse({ type: 'feedback', text: '' }).success);
    assert.equal(fixtures.input?.session.gates[0]?.input, 'files');
  });
});
