import type { SessionEventBody } from '../../contracts/events';
import { markOldFailures } from '../verification/oldFailures';
import { testsBeforeChanges } from '../verification/verification';
import type { StepSnapshot } from '../../contracts/session';
import type { AnyTool, ToolResult } from '../../contracts/tool';
import type { JudgedExpectation } from '../../contracts/session';
import { BugError, FluxError, isCancelled, messageOf } from '../../base/errors';
import { cutMiddle, ellipsis } from '../../base/text';
import type { Problem } from '../../contracts/ports';
import { countsOf } from '../verification/testCounts';
import { handlingOf, judgingOf } from '../intents/handlings';
import { intentOfPurpose } from '../intents/intentTable';
import { intentOf } from './intentOf';
import { invokeTool } from './invokeTool';
import type { RunDeps } from './runDeps';
import { checkpointFiles } from './checkpointFiles';
import { repairEdit, type RepairedStep } from './repairEdit';
import { readOwnChanges } from './ownChanges';
import { asWholeFile } from './wholeFile';
import { prepareStep } from './prepareStep';

const resultChars = 6_000;

/** Carries one step out, from its intent to its recorded result. Resolves always; a bug in a tool fails the step. */
export async function runStep(step: StepSnapshot, run: RunDeps): Promise<void> {
  const deps = { ...run, signal: run.stepSignal(step.id) };
  const { log, workspace } = deps;
  const tool = workspace.tools.find((candidate) => candidate.name === step.tool);
  if (!tool) throw new BugError(`The approved plan names an unknown tool: ${step.tool}.`);
  const started = await log.append({ kind: 'step.started', step: step.id });
  // It was left out while this was on its way.
  if (started.plan?.steps.find(({ id }) => id === step.id)?.status === 'skipped') return;
  try {
    const asked = await inBestForm(step, tool, deps);
    const ready = await readyOrUnbound(asked.step, asked.tool, deps);
    if ('denied' in ready)
      return void (await log.append({
        kind: 'step.finished',
        step: step.id,
        status: 'denied',
        result: ready.denied,
        error: { reason: 'denied', message: ready.denied },
      }));
    let current: RepairedStep = { ...ready, tool: asked.tool };
    let outcome = 'unbound' in ready ? unbound(ready.unbound) : await call(current, deps);
    if (step.late && asked.tool.binding === 'blocks' && deps.model)
      deps.formats.note(deps.model.label, !needsRepair(outcome.result, asked.tool));
    for (let attempts = 1; outcome.result.status === 'failed'; attempts++) {
      const again = await repairEdit(current, outcome.result, attempts, deps);
      if (!again) break;
      current = again;
      outcome = await call(current, deps);
    }
    await log.append(await finishedEvent(step.id, outcome, deps));
  } catch (error) {
    await log.append(failedEvent(step.id, error, deps, run.signal.aborted));
  } finally {
    deps.activity(undefined, step.id);
  }
}

/** Whether an edit could not be made as it came. */
function needsRepair(result: ToolResult, tool: AnyTool): boolean {
  return result.status === 'failed' && (result.reason === 'bind_unusable' || tool.repairs?.[result.reason] === 'whole');
}

/** A model whose blocks fail more often than not writes a small file whole. */
async function inBestForm(
  step: StepSnapshot,
  tool: AnyTool,
  { model, formats, workspace }: RunDeps,
): Promise<{ readonly step: StepSnapshot; readonly tool: AnyTool }> {
  const mayChange = step.late && tool.binding === 'blocks' && model && formats.prefersWhole(model.label);
  return (mayChange && (await asWholeFile(step, workspace))) || { step, tool };
}

/** A step whose edits nobody could place is not lost yet: its file may be written whole. */
async function readyOrUnbound(step: StepSnapshot, tool: AnyTool, deps: RunDeps) {
  try {
    return await prepareStep(step, tool, deps);
  } catch (error) {
    if (tool.binding !== 'blocks' || !FluxError.is(error, 'bind_unusable')) throw error;
    return { step, seen: {}, unbound: error };
  }
}

function unbound({ reason, message, retryable }: FluxError): Outcome {
  return { result: { status: 'failed', reason, message, retryable }, judged: [] };
}

interface Outcome {
  readonly result: ToolResult;
  readonly judged: readonly JudgedExpectation[];
}

function call({ step, tool, seen }: RepairedStep, deps: RunDeps): Promise<Outcome> {
  const { log, model, workspace } = deps;
  deps.activity(undefined, step.id);
  return invokeTool(
    {
      tool,
      input: step.input ?? {},
      expect: step.expect,
      judging: judgingOf(log.snapshot, step.id, workspace.settings),
      complete: step.expect.some(({ kind }) => kind === 'tests_fail')
        ? undefined
        : (result) =>
            markOldFailures(result, {
              session: log.snapshot,
              ask: tool.verifies?.failedBefore,
              before: testsBeforeChanges(log.snapshot, workspace.tools),
              activity: (text) => deps.activity(text, step.id),
              log: workspace.log,
              signal: deps.signal,
            }),
      keep: async (input) => {
        const kept = await checkpointFiles(step, tool, input, {
          checkpoints: workspace.checkpoints,
          log,
          signal: deps.signal,
        });
        if (tool.effect !== 'read')
          await log.append({ kind: 'step.called', step: step.id, ...(await intentOf(tool, input, seen, deps)) });
        return kept;
      },
      context: {
        session: log.snapshot.name,
        step: step.id,
        signal: deps.signal,
        report: (line) => deps.activity(ellipsis(line, 120), step.id),
        seen,
        changedFiles: log.snapshot.changedFiles,
        goal: log.snapshot.goal,
        instruction: step.instruction,
        ask: (text, choices, words, goneOn) =>
          deps.ask(
            {
              id: `ask-${step.id}-${log.snapshot.revision + 1}`,
              kind: 'question',
              text,
              choices,
              ...(words && { words }),
              step: step.id,
            },
            goneOn,
          ),
        ownChanges: async () => readOwnChanges(await deps.events(), workspace.checkpoints),
        lastTests: log.snapshot.plan?.steps.findLast((other) => other.tests)?.tests ?? workspace.lastTests?.(),
        write:
          model &&
          (async (purpose, instruction) => {
            const messages = [{ role: 'user' as const, content: instruction }];
            const { tier } = handlingOf(intentOfPurpose(purpose), workspace.settings);
            return (await model.ask({ purpose, step: step.id, tier, messages }, deps.signal)).text;
          }),
      },
    },
    workspace,
    deps.locks,
    testsBeforeChanges(log.snapshot, workspace.tools),
  );
}

function errorOf(result: ToolResult): StepSnapshot['error'] {
  if (result.status === 'denied') return { reason: 'denied', message: result.message };
  if (result.status !== 'failed') return undefined;
  const { reason, retryable } = result;
  return { reason, message: cutMiddle(result.message, resultChars), ...(retryable && { retryable: true }) };
}

async function finishedEvent(step: string, { result, judged }: Outcome, deps: RunDeps): Promise<SessionEventBody> {
  const facts = result.status === 'denied' ? undefined : result.facts;
  return {
    kind: 'step.finished',
    step,
    status: result.status,
    result: cutMiddle(result.message, resultChars),
    error: errorOf(result),
    files: result.status === 'denied' ? undefined : result.files,
    judged: judged.length > 0 ? judged : undefined,
    tests: facts?.tests && countsOf(facts.tests),
    commit: facts?.commit,
    edits: facts?.edits,
    problems: errorsOf(facts?.newProblems),
    outputKey: facts?.output ? await deps.keep(facts.output) : undefined,
    ...(facts?.saved?.length && { saved: facts.saved }),
    ...(facts?.suggestions?.length && { suggestions: facts.suggestions }),
  };
}

function errorsOf(problems: readonly Problem[] | undefined): StepSnapshot['problems'] {
  const errors = (problems ?? []).filter(({ severity }) => severity === 'error').slice(0, 20);
  return errors.length > 0
    ? errors.map(({ path, line, message }) => ({ path, line, message: ellipsis(message, 300) }))
    : undefined;
}

function failedEvent(step: string, error: unknown, deps: RunDeps, runEnds: boolean): SessionEventBody {
  // Ended alone, by a word of the person, a step counts as left out.
  if (deps.signal.aborted && !runEnds)
    return { kind: 'step.finished', step, status: 'skipped', result: 'Stopped at your request.' };
  if (isCancelled(error) || deps.signal.aborted) return { kind: 'step.finished', step, status: 'cancelled' };
  if (FluxError.is(error, 'budget_finished'))
    return { kind: 'step.finished', step, status: 'skipped', result: 'Skipped, because the run ends at its limit.' };
  if (FluxError.is(error))
    return {
      kind: 'step.finished',
      step,
      status: 'failed',
      error: { reason: error.reason, message: error.message, ...(error.retryable && { retryable: true }) },
    };
  deps.workspace.log.error(`Step ${step} failed by a bug`, error);
  return {
    kind: 'step.finished',
    step,
    status: 'failed',
    error: {
      reason: 'bug',
      message: `Flux ran into an internal error: ${messageOf(error)}. “Flux: Show Log” has the details.`,
    },
  };
}
