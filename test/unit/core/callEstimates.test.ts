import assert from 'node:assert/strict';
import type { Message } from '../../../src/contracts/model';
import type { SessionSnapshot, StepSnapshot } from '../../../src/contracts/session';
import type { SettingKey, SettingsPort } from '../../../src/contracts/settings';
import { createCallEstimates } from '../../../src/core/budget/callEstimates';
import { saneUsage } from '../../../src/core/budget/saneUsage';
import { chooseTier } from '../../../src/core/model/chooseTier';

const prompt = (chars: number): Message[] => [{ role: 'user', content: 'x'.repeat(chars) }];
const usage = (tokens: number) => ({ prompt: tokens, completion: 10, cached: 0 });

describe('estimates of calls', () => {
  it('learn how a model counts, each model by itself', () => {
    const estimates = createCallEstimates();
    assert.equal(estimates.prompt('m', prompt(4000)), 1000);
    for (let at = 0; at < 5; at++) estimates.learn('m', prompt(4000), usage(2000));
    assert.equal(estimates.prompt('m', prompt(4000)), 2000);
    assert.equal(estimates.prompt('other', prompt(4000)), 1000);
    assert.equal(estimates.error('m'), 0);
    assert.equal(estimates.error('other'), undefined);
  });

  it('pass over nonsense, and short prompts', () => {
    const estimates = createCallEstimates();
    for (const tokens of [0, -5, NaN, Infinity, 1e12, 1]) estimates.learn('m', prompt(4000), usage(tokens));
    estimates.learn('m', prompt(20), usage(15));
    assert.equal(estimates.prompt('m', prompt(4000)), 1000);
  });

  it('follow a model that begins to count otherwise, and forget models', () => {
    const estimates = createCallEstimates();
    for (let at = 0; at < 200; at++) estimates.learn('m', prompt(4000), usage(at < 100 ? 1000 : 1600));
    assert.equal(estimates.prompt('m', prompt(4000)), 1600);
    for (let at = 0; at < 30; at++) estimates.learn(`m${at}`, prompt(4000), usage(2000));
    assert.equal(estimates.prompt('m', prompt(4000)), 1000);
  });

  it('stand in for usage that no call can have taken', () => {
    const messages = prompt(4000);
    assert.deepEqual(saneUsage({ prompt: 900, completion: 20, cached: 500 }, messages, 'y'.repeat(80), 1000), {
      prompt: 900,
      completion: 20,
      cached: 500,
    });
    for (const bad of [-1, NaN, 1e9])
      assert.deepEqual(saneUsage({ prompt: bad, completion: bad, cached: bad }, messages, 'y'.repeat(80), 1000), {
        prompt: 1000,
        completion: 20,
        cached: 0,
      });
    assert.equal(saneUsage({ prompt: 10, completion: 1, cached: 5000 }, messages, 'y', 10).cached, 0);
  });
});

describe('the model of a call', () => {
  const settings = ((key: SettingKey) =>
    ({ 'routing.fastUpTo': 2, 'routing.strongFrom': 8, 'routing.strongAfterFailures': 1, 'routing.intents': {} })[
      key as string
    ]) as SettingsPort;
  const session = (score: number | undefined, ...steps: Partial<StepSnapshot>[]) =>
    ({
      plan: { steps },
      ...(score !== undefined && {
        budget: { steps: { a: { intent: 'transform', complexity: { score, reasons: [] } } } },
      }),
    }) as unknown as SessionSnapshot;
  const step = { purpose: 'bind' as const, step: { id: 'a' } };
  const ended = (endedAt: number, status: 'done' | 'failed', effect: 'read' | 'write' = 'write') => ({
    endedAt,
    status,
    effect,
  });

  it('goes by how complex the step is', () => {
    assert.equal(chooseTier(session(1.5), step, settings), 'fast');
    assert.equal(chooseTier(session(5), step, settings), 'ordinary');
    assert.equal(chooseTier(session(8), step, settings), 'strong');
    assert.equal(chooseTier(session(undefined), step, settings), 'ordinary');
    assert.equal(chooseTier(session(9), { purpose: 'plan' }, settings), 'ordinary');
  });

  it('goes up after a failure, and down again after a success', () => {
    assert.equal(chooseTier(session(1.5, ended(1, 'failed')), step, settings), 'strong');
    assert.equal(chooseTier(session(1.5, ended(1, 'failed'), ended(2, 'done')), step, settings), 'fast');
    assert.equal(chooseTier(session(1.5, ended(1, 'failed'), ended(2, 'done', 'read')), step, settings), 'strong');
    assert.equal(chooseTier(session(5), { ...step, step: { id: 'a', retries: 1 } }, settings), 'strong');
    const never = ((key: SettingKey) => (key === 'routing.strongAfterFailures' ? 0 : settings(key))) as SettingsPort;
    assert.equal(chooseTier(session(5, ended(1, 'failed')), step, never), 'ordinary');
  });
});
