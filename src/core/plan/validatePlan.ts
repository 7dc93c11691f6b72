import type { Plan, PlanReply, PlanStep, StepReply } from '../../contracts/plan';
import type { AnyTool } from '../../contracts/tool';
import { FluxError } from '../../base/errors';
import { dropUnseen } from '../../base/visibleText';
import { termsOf } from '../brief/terms';
import { findCycle } from './graph';
import { judgeInput } from './inputProblems';
import { settleDependencies } from './dependencies';
import { withVerification } from '../verification/addProof';

/** The most steps that one plan may have. */
const maxSteps = 200;

/** What validation needs to know of the workspace. */
export interface PlanFacts {
  readonly tools: readonly AnyTool[];
  /** Normalises a path; throws a FluxError when it leaves the workspace. */
  readonly resolve: (path: string) => Promise<string>;
  /** The tool that verifies where a plan does not say how; left out: none would find anything to check. */
  readonly verifier?: AnyTool;
  readonly source: Plan['source'];
}

/** A plan fit to propose, or everything that is wrong with it, in sentences that the model can act on. */
export type Validated = { readonly plan: Plan } | { readonly problems: readonly string[] };

/** Checks a plan as the model (or a recipe) wrote it and completes what can be completed without asking again. */
export async function validatePlan(reply: PlanReply, facts: PlanFacts): Promise<Validated> {
  if (reply.steps.length === 0) return { problems: ['The plan has no steps.'] };
  if (reply.steps.length > maxSteps)
    return {
      problems: [
        `The plan has ${reply.steps.length} steps; at most ${maxSteps} are allowed, and a good plan has fewer ` +
          `than ten.`,
      ],
    };

  const problems: string[] = [];
  const ids = new Set<string>();
  for (const { id } of reply.steps) {
    if (ids.has(id)) problems.push(`Two steps have the id "${id}"; ids must be unique.`);
    ids.add(id);
  }
  for (const step of reply.steps) {
    for (const other of step.dependsOn ?? [])
      if (!ids.has(other)) problems.push(`Step "${step.id}" depends on "${other}", which is not a step.`);
  }
  const cycle = findCycle(reply.steps.map((step) => ({ id: step.id, dependsOn: step.dependsOn ?? [] })));
  if (cycle) problems.push(`The steps wait for each other in a circle: ${cycle.join(' → ')}.`);
  if (reply.verify !== undefined && !ids.has(reply.verify))
    problems.push(`"verify" names "${reply.verify}", which is not a step.`);

  const checked: Checked[] = [];
  for (const step of reply.steps) {
    const result = await checkStep(step, facts);
    problems.push(...result.problems);
    if (result.step) checked.push(result.step);
  }
  if (problems.length > 0) return { problems: problems.slice(0, 20) };

  const { steps, verify } = withVerification(checked, reply.verify, facts);
  const dependencies = settleDependencies(steps, verify, facts.tools);
  const settled = steps.map((step): PlanStep => ({ ...step, dependsOn: dependencies.get(step.id) ?? [] }));
  const settledCycle = findCycle(settled);
  if (settledCycle)
    return {
      problems: [
        `"${verify}" verifies the goal, so it must come after every step that writes: ${settledCycle.join(' → ')}.`,
      ],
    };
  return { plan: { summary: reply.summary, notes: reply.notes, steps: settled, verify, source: facts.source } };
}

async function checkStep(step: StepReply, facts: PlanFacts): Promise<{ problems: string[]; step?: Checked }> {
  const tool = facts.tools.find((candidate) => candidate.name === step.tool);
  if (!tool)
    return {
      problems: [
        `Step "${step.id}" uses the tool "${step.tool}", which does not exist. Tools: ` +
          `${facts.tools.map((candidate) => candidate.name).join(', ')}.`,
      ],
    };
  const personal = facts.source === 'model' ? (tool.personalFields ?? []) : [];
  const given = Object.fromEntries(Object.entries(step.input ?? {}).filter(([field]) => !personal.includes(field)));
  const judged = judgeInput(tool, given);
  const problems: string[] = [];
  if (judged.wrong) problems.push(`Step "${step.id}": the input does not fit ${tool.name}: ${judged.wrong}`);
  const { writes: named, problems: wrongPaths } = await resolvePaths(step, tool, judged.input, facts);
  problems.push(...wrongPaths);
  if (problems.length > 0) return { problems };
  const writes =
    named.length > 0 || judged.complete || tool.effect !== 'write' ? named : await likelyWrites(step, facts);
  const about = tool.about(judged.input) || writes.join(', ');
  return {
    problems,
    step: {
      id: step.id,
      title: dropUnseen(step.title).trim() || step.id,
      tool: step.tool,
      effect: tool.effect,
      input: judged.input,
      instruction: step.instruction ?? (judged.complete ? undefined : step.title),
      context: step.context,
      agent: step.agent,
      intent: step.intent,
      phase: step.phase,
      dependsOn: step.dependsOn,
      expect: await Promise.all(
        (step.expect ?? []).map((e) =>
          'path' in e && e.path ? facts.resolve(e.path).then((path) => ({ ...e, path })) : e,
        ),
      ),
      decisionPoint: step.decisionPoint,
      late: !judged.complete,
      writes,
      runs: tool.runs?.(judged.input),
      about,
    },
  };
}

/** Checks every path that a step names. `writes`: those it writes, normalised; `problems`: sentences. */
async function resolvePaths(
  step: StepReply,
  tool: AnyTool,
  input: Record<string, unknown>,
  facts: PlanFacts,
): Promise<{ readonly writes: string[]; readonly problems: readonly string[] }> {
  const writes: string[] = [];
  const problems: string[] = [];
  const others = [
    ...(tool.reads?.(input) ?? []),
    ...(step.context ?? []).map((ref) => ref.path),
    ...(step.expect ?? []).flatMap((e) => ('path' in e && e.path ? [e.path] : [])),
  ];
  for (const path of new Set([...tool.writes(input), ...others])) {
    try {
      const normal = await facts.resolve(path);
      if (tool.writes(input).includes(path)) writes.push(normal);
    } catch (error) {
      if (!FluxError.is(error)) throw error;
      problems.push(`Step "${step.id}": ${error.message}`);
    }
  }
  return { writes, problems };
}

/** The files that a late step without paths speaks of: what it may then write without asking again. */
async function likelyWrites(step: StepReply, facts: PlanFacts): Promise<string[]> {
  const spoken = [
    ...(step.context ?? []).map((ref) => ref.path),
    ...termsOf(`${step.title}\n${step.instruction ?? ''}`).paths,
  ];
  const resolved = await Promise.all(spoken.map((path) => facts.resolve(path).catch(() => undefined)));
  return [...new Set(resolved.filter((path) => path !== undefined))];
}

type Checked = Omit<PlanStep, 'dependsOn'> & { dependsOn?: readonly string[] };
