import * as z from 'zod';
import type { SessionEvent } from '../../contracts/events';
import { budgetStrategies } from '../../contracts/budget';
import { intents } from '../../contracts/intent';
import type { Meaning } from '../../contracts/session';

/** A name that is looked up in a record must not be one that every object has. */
const name = z
  .string()
  .min(1)
  .max(500)
  .refine((value) => !(value in {}), 'is not a valid name');
const text = z.string();
const list = <T extends z.ZodType>(entry: T) => z.array(entry);
const texts = list(text);
const count = z.number().finite();
const time = z.number().min(0).max(8.64e15);
const open = <T extends z.ZodRawShape>(shape: T) => z.looseObject(shape);
const values = z.record(z.string(), z.unknown());
const textValues = z.record(z.string(), text);

const state = z.enum([
  'discovery',
  'planning',
  'awaiting_approval',
  'implementation',
  'testing',
  'verification',
  'deployment',
  'paused',
  'complete',
  'failed',
  'cancelled',
]);
const status = z.enum(['pending', 'ready', 'running', 'done', 'failed', 'skipped', 'denied', 'cancelled']);
const usage = open({ prompt: count, completion: count, cached: count });
const error = open({ reason: text, message: text });
const scope = open({
  writes: texts,
  runs: texts,
  commits: z.boolean(),
  commitsAll: z.boolean().optional(),
  free: texts.optional(),
  saves: text.optional(),
});
const commit = open({ hash: text, paths: texts, subject: text });
const image = open({ key: text.nullable() });
const touch = open({ path: text, before: image });
const tests = open({
  command: text,
  passed: count,
  failed: count,
  skipped: count,
  failures: list(
    open({ name: text, message: text, file: text.optional(), line: count.optional(), old: z.boolean().optional() }),
  ),
});
const judged = list(open({ kind: text, text, held: z.boolean() }));
const stepFields = {
  id: name,
  title: text,
  tool: text,
  effect: z.enum(['read', 'write', 'execute']),
  input: values.optional(),
  instruction: text.optional(),
  agent: text.optional(),
  phase: text.optional(),
  dependsOn: texts,
  expect: list(open({ kind: text })),
  late: z.boolean(),
  writes: texts,
  runs: texts.optional(),
  about: text,
};
const step = open(stepFields);
const steps = list(step).max(1000);
const notes = texts.optional();
const plan = open({
  summary: text,
  steps,
  verify: text.optional(),
  notes,
  seen: textValues.optional(),
  looked: list(open({ path: text })).optional(),
  source: z.enum(['model', 'recipe']),
  saves: text.optional(),
});
const meanings = z.enum([
  'yes',
  'approve',
  'no',
  'reject',
  'skip',
  'run',
  'always',
  'again',
  'done',
  'stop',
  'nothing',
] satisfies Meaning[]);
const choice = open({ id: name, label: text, description: text.optional(), means: meanings.optional() });
const gate = open({
  id: name,
  kind: z.enum(['plan', 'step', 'question', 'delta', 'budget']),
  text,
  choices: list(z.union([text, choice])).optional(),
  words: z.enum(['carried', 'typed']).optional(),
  step: text.optional(),
  input: name.optional(),
  raise: open({ tokens: count.min(0).optional(), costUsd: count.min(0).optional() }).optional(),
});
const report = open({
  headline: text,
  verified: z.boolean(),
  files: list(open({ path: text, added: count, removed: count, created: z.boolean() })),
  testsBefore: tests.optional(),
  testsAfter: tests.optional(),
  testsOf: text.optional(),
  commit: commit.optional(),
  proved: texts.optional(),
  notes,
  unverified: texts,
  durationMs: count,
}).optional();
const undoReport = open({
  restored: texts,
  merged: texts,
  conflicts: texts,
  unchanged: texts,
  commits: list(open({ hash: text, done: z.boolean() })).optional(),
  reasons: textValues.optional(),
});
const edits = z
  .record(z.string(), open({ added: count, removed: count, saved: z.boolean(), created: z.boolean() }))
  .optional();
const goal = {
  goal: text,
  workflow: text.optional(),
  inputs: textValues.optional(),
  planOnly: z.boolean().optional(),
  approve: z.enum(['ask', 'now']).optional(),
  phase: state.optional(),
};
const origin = z.enum(['chat', 'palette', 'api', 'panel']);
const handover = open({ from: state, to: state, decided: texts, files: texts, open: texts });

/** What of each kind of event the fold, and whoever draws it, relies on. Further fields may be there. */
const byKind: Record<SessionEvent['kind'], z.ZodRawShape> = {
  'session.created': {
    id: name,
    name: text,
    origin,
    folders: texts.optional(),
    ...goal,
  },
  'session.placed': { folders: texts },
  'session.renamed': { name: text },
  'session.continued': { ...goal, origin: origin.optional() },
  'session.imported': { name: text },
  'goal.settled': { goal: text, inputs: textValues },
  'model.called': {
    purpose: text,
    step: text.optional(),
    model: text,
    usage,
    costUsd: count.optional(),
    durationMs: count,
    failed: text.optional(),
    intent: z.enum(intents).optional(),
    role: text.optional(),
    estimate: count.optional(),
    saved: count.optional(),
  },
  'budget.set': {
    maxTokens: count.min(0),
    maxCostUsd: count.min(0),
    strategy: z.enum(budgetStrategies),
    overage: count.optional(),
  },
  'budget.allotted': {
    steps: z.record(
      name,
      open({
        intent: z.enum(intents),
        allotted: count.min(0),
        estimate: count.min(0).optional(),
        complexity: open({ score: count, reasons: texts }).optional(),
      }),
    ),
  },
  'budget.raised': { tokens: count.min(0).optional(), costUsd: count.min(0).optional() },
  'budget.finished': {},
  'plan.started': { request: text.optional() },
  'plan.looked': { looks: texts },
  'plan.proposed': { plan },
  'plan.kept': { error: error.optional() },
  'plan.edited': { steps: list(step.partial().extend({ id: name })).max(1000), order: texts.optional() },
  'plan.approved': { scope, by: z.enum(['person', 'settings', 'api']) },
  'plan.rejected': { reason: text.optional() },
  'scope.widened': { scope },
  'gate.opened': { gate },
  'gate.withdrawn': { gate: text },
  'gate.answered': { gate: text, reply: text, choice: text.optional() },
  'plan.extended': {
    steps,
    before: text.optional(),
    drop: texts,
    waits: list(open({ id: text, dependsOn: texts })),
    replaces: texts,
    verify: text.optional(),
    summary: text.optional(),
    notes: texts.optional(),
    why: text,
  },
  'step.started': { step: text },
  'step.called': {
    step: text,
    becomes: z.record(z.string(), text.nullable()).optional(),
    mark: text.optional(),
    head: text.optional(),
  },
  'step.retried': { step: text, attempt: count, why: text },
  'step.recovered': {
    step: text,
    as: z.enum(['pending', 'done']),
    why: text,
    files: texts.optional(),
    commit: commit.optional(),
  },
  'step.bound': {
    step: text,
    input: values,
    seen: textValues.optional(),
    writes: texts,
    about: text,
    runs: texts.optional(),
    tool: text.optional(),
  },
  'step.checkpointed': { step: text, files: list(touch) },
  'step.touched': { step: text, files: list(touch.extend({ after: image })), unkept: texts.optional() },
  'step.finished': {
    step: text,
    status: status.extract(['done', 'failed', 'skipped', 'denied', 'cancelled']),
    result: text.optional(),
    error: error.optional(),
    problems: list(open({ path: text, line: count, message: text })).optional(),
    files: texts.optional(),
    judged: judged.optional(),
    tests: tests.optional(),
    commit: commit.optional(),
    edits,
    outputKey: text.optional(),
    suggestions: list(open({ goal: text, why: text, where: texts })).optional(),
    saved: texts.optional(),
  },
  'tests.measured': { tests, saved: texts.optional() },
  'undo.started': { id: text, action: z.enum(['undo', 'redo']), steps: texts.optional(), files: list(touch) },
  'undo.finished': { id: text, report: undoReport, files: list(touch), undone: texts },
  'decision.made': {
    decision: open({
      why: text,
      step: text.optional(),
      by: z.enum(['model', 'rule', 'person']),
      action: text,
      reasoning: text,
      role: text.optional(),
      added: texts.optional(),
      dropped: texts.optional(),
      heard: count.optional(),
      heardWords: count.optional(),
      asked: count.optional(),
    }),
  },
  'feedback.added': { text, effect: text.optional(), by: z.literal('role').optional() },
  'feedback.seen': { upTo: count },
  'phase.entered': { phase: state, handover: handover.optional() },
  'role.spoke': { role: name, task: text, answer: text, step: text.optional() },
  'run.paused': { why: text, waiting: open({ for: z.enum(['events', 'person']), reason: text }).optional() },
  'run.resumed': { by: z.enum(['person', 'feedback', 'event']), why: text.optional() },
  'run.ending': { why: text },
  'run.interrupted': { message: text },
  'session.completed': { summary: text, report },
  'session.failed': { error, summary: text.optional(), report },
  'session.cancelled': { reason: text, report },
};
const schemas = new Map(Object.entries(byKind).map(([kind, shape]) => [kind, open(shape)]));
const numbering = open({
  v: z.literal(1),
  seq: z.number().int().min(1),
  at: time,
  kind: z.string().regex(/^[a-z]{1,30}\.[a-z_]{1,30}$/),
});

/**
 * Reads one event of a file; of kinds that this version does not know only number, time and form are checked.
 * @returns the event, or what is wrong with it
 */
export function readEvent(value: unknown): { readonly event: SessionEvent } | { readonly wrong: string } {
  const numbered = numbering.safeParse(value);
  if (!numbered.success) return { wrong: problemOf(numbered.error) };
  const known = schemas.get(numbered.data.kind)?.safeParse(value);
  if (known && !known.success) return { wrong: `${numbered.data.kind}: ${problemOf(known.error)}` };
  return { event: value as SessionEvent };
}

function problemOf({ issues: [first] }: z.ZodError): string {
  return first ? `${first.path.join('.') || 'it'}: ${first.message}` : 'it cannot be read';
}
