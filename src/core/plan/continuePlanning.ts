import type { Message } from '../../contracts/model';
import { furtherBrief, type BriefSize } from '../brief/brief';
import { changedSince } from '../brief/changedSince';
import type { ShownRanges } from '../brief/shownRanges';
import type { Workspace } from '../workspace';
import type { PlanRequest } from './planGoal';
import { furtherMessage, renderPlan } from './planPrompt';
import type { PlanTalk } from './planTalks';

/** What a wish for another plan adds to what was shown. */
const furtherSize: BriefSize = { files: Infinity, relevant: 5_000, subject: 'goal', least: 0.6 };
/** A longer conversation begins anew, in characters; about 15,000 tokens. */
const longestTalk = 60_000;

/** What the model is asked with, and has been shown. */
export interface Continued {
  readonly messages: readonly Message[];
  readonly shown: ShownRanges;
}

/**
 * Goes on with a conversation in which the same goal was planned: its questions are answered, or the person wants
 * another plan. What it shows is not sent again, unless it has changed. Undefined where planning is to begin anew.
 */
export async function continuePlanning(
  talk: PlanTalk | undefined,
  request: PlanRequest,
  workspace: Workspace,
  signal: AbortSignal,
): Promise<Continued | undefined> {
  const { revise, task, goal } = request;
  const answers = (request.answers ?? []).slice(talk?.answered ?? 0);
  if (!talk || task || talk.goal !== goal || (!revise && answers.length === 0)) return undefined;
  if (talk.messages.reduce((sum, { content }) => sum + content.length, 0) > longestTalk) return undefined;
  const shown = talk.shown.copy();
  const changed = await changedSince(shown, workspace);
  for (const path of changed) shown.forget(path);
  const wish = [revise?.request, ...answers.map(({ reply }) => reply)].filter(Boolean).join('\n');
  const { about } = await furtherBrief({ goal: wish, behind: goal }, { workspace, shown, signal }, furtherSize);
  const known = new Set(talk.said.map(({ at, text }) => `${at} ${text}`));
  const message = furtherMessage({
    brief: [changed.length > 0 ? `Changed since they were shown above: ${changed.join(', ')}.` : '', about]
      .filter(Boolean)
      .join('\n\n'),
    said: (request.said ?? []).filter(({ at, text }) => !known.has(`${at} ${text}`)),
    answers,
    ...(revise && {
      revise: { request: revise.request, ...(renderPlan(revise.plan) !== talk.plan && { plan: revise.plan }) },
    }),
  });
  return { messages: [...talk.messages, message], shown };
}
