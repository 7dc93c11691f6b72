import type { SessionEventBody } from '../../contracts/events';
import type { StepSnapshot } from '../../contracts/session';
import type { AnyTool, ToolResult } from '../../contracts/tool';
import type { JudgedExpectation } from '../../contracts/session';
import { BugError, FluxError, isCancelled, messageOf } from '../../base/errors';
import { cutMiddle, ellipsis } from '../../base/text';
import { isYes } from '../session/replies';
import { bindStep } from './bindStep';
import { countsOf } from './counts';
import { invokeTool } from './invokeTool';
import type { RunDeps } from './runDeps';
import { beyondScope, widen } from './scope';

const resultChars = 6_000;
/** Failures that a second binding, told what was wrong, often mends. */
const rebindable = new Set(['no_match', 'ambiguous', 'stale', 'not_read', 'bad_blocks', 'no_path', 'no_change', 'exists']);

/** Carries one step out, from its intent to its recorded result. Resolves always; a bug in a tool fails the step. */
export async function runStep(step: StepSnapshot, deps: RunDeps): Promise<void> {
  const { log, place } = deps;
  const tool = place.tools.find((candidate) => candidate.name === step.tool);
  if (!tool) throw new BugError(`The approved plan names an unknown tool: ${step.tool}.`);
  await log.append({ kind: 'step.started', step: step.id });
  try {
    const bound = await ready(step, tool, deps);
    if ('denied' in bound) return void (await log.append({ kind: 'step.finished', step: step.id, status: 'denied', result: bound.denied, error: { reason: 'denied', message: bound.denied } }));
    let outcome = await call(bound.step, tool, bound.seen, deps);
    if (outcome.result.status === 'failed' && rebindable.has(outcome.result.reason) && deps.model && tool.boundField) {
      const again = await rebind(bound.step, tool, outcome.result, deps);
      if (again) outcome = await call(again.step, tool, again.seen, deps);
    }
    await log.append(await finishedEvent(step.id, outcome, deps));
  } catch (error) {
    await log.append(failedEvent(step.id, error, deps));
  } finally {
    deps.activity(undefined, step.id);
  }
}

type Ready = { readonly step: StepSnapshot; readonly seen: Readonly<Record<string, string>> } | { readonly denied: string };

/** The step with its whole input, allowed to run: bound where it was late, asked for where it goes beyond the approval. */
async function ready(step: StepSnapshot, tool: AnyTool, deps: RunDeps): Promise<Ready> {
  const { log } = deps;
  let current = step;
  let seen = log.snapshot.plan?.seen ?? {};
  if (step.late) {
    if (!deps.model) throw new FluxError('no_model', `“${step.title}” needs a language model to be worked out, and none is connected. Connect one (“Flux: Set API Key”) and run the goal again.`);
    deps.activity(`${deps.model.label} works out this step`, step.id);
    const bound = await bindStep(step, tool, log.snapshot, deps.place, deps.model, deps.signal);
    current = await record(step, tool, bound, deps);
    seen = { ...seen, ...bound.seen };
  }
  const denied = await askWhereNeeded(current, deps);
  return denied ? { denied } : { step: current, seen };
}

async function record(step: StepSnapshot, tool: AnyTool, bound: { input: Record<string, unknown>; seen: Record<string, string> }, deps: RunDeps): Promise<StepSnapshot> {
  const writes = await Promise.all(tool.writes(bound.input).map((path) => deps.place.files.resolve(path)));
  const about = tool.about(bound.input);
  await deps.log.append({ kind: 'step.bound', step: step.id, input: bound.input, seen: bound.seen, writes, about });
  return { ...step, input: bound.input, late: false, writes, about };
}

/** Opens a gate where the settings, or the step's leaving the approved scope, ask for one. The reason when the person says no. */
async function askWhereNeeded(step: StepSnapshot, deps: RunDeps): Promise<string | undefined> {
  const mode = deps.place.settings('approval.mode');
  const scope = deps.log.snapshot.scope;
  if (step.effect === 'read' || mode === 'auto' || !scope) return undefined;
  const beyond = beyondScope(step, scope);
  if (mode === 'plan' && !beyond) return undefined;
  const what = step.writes.length > 0 ? step.writes.join(', ') : step.about;
  const text = beyond
    ? `“${step.title}” goes beyond the approved plan: ${[beyond.writes.length > 0 ? `it writes ${beyond.writes.join(', ')}` : '', beyond.runs.length > 0 ? `it runs ${step.about}` : '', beyond.commits ? 'it commits' : ''].filter(Boolean).join(' and ')}. Allow it?`
    : `“${step.title}” ${step.effect === 'write' ? 'writes' : 'runs'} ${what}. Go on?`;
  const reply = await deps.ask({ id: `${beyond ? 'delta' : 'step'}-${step.id}-${deps.log.snapshot.revision + 1}`, kind: beyond ? 'delta' : 'step', text, choices: ['Allow', 'Skip this step'], step: step.id });
  if (!isYes(reply)) return `You did not allow “${ellipsis(step.title, 80)}”, so it was not run.`;
  if (beyond) await deps.log.append({ kind: 'scope.widened', scope: widen(scope, beyond) });
  return undefined;
}

/** Has the model write the edit anew, told why the last one did not apply. Undefined when that does not help either. */
async function rebind(step: StepSnapshot, tool: AnyTool, failure: ToolResult & { status: 'failed' }, deps: RunDeps): Promise<{ step: StepSnapshot; seen: Readonly<Record<string, string>> } | undefined> {
  if (!deps.model || !tool.boundField) return undefined;
  deps.activity(`${deps.model.label} mends the edit`, step.id);
  const attempt = String(step.input?.[tool.boundField] ?? '');
  const { [tool.boundField]: _old, ...rest } = step.input ?? {};
  try {
    const bound = await bindStep({ ...step, input: rest, instruction: step.instruction ?? step.title }, tool, deps.log.snapshot, deps.place, deps.model, deps.signal, { attempt: cutMiddle(attempt, 6000), problem: failure.message });
    const next = await record(step, tool, bound, deps);
    return (await askWhereNeeded(next, deps)) ? undefined : { step: next, seen: bound.seen };
  } catch (error) {
    if (isCancelled(error)) throw error;
    deps.place.log.warn(`Mending “${step.title}” failed: ${messageOf(error)}`);
    return undefined;
  }
}

interface Outcome {
  readonly result: ToolResult;
  readonly judged: readonly JudgedExpectation[];
}

function call(step: StepSnapshot, tool: AnyTool, seen: Readonly<Record<string, string>>, deps: RunDeps): Promise<Outcome> {
  const { log, model } = deps;
  deps.activity(undefined, step.id);
  return invokeTool(
    {
      tool,
      input: step.input ?? {},
      expect: step.expect,
      context: {
        session: log.snapshot.name,
        step: step.id,
        signal: deps.signal,
        report: (line) => deps.activity(ellipsis(line, 120), step.id),
        seen,
        changedFiles: log.snapshot.changedFiles,
        goal: log.snapshot.goal,
        instruction: step.instruction,
        write: model && ((purpose, instruction) => model.ask({ purpose, step: step.id, tier: 'fast', messages: [{ role: 'user', content: instruction }] }, deps.signal)),
      },
    },
    deps.place,
    deps.locks,
    log.snapshot.testsBefore ?? log.snapshot.plan?.steps.find((other) => other.tests && other.id !== step.id)?.tests,
  );
}

async function finishedEvent(step: string, { result, judged }: Outcome, deps: RunDeps): Promise<SessionEventBody> {
  const facts = result.status === 'denied' ? undefined : result.facts;
  return {
    kind: 'step.finished',
    step,
    status: result.status,
    result: cutMiddle(result.message, resultChars),
    error: result.status === 'failed' ? { reason: result.reason, message: cutMiddle(result.message, resultChars) } : result.status === 'denied' ? { reason: 'denied', message: result.message } : undefined,
    files: result.status === 'denied' ? undefined : result.files,
    judged: judged.length > 0 ? judged : undefined,
    tests: facts?.tests && countsOf(facts.tests),
    commit: facts?.commit,
    edits: facts?.edits,
    outputKey: facts?.output ? await deps.keep(facts.output) : undefined,
  };
}

function failedEvent(step: string, error: unknown, deps: RunDeps): SessionEventBody {
  if (isCancelled(error) || deps.signal.aborted) return { kind: 'step.finished', step, status: 'cancelled' };
  if (FluxError.is(error)) return { kind: 'step.finished', step, status: 'failed', error: { reason: error.reason, message: error.message } };
  deps.place.log.error(`Step ${step} failed by a bug`, error);
  return { kind: 'step.finished', step, status: 'failed', error: { reason: 'bug', message: `Something in Flux itself broke: ${messageOf(error)}. “Flux: Show Log” has the details.` } };
}
