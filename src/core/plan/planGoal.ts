import type { EarlierGoal } from '../../contracts/decision';
import type { Message } from '../../contracts/model';
import type { Plan, PlanReply } from '../../contracts/plan';
import type { PlanSnapshot } from '../../contracts/session';
import type { SessionLog } from '../session/sessionLog';
import type { SessionModel } from '../model/sessionModel';
import type { Workplace } from '../workplace';
import { planningBrief, workspaceBrief } from '../brief/brief';
import { chooseTools, describeTools } from '../brief/otherTools';
import { createShown } from '../brief/shown';
import { askAgain } from '../model/askAgain';
import { openEnd } from '../model/openEnd';
import { fenced } from '../../base/fenced';
import { FluxError } from '../../base/errors';
import { cutMiddle } from '../../base/text';
import { describeLook, lookAt } from './lookAt';
import { planFacts } from './planFacts';
import type { Word } from '../steer/wordsInForce';
import { lookAnswerMessage, maxLooks, planMessages, repairMessage, type TaskRequest } from './planPrompt';
import { parsePlannerAnswer } from './parseReply';
import { validatePlan, type Validated } from './validatePlan';

/** Characters of a diff that a goal is about. */
const diffChars = 10_000;

/** How often an unusable answer is quoted back to the model. */
const maxRepairs = 2;

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
  /** Lines are shown with their numbers: nothing is to be edited, and findings name them. */
  readonly numbered?: boolean;
}

/** What planning needs. `activity` hears what is going on, for people. */
export interface PlanDeps {
  readonly place: Workplace;
  readonly model: SessionModel;
  readonly log: SessionLog;
  readonly activity: (text: string) => void;
}

/**
 * Plans a goal with the model: brief, looks, plan, repairs, validation. FluxError `plan_unusable` after three bad
 * answers.
 */
export async function planGoal(request: PlanRequest, deps: PlanDeps, signal: AbortSignal): Promise<Planned> {
  const { place, model, log } = deps;
  const shown = createShown({ numbered: request.numbered });
  deps.activity('Reading the workspace');
  const change = request.task ? undefined : await uncommitted(request.goal, place);
  const own =
    Object.values(request.inputs ?? {})
      .join('\n')
      .trim() || request.goal;
  const about = request.task
    ? `${request.task.description}\n${request.task.information ?? ''}\n${request.task.files.join('\n')}`
    : `${own}\n${request.revise?.request ?? ''}${change ? `\n${change.paths.join('\n')}` : ''}`;
  const brief = `${await workspaceBrief(about, place, shown, planningBrief, signal)}${change ? `\n\n# The uncommitted changes\n${change.diff}` : ''}`;
  let messages: Message[] = planMessages({
    ...request,
    brief,
    tools: place.tools,
    otherTools: describeTools(chooseTools(request.goal, place.otherTools.list()), place.tools),
  });
  const ask = askAgain(model);
  let looks = 0;
  let repairs = 0;

  for (;;) {
    deps.activity(
      repairs > 0
        ? `Asking ${model.label} for a mended plan`
        : looks > 0
          ? `${model.label} is planning, with what it looked at`
          : `${model.label} is planning`,
    );
    const { text, problem } = await ask(
      {
        purpose: repairs > 0 ? 'repair' : 'plan',
        messages,
        quotes: request.said,
        whole: (answer) => openEnd(answer, true),
      },
      signal,
    );
    const answer =
      problem === undefined ? parsePlannerAnswer(text, place.tools) : { kind: 'unusable' as const, problem };
    const said: Message = { role: 'assistant', content: text || '(nothing usable)' };

    if (answer.kind === 'look' && looks < maxLooks) {
      looks++;
      deps.activity(`Looking: ${answer.looks.map(describeLook).slice(0, 3).join(' · ')}`);
      await log.append({ kind: 'plan.looked', looks: answer.looks.map(describeLook) });
      messages = [
        ...messages,
        said,
        lookAnswerMessage(await lookAt(answer.looks, place, shown, signal), maxLooks - looks),
      ];
      continue;
    }

    if (answer.kind === 'plan' && answer.reply.questions?.length)
      return { questions: answer.reply.questions.slice(0, 5) };
    // Nothing needs to be done, or the goal was a question: what there is to say is said.
    if (answer.kind === 'plan' && answer.reply.steps.length === 0)
      return { answer: [answer.reply.summary, ...(answer.reply.notes ?? [])].join('\n') };
    const result: Validated =
      answer.kind === 'plan'
        ? await validatePlan(answer.reply, {
            ...(await planFacts(place)),
            ...(request.task && { verifier: undefined }),
            source: 'model',
          })
        : {
            problems: [
              answer.kind === 'look'
                ? 'You have looked as often as is allowed. Plan with what you have.'
                : answer.problem,
            ],
          };
    if ('plan' in result) return { plan: { ...result.plan, seen: shown.hashes(), looked: shown.ranges() } };
    if (repairs >= maxRepairs) throw unusable(result.problems, model.label);
    repairs++;
    messages = [...messages, said, repairMessage(result.problems.join('\n'))];
  }
}

/** What has changed, where a goal is about that. */
async function uncommitted(
  goal: string,
  place: Workplace,
): Promise<{ paths: readonly string[]; diff: string } | undefined> {
  if (
    !/\buncommitted\b|\b(my|these|those|the|present|current|local|working)( \w+)? (changes|diff)\b|\bwhat has changed\b/i.test(
      goal,
    )
  )
    return undefined;
  const state = await place.git.state().catch(() => undefined);
  if (!state || state.changes.length === 0) return undefined;
  const diff = await place.git.diff({ revision: state.head ? 'HEAD' : undefined }).catch(() => '');
  const fresh = state.changes.filter(({ kind }) => kind === 'untracked').map(({ path }) => path);
  const text = diff.trim() === '' ? '' : fenced(cutMiddle(diff, diffChars));
  return {
    paths: state.changes.slice(0, 8).map(({ path }) => path),
    diff: [text, fresh.length > 0 ? `New files: ${fresh.slice(0, 20).join(', ')}` : ''].filter(Boolean).join('\n'),
  };
}

/** Validates a reply against this workspace. */
export async function validateReply(reply: PlanReply, place: Workplace, source: Plan['source']): Promise<Validated> {
  return validatePlan(reply, { ...(await planFacts(place)), source });
}

function unusable(problems: readonly string[], label: string): FluxError {
  return new FluxError(
    'plan_unusable',
    `${label} gave no usable plan in ${maxRepairs + 1} answers; nothing was changed. The last one: ` +
      `${problems[0] ?? 'it was empty.'} Try again, say the goal in other words, or choose another model.`,
    { retryable: true },
  );
}
