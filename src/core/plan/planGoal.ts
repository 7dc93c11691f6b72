import { modelName } from '../model/modelName';
import type { EarlierGoal } from '../../contracts/decision';
import type { Message } from '../../contracts/model';
import type { Plan, PlanReply } from '../../contracts/plan';
import type { PlanSnapshot } from '../../contracts/session';
import type { SessionLog } from '../session/sessionLog';
import type { SessionModel } from '../model/sessionModel';
import type { Workspace } from '../workspace';
import { planningBrief, workspaceBrief } from '../brief/brief';
import { chooseTools, describeTools } from '../brief/otherTools';
import { createShownRanges } from '../brief/shownRanges';
import { intentOfPurpose } from '../intents/intentTable';
import { chooseTier } from '../model/chooseTier';
import { openEnd } from '../model/openEnd';
import { fenced } from '../../base/fenced';
import { FluxError } from '../../base/errors';
import { cutMiddle } from '../../base/text';
import { converse, type Partners, type Reading, type Turns } from '../converse/converse';
import { describeLook } from '../converse/lookAt';
import { planFacts } from './planFacts';
import type { Word } from '../steer/wordsInForce';
import { continuePlanning, type Continued } from './continuePlanning';
import { maxLooks, planMessages, renderPlan, type TaskRequest } from './planPrompt';
import type { PlanTalks } from './planTalks';
import { parsePlannerAnswer } from './parseReply';
import { validatePlan, type Validated } from './validatePlan';

/** Characters of a diff that a goal is about. */
const diffChars = 10_000;

/** What planning came to. */
export type Planned = { readonly plan: Plan } | { readonly questions: readonly string[] } | { readonly answer: string };

export interface PlanRequest {
  readonly goal: string;
  readonly answers?: readonly { question: string; reply: string }[];
  /** The plan to change and the words that ask for it. */
  readonly revise?: { readonly plan: PlanSnapshot; readonly request: string };
  /** A part of the goal to plan now, while the rest of the run stands. */
  readonly task?: TaskRequest;
  /** What the person has said since the goal, answers included. */
  readonly said?: readonly Word[];
  /** What the session did for its earlier goals. */
  readonly earlier?: readonly EarlierGoal[];
  /** What a workflow was told: the goal's own words among those of its template. */
  readonly inputs?: Readonly<Record<string, string>>;
  /** What became of goals like it in this workspace. */
  readonly resembling?: string;
  /** Lines are shown with their numbers: nothing is to be edited, and findings name them. */
  readonly numbered?: boolean;
}

/** What planning needs. `activity` hears what is going on, for people. */
export interface PlanDeps {
  readonly workspace: Workspace;
  readonly model: SessionModel;
  readonly log: SessionLog;
  readonly activity: (text: string) => void;
  /** What was said in planning before, by session; left out: each time begins anew. */
  readonly talks?: PlanTalks;
}

/**
 * Plans a goal with the model: brief, looks, plan, repairs, validation. FluxError `plan_unusable` after three bad
 * answers.
 */
export async function planGoal(request: PlanRequest, deps: PlanDeps, signal: AbortSignal): Promise<Planned> {
  const { workspace, model, log, talks } = deps;
  deps.activity('Reading the workspace');
  const { messages, shown } =
    (await continuePlanning(talks?.of(log.id), request, workspace, signal)) ??
    (await beginPlanning(request, deps, signal));
  let asked: readonly Message[] = [];
  const planned = await converse<Planned>(
    {
      request: {
        purpose: 'plan',
        tier: chooseTier(log.snapshot, { purpose: 'plan' }, workspace.settings),
        quotes: request.said,
        whole: (answer) => openEnd(answer, true),
      },
      intent: intentOfPurpose('plan'),
      messages,
      maxLooks,
      thenDo: 'Plan now.',
      form: 'JSON first, then the edits',
      onAsk: (turns) => deps.activity(activityOf(turns, modelName(model))),
      onLook: async (looks) => {
        const described = looks.map(describeLook);
        deps.activity(`Looking: ${described.slice(0, 3).join(' · ')}`);
        await log.append({ kind: 'plan.looked', looks: described });
      },
      onEnd: (all) => (asked = all),
      read: ({ text }) => readPlan(text, request, { workspace, shown }),
      unusable: (answers, problems) => unusable(answers, problems, model.label),
    },
    { workspace, model, shown },
    signal,
  );
  if (!request.task)
    talks?.keep(log.id, {
      goal: request.goal,
      messages: asked,
      shown,
      answered: request.answers?.length ?? 0,
      said: request.said ?? [],
      ...('plan' in planned && { plan: renderPlan(planned.plan) }),
    });
  return planned;
}

/** The first request for a plan, with its brief. */
async function beginPlanning(
  request: PlanRequest,
  { workspace, model }: Pick<PlanDeps, 'workspace' | 'model'>,
  signal: AbortSignal,
): Promise<Continued> {
  const shown = createShownRanges({ numbered: request.numbered });
  const change = request.task ? undefined : await uncommitted(request.goal, workspace);
  const own =
    Object.values(request.inputs ?? {})
      .join('\n')
      .trim() || request.goal;
  const about = request.task
    ? `${request.task.description}\n${request.task.information ?? ''}\n${request.task.files.join('\n')}`
    : `${own}\n${request.revise?.request ?? ''}${change ? `\n${change.paths.join('\n')}` : ''}`;
  const overview = await workspaceBrief(about, workspace, shown, planningBrief, signal);
  const brief = change ? `${overview}\n\n# The uncommitted changes\n${change.diff}` : overview;
  const messages = planMessages({
    ...request,
    isOftenCut: await model.isOftenCut(),
    brief,
    tools: workspace.tools,
    otherTools: describeTools(chooseTools(request.goal, workspace.otherTools.list()), workspace.tools),
  });
  return { messages, shown };
}

function activityOf({ looks, repairs }: Turns, label: string): string {
  if (repairs > 0) return `Asking ${label} for a corrected plan…`;
  return looks > 0 ? `Planning with ${label} and what it read…` : `Planning with ${label}…`;
}

async function readPlan(
  text: string,
  { task }: PlanRequest,
  { workspace, shown }: Pick<Partners, 'workspace' | 'shown'>,
): Promise<Reading<Planned>> {
  const answer = parsePlannerAnswer(text, workspace.tools);
  if (answer.kind === 'look') return { looks: answer.looks };
  if (answer.kind === 'unusable') return { problems: [answer.problem] };
  const { reply } = answer;
  if (reply.questions?.length) return { value: { questions: reply.questions.slice(0, 5) } };
  // Nothing needs to be done, or the goal was a question: what there is to say is said.
  if (reply.steps.length === 0) return { value: { answer: [reply.summary, ...(reply.notes ?? [])].join('\n') } };
  const facts = { ...(await planFacts(workspace)), ...(task && { verifier: undefined }) };
  const result = await validatePlan(reply, facts);
  if (!('plan' in result)) return { problems: result.problems };
  return { value: { plan: { ...result.plan, seen: shown.hashes(), looked: shown.ranges() } } };
}

const presentChanges =
  /\buncommitted\b|\b(my|these|those|the|present|current|local|working)( \w+)? (changes|diff)\b|\bwhat has changed\b/i;

/** What has changed, where a goal is about that. */
async function uncommitted(
  goal: string,
  workspace: Workspace,
): Promise<{ paths: readonly string[]; diff: string } | undefined> {
  if (!presentChanges.test(goal)) return undefined;
  const state = await workspace.git.state().catch(() => undefined);
  if (!state || state.changes.length === 0) return undefined;
  const diff = await workspace.git.diff({ revision: state.head ? 'HEAD' : undefined }).catch(() => '');
  const fresh = state.changes.filter(({ kind }) => kind === 'untracked').map(({ path }) => path);
  const text = diff.trim() === '' ? '' : fenced(cutMiddle(diff, diffChars));
  return {
    paths: state.changes.slice(0, 8).map(({ path }) => path),
    diff: [text, fresh.length > 0 ? `New files: ${fresh.slice(0, 20).join(', ')}` : ''].filter(Boolean).join('\n'),
  };
}

/** Validates a reply against this workspace. */
export async function validateReply(
  reply: PlanReply,
  workspace: Workspace,
  source: Plan['source'],
): Promise<Validated> {
  return validatePlan(reply, { ...(await planFacts(workspace)), source });
}

function unusable(answers: number, problems: readonly string[], label: string): FluxError {
  return new FluxError(
    'plan_unusable',
    `${label} gave no usable plan in ${answers} answers. Nothing was changed. The last problem: ` +
      `${problems[0] ?? 'it was empty.'} Try again, rephrase the goal, or choose another model.`,
    { retryable: true },
  );
}
