import assert from 'node:assert/strict';
import type { SessionEvent, SessionEventBody } from '../../../src/contracts/events';
import type { PlanStep } from '../../../src/contracts/plan';
import { reverseFile } from '../../../src/core/undo/reverseFile';
import { interruptionOf } from '../../../src/core/session/recover';
import { foldSession } from '../../../src/core/session/reduceSession';
import { buildPanelState } from '../../../src/ui/panelState';

const step = (id: string, effect: PlanStep['effect']): PlanStep => ({
  id,
  title: `Do ${id}`,
  tool: 'any',
  effect,
  input: {},
  dependsOn: [],
  expect: [],
  late: false,
  writes: [],
  about: id,
});
const fold = (...bodies: SessionEventBody[]) => {
  const all: SessionEventBody[] = [
    { kind: 'session.created', id: 's1', name: 'one', goal: 'do it', origin: 'api' },
    {
      kind: 'plan.proposed',
      plan: {
        summary: 'A plan',
        steps: [step('edit', 'write'), step('look', 'read'), step('make', 'execute')],
        source: 'model',
      },
    },
    { kind: 'plan.approved', scope: { writes: [], runs: [], commits: false }, by: 'person' },
    ...bodies,
  ];
  return foldSession(all.map((body, index): SessionEvent => ({ ...body, v: 1, seq: index + 1, at: 1000 + index })))!;
};
const touched = (path: string): SessionEventBody => ({
  kind: 'step.touched',
  step: 'make',
  files: [{ path, before: { key: null }, after: { key: 'k' } }],
  unkept: ['link'],
});
const report = { restored: [], merged: [], conflicts: [], unchanged: [] };

describe('what a step had done when it was cut off', () => {
  it('is told although the step gave no result', () => {
    const stopped = fold(
      { kind: 'step.started', step: 'make' },
      touched('b.txt'),
      { kind: 'step.finished', step: 'make', status: 'cancelled' },
      { kind: 'session.cancelled', reason: 'Stopped.' },
    );
    assert.deepEqual(
      [stopped.changedFiles, stopped.plan?.steps[2]?.files, stopped.plan?.steps[2]?.unkept],
      [['b.txt', 'link'], ['b.txt', 'link'], ['link']],
    );
    assert.equal(buildPanelState(stopped, { toolTitles: {} }).undo?.canUndo, true);
  });

  it('counts as changed as long as it is not back', () => {
    const undone = fold(
      touched('b.txt'),
      { kind: 'session.cancelled', reason: 'Stopped.' },
      { kind: 'undo.started', id: 'u', action: 'undo', files: [] },
      {
        kind: 'undo.finished',
        id: 'u',
        report: { ...report, restored: ['b.txt'], conflicts: ['link'] },
        files: [],
        undone: [],
      },
    );
    assert.deepEqual(undone.changedFiles, ['link']);
    assert.deepEqual(buildPanelState(undone, { toolTitles: {} }).undo?.canRedo, true);
  });

  it('can be undone after a crash where it was kept, and is named where not', () => {
    const working = fold(
      { kind: 'step.started', step: 'edit' },
      { kind: 'step.checkpointed', step: 'edit', files: [] },
      { kind: 'step.started', step: 'look' },
      { kind: 'step.started', step: 'make' },
    );
    const event = interruptionOf(working);
    assert.match(event.message, /What “Do make” had changed by then could not be recorded/);
    assert.doesNotMatch(event.message, /Do edit|Do look/);
    assert.doesNotMatch(interruptionOf(fold()).message, /recorded, so/);
    const crashed = fold({ kind: 'step.started', step: 'edit' }, event);
    assert.equal(buildPanelState(crashed, { toolTitles: {} }).undo?.canUndo, true);
    assert.equal(
      buildPanelState(fold({ kind: 'step.started', step: 'look' }, event), { toolTitles: {} }).undo,
      undefined,
    );
  });

  it('is nothing, where the file still has the same bytes, text or not', async () => {
    assert.deepEqual(
      await reverseFile({ key: 'same', mode: 0o644 }, [{ path: 'x', before: { key: 'same', mode: 0o644 } }], () =>
        Promise.resolve(undefined),
      ),
      { kind: 'unchanged' },
    );
    assert.equal(
      (await reverseFile({ key: 'other' }, [{ path: 'x', before: { key: 'same' } }], () => Promise.resolve(undefined)))
        .kind,
      'conflict',
    );
  });

  it('is not merged into a text that was not read whole', async () => {
    const texts: Record<string, string> = {
      now: 'caf\ufffd\na\nb\nc\nmine\n',
      before: 'caf\ufffd\na\nb\nc\n',
      after: 'caf\ufffd\nA\nb\nc\n',
    };
    const reversal = await reverseFile(
      { key: 'now' },
      [{ path: 'x', before: { key: 'before' }, after: { key: 'after' } }],
      ({ key }) => Promise.resolve(texts[key!]),
    );
    assert.equal(reversal.kind, 'conflict');
  });
});
