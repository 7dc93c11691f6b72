import assert from 'node:assert/strict';
import * as z from 'zod';
import { parse } from 'yaml';
import { FluxError } from '../../../src/base/errors';
import type { SessionSnapshot } from '../../../src/contracts/session';
import { answersByPurpose } from '../../model/scriptedModel';
import type { Core } from './startCore';

const texts = z.record(z.string(), z.string());
const oneOrMore = <T extends z.ZodType>(item: T) => z.union([item.transform((one) => [one]), z.array(item)]);

/** What a test run says once the named files hold these texts; the first that fits counts. */
const testRun = z.strictObject({
  when: texts.default({}),
  passed: z.number().default(0),
  failed: z.number().default(0),
  failures: z.array(z.strictObject({ name: z.string(), message: z.string() })).default([]),
});

/** What the person does next, once the session stands still. */
const act = z.union([
  z.enum(['approve', 'resume', 'stop', 'undo', 'redo']),
  /** `refused`: the reason of the error that the reply meets. */
  z.strictObject({ reply: z.string(), refused: z.string().optional() }),
  z.strictObject({ say: z.string() }),
  z.strictObject({ revise: z.string() }),
]);

/**
 * A run from goal to end, as a file: see CONTRIBUTING.md, “Scenarios”. What stands in slashes under `asked` is a regular
 * expression; every other text must be there as it is.
 */
const scenarioSchema = z.strictObject({
  title: z.string(),
  files: texts,
  settings: z.record(z.string(), z.unknown()).default({}),
  tests: z.array(testRun).default([]),
  goal: z.string(),
  /** Answers of the model by purpose, in order. */
  model: z.record(z.string(), oneOrMore(z.string())),
  then: z.array(act).default([]),
  seen: z.strictObject({
    state: z.string(),
    steps: z.array(z.string()).optional(),
    /** Texts afterwards; null: there is no such file. */
    files: z.record(z.string(), z.string().nullable()).default({}),
    /** Purposes of the calls, in order. */
    calls: z.array(z.string()).optional(),
    /** What the last request of a purpose held. */
    asked: z.record(z.string(), oneOrMore(z.string())).default({}),
    decisions: z.array(z.string()).optional(),
    commands: z.array(z.string()).optional(),
    commits: z.array(z.string()).optional(),
    verified: z.boolean().optional(),
    error: z.string().optional(),
  }),
});
export type Scenario = z.infer<typeof scenarioSchema>;

/** Reads a scenario. @throws ZodError that names what is wrong */
export function readScenario(text: string): Scenario {
  return scenarioSchema.parse(parse(text));
}

/** Plays a scenario and compares what came of it. The core must have been started with its files. */
export async function playScenario({ flux, model, place }: Core, scenario: Scenario): Promise<void> {
  Object.assign(place.overrides, scenario.settings);
  place.testsSay = (now) =>
    scenario.tests.find(({ when }) => Object.entries(when).every(([path, part]) => now.get(path)?.includes(part))) ??
    {};
  model.script(answersByPurpose(scenario.model));
  let session = await flux.start({ goal: scenario.goal }, { origin: 'api' });
  for (const next of scenario.then) {
    await perform(next, session);
    session = await flux.whenSettled(session.id);
  }
  compare(session);

  async function perform(next: Scenario['then'][number], { id, gates }: SessionSnapshot): Promise<unknown> {
    if (next === 'approve') return flux.approve(id);
    if (typeof next === 'string') return flux[next](id);
    if ('say' in next) return flux.feedback(id, next.say);
    if ('revise' in next) return flux.revise(id, next.revise);
    const gate = gates.find(({ kind }) => kind !== 'plan');
    assert.ok(gate, `nothing asks “${next.reply}”; the session says: ${session.error?.message ?? session.state}`);
    const answered = flux.answer(id, gate.id, next.reply);
    const { refused } = next;
    return refused === undefined ? answered : assert.rejects(answered, (error) => FluxError.is(error, refused));
  }

  function compare(end: SessionSnapshot): void {
    const { seen } = scenario;
    assert.equal(end.state, seen.state, end.error?.message);
    const found = {
      steps: end.plan?.steps.map((step) => `${step.id} ${step.status}`),
      calls: model.requests.map(({ purpose }) => purpose),
      decisions: end.decisions.map(({ action }) => action),
      commands: place.ran,
      commits: place.commits.map(({ message }) => message),
      verified: end.report?.verified,
    };
    for (const [key, value] of Object.entries(found)) {
      const expected = seen[key as keyof typeof found];
      if (expected !== undefined) assert.deepEqual(value, expected, key);
    }
    for (const [path, text] of Object.entries(seen.files)) assert.equal(place.texts.get(path) ?? null, text, path);
    for (const [purpose, parts] of Object.entries(seen.asked)) {
      const request = model.requestsFor(purpose).at(-1)?.text ?? '';
      for (const part of parts) assertHolds(request, part, purpose);
    }
    if (seen.error !== undefined) assertHolds(end.error?.message ?? '', seen.error, 'error');
  }
}

function assertHolds(text: string, part: string, what: string): void {
  const pattern = /^\/(.*)\/$/s.exec(part)?.[1];
  assert.ok(pattern === undefined ? text.includes(part) : new RegExp(pattern).test(text), `${what}: ${part}\n${text}`);
}
