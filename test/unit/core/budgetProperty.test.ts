import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { SessionEvent, SessionEventBody } from '../../../src/contracts/events';
import type { Answer, Gate, SessionSnapshot } from '../../../src/contracts/session';
import type { SettingsPort } from '../../../src/contracts/settings';
import { FluxError, isCancelled } from '../../../src/base/errors';
import { createCallBudget } from '../../../src/core/budget/callBudget';
import { createCallEstimates } from '../../../src/core/budget/callEstimates';
import { reduceSession } from '../../../src/core/session/reduceSession';
import type { SessionLog } from '../../../src/core/session/sessionLog';

/** A session's log in memory, folded as every log is. */
function logOf(): SessionLog & { snapshot: SessionSnapshot } {
  let seq = 0;
  let snapshot: SessionSnapshot | undefined;
  const take = (body: SessionEventBody) => {
    snapshot = reduceSession(snapshot, { ...body, v: 1, seq: ++seq, at: seq } as SessionEvent);
  };
  take({ kind: 'session.created', id: 'id', name: 'n', goal: 'g', origin: 'api' });
  return {
    get snapshot() {
      return snapshot!;
    },
    append: async (...bodies: SessionEventBody[]) => {
      bodies.forEach(take);
      return snapshot!;
    },
  } as unknown as SessionLog & { snapshot: SessionSnapshot };
}

const call = fc.record({
  /** Characters of the prompt. */
  prompt: fc.integer({ min: 1, max: 60_000 }),
  answer: fc.integer({ min: 0, max: 12_000 }),
  /** Where it begins while others are under way. */
  beside: fc.boolean(),
  /** By how much the endpoint counts otherwise than four bytes a token. */
  off: fc.double({ min: 0.7, max: 1.4, noNaN: true }),
});
const run = fc.record({
  limit: fc.oneof(fc.constantFrom(0, 1, 10, 1_000_000_000), fc.integer({ min: 100, max: 120_000 })),
  calls: fc.array(call, { minLength: 1, maxLength: 12 }),
  replies: fc.infiniteStream(fc.constantFrom('raise', 'raise', 'finish', 'stop')),
});

describe('limits in random runs', () => {
  it('are never passed by a call that was known not to fit, and by one answer at most', async function () {
    await fc.assert(
      fc.asyncProperty(run, async ({ limit, calls, replies }) => {
        const log = logOf();
        const estimates = createCallEstimates();
        const stopped = new AbortController();
        const settings = ((key: string) =>
          ({ 'budget.maxTokensPerRun': limit, 'budget.maxCostPerRun': 0 })[key] ?? 'proportional') as SettingsPort;
        const budget = createCallBudget({
          log,
          settings,
          estimates,
          stop: () => stopped.abort(),
          async ask(gate: Gate): Promise<Answer> {
            await Promise.resolve();
            const [choice = 'stop'] = replies.take(1);
            assert.deepEqual(
              gate.choices?.map(({ id }) => id),
              ['raise', 'finish', 'stop'],
            );
            if (choice === 'raise') await log.append({ kind: 'budget.raised', ...gate.raise });
            if (choice === 'finish') await log.append({ kind: 'budget.finished' });
            return { text: choice, choice };
          },
        });
        let longest = 0;
        let error = 0;
        const make = async ({ prompt, answer, off }: (typeof calls)[number]) => {
          const messages = [{ role: 'user' as const, content: 'x'.repeat(prompt) }];
          const admission = await budget.admit({ model: 'm', messages, costOf: () => undefined }, stopped.signal);
          const { maxTokens = 0, usedTokens = 0 } = log.snapshot.budget ?? {};
          assert.ok(maxTokens === 0 || usedTokens + admission.estimate <= maxTokens, 'foreseeable');
          await Promise.resolve();
          const usage = { prompt: Math.ceil((prompt / 4) * off), completion: answer, cached: 0 };
          longest = Math.max(longest, answer);
          error += Math.max(0, usage.prompt - admission.estimate);
          estimates.learn('m', messages, usage);
          await log.append({ kind: 'model.called', purpose: 'bind', model: 'm', usage, durationMs: 1 });
          admission.end();
        };
        const under: Promise<void>[] = [];
        for (const each of calls) {
          const made = make(each).catch((reason: unknown) => {
            if (!isCancelled(reason) && !FluxError.is(reason, 'budget_finished')) throw reason;
          });
          under.push(made);
          if (!each.beside) await Promise.all(under);
        }
        await Promise.all(under);
        const { maxTokens = 0, usedTokens = 0 } = log.snapshot.budget ?? {};
        assert.ok(maxTokens === 0 || usedTokens <= maxTokens + longest + error, `${usedTokens} of ${maxTokens}`);
      }),
      { numRuns: 10_000 },
    );
  });
});
