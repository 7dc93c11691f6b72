import assert from 'node:assert/strict';
import fc from 'fast-check';
import { answersByPurpose } from '../../model/scriptedModel';
import { FluxError } from '../../../src/base/errors';
import { bundle } from '../node/buildWorker';
import { startCore, type Core } from './startCore';

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** Whenever something is said to a run, its next call to the model carries it, and so does every later one. */
describe('feedback at any moment (property)', () => {
  let worker: { file: string; remove: () => Promise<void> };
  let core: Core;

  before(async () => (worker = await bundle('src/node/store/storeWorker.ts')));
  after(() => worker.remove());
  beforeEach(async () => {
    core = await startCore(worker.file, {});
    core.place.overrides['tests.baselineSeconds'] = 0;
  });
  afterEach(() => core.stop());

  const requestsOf = (session: string) => core.asked.filter((request) => request.session === session);

  it('is recorded at once, reaches the model with its next call and with every later one, and is never lost', async () => {
    const words = fc.array(fc.nat(60), { minLength: 1, maxLength: 4 });
    const said = new Set<string>();
    await fc.assert(
      fc.asyncProperty(words, fc.nat(12), fc.nat(12), async (moments, planMs, stepMs) => {
        core.place.commandWaits = () => pause(stepMs);
        const plan = JSON.stringify({
          summary: 'done',
          steps: ['a', 'b', 'c'].map((id) => ({
            id,
            title: id,
            ...(id === 'b'
              ? { tool: 'write_file', input: { path: 'b.txt' }, instruction: 'write b' }
              : { tool: 'run_command', input: { command: `echo ${id}` } }),
          })),
        });
        const described = JSON.stringify({
          action: 'create_task',
          reasoning: 'more is wanted',
          task_description: 'do more',
        });
        const scripted = answersByPurpose({
          plan: Array(10).fill(plan),
          bind: () => '```\nb\n```',
          decide: [
            described,
            ...Array(20).fill(JSON.stringify({ action: 'wait_for_more_tasks', reasoning: 'It fits.' })),
          ],
        });
        core.model.script(async (request) => {
          await pause(planMs);
          return scripted(request);
        });
        const started = core.flux.start({ goal: 'do it', approve: 'now' }, { origin: 'api' });
        const id = await until(
          async () => (await core.flux.sessions({ active: true })).find(({ name }) => !said.has(name))?.id,
        );
        const told: { text: string; from: number }[] = [];
        await Promise.all(
          moments.map(async (moment, index) => {
            await pause(moment);
            const text = `word ${said.size + index} of ${id}`;
            try {
              const session = await core.flux.feedback(id, text);
              assert.ok(session.feedback.some((one) => one.text === text));
              told.push({ text, from: requestsOf(session.name).length });
            } catch (error) {
              assert.ok(FluxError.is(error, 'ended'), String(error));
            }
          }),
        );
        await started;
        const end = await core.flux.whenSettled(id);
        said.add(end.name);
        // Said just when a plan stood to be approved, it is made anew, and that one is the person's to approve.
        assert.ok(
          ['complete', 'paused', 'awaiting_approval'].includes(end.state),
          `${end.state}: ${end.error?.message}`,
        );
        for (const { text, from } of told) {
          const at = requestsOf(end.name).findIndex((request) =>
            request.messages.some(({ content }) => content.includes(text)),
          );
          assert.ok(
            at >= 0 && at <= from,
            `“${text}”, said before request ${from}, came with request ${at} of ${requestsOf(end.name).length}`,
          );
          const without = requestsOf(end.name)
            .slice(at)
            .filter((request) => !request.messages.some(({ content }) => content.includes(text)));
          assert.deepEqual(
            without.map(({ purpose }) => purpose),
            [],
            `“${text}” stays in force`,
          );
        }
        assert.ok(
          end.feedback.every(({ seen }) => seen),
          JSON.stringify(end.feedback),
        );
        if (end.state !== 'complete') await core.flux.stop(id);
      }),
      { numRuns: Number(process.env.FLUX_FEEDBACK_RUNS ?? 40) },
    );
  }).timeout(60_000);
});

async function until<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (let tries = 0; tries < 400; tries++) {
    const found = await look();
    if (found !== undefined) return found;
    await pause(2);
  }
  return assert.fail('It did not come to that.');
}
