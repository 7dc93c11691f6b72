import { modelName } from '../model/modelName';
import type { DecisionRecord, DecisionReply } from '../../contracts/decision';
import type { SessionEventBody } from '../../contracts/events';
import type { Choice, Gate } from '../../contracts/session';
import { isCancelled, messageOf } from '../../base/errors';
import { ellipsis } from '../../base/text';
import type { RunDeps } from '../run/runDeps';
import { choicesOf, loopChoices } from '../session/choices';
import { answersIn, heardIn, remarksIn } from '../session/said';
import { askForDecision, type AskedDecision } from './askForDecision';
import { checkDecision, type CheckedDecision } from './checkDecision';
import { decisionFacts } from './decisionFacts';
import type { DecisionTrigger } from './dueTrigger';
import { markOf, noticeLoop, toldOutcome, type Loop } from './loops';
import { planTask } from './planTask';

/** Whether a model decides in this run, rather than rules alone. A recipe's outcome is its answer. */
export function decides({ log, model, workspace }: Pick<RunDeps, 'log' | 'model' | 'workspace'>): boolean {
  return (
    model !== undefined && workspace.settings('decisions.mode') !== 'never' && log.snapshot.plan?.source === 'model'
  );
}

/**
 * Asks the model what comes next and records the decision together with what follows from it. A run that goes in
 * circles hears so once, then the person is asked. Where the model cannot be asked, what does not depend on a failure
 * goes on.
 */
export async function decide(trigger: DecisionTrigger, deps: RunDeps): Promise<void> {
  const { log, workspace, model, signal } = deps;
  const session = log.snapshot;
  const { plan } = session;
  if (!plan || !model) return;
  const loop = noticeLoop(session);
  if (loop?.told) return askPerson(loop, trigger, deps);
  deps.activity(`Deciding what comes next with ${modelName(model)}…`);
  try {
    const roles = await workspace.agents.roles();
    const asked = await askForDecision(
      {
        facts: decisionFacts(session, trigger, { roles, loop, tools: workspace.tools }),
        trigger,
        session: { ...session, plan },
        check: (reply, seen) => checkDecision(reply, { seen, roles, session: log.snapshot, asked: session, workspace }),
      },
      workspace,
      model,
      signal,
    );
    const base = {
      ...recordOf(asked, trigger, deps),
      ...(loop && { outcome: toldOutcome }),
      asked: session.updatedAt,
      // The last request carried every remark up to it; of answers, the facts hold those that were there.
      ...heardIn([...remarksIn(asked.said), ...answersIn(session.said)]),
    };
    const planned = asked.checked.unplanned ? await planTask(asked.reply, asked.checked, session, deps) : asked.checked;
    await log.settled(() => log.append(...outcomeOf(asked.reply, planned, base, deps)));
    if (planned.extension) await deps.share();
  } catch (error) {
    if (isCancelled(error) || signal.aborted) throw error;
    workspace.log.warn(`Deciding failed: ${messageOf(error)}`);
    await log.append({
      kind: 'decision.made',
      decision: {
        why: trigger.why,
        step: trigger.step?.id,
        by: 'rule',
        action: 'go_on',
        reasoning:
          `The model could not decide (${ellipsis(messageOf(error), 300)}), so the independent steps ` + `continue.`,
        asked: session.updatedAt,
        ...heardIn(session.said),
        mark: markOf(session, workspace.tools),
      },
    });
  } finally {
    deps.activity(undefined);
  }
}

function recordOf(
  { reply, checked }: AskedDecision<CheckedDecision>,
  trigger: DecisionTrigger,
  { log, workspace }: RunDeps,
): DecisionRecord {
  const session = log.snapshot;
  return {
    why: trigger.why,
    step: trigger.step?.id,
    by: 'model',
    action: reply.action,
    reasoning: reply.reasoning || reply.task_description || '',
    role: checked.role?.name,
    roleNote: checked.roleNote,
    task: reply.task_description,
    urgency: reply.urgency,
    mark: markOf(session, workspace.tools),
  };
}

/** The decision and what follows from it, to be written together. */
function outcomeOf(
  reply: DecisionReply,
  checked: CheckedDecision,
  base: DecisionRecord,
  { log }: RunDeps,
): SessionEventBody[] {
  const session = log.snapshot;
  const { extension } = checked;
  const outcome = checked.outcome ?? base.outcome;
  const made: DecisionRecord = {
    ...base,
    outcome,
    added: extension?.steps.map((step) => step.id),
    dropped: extension && extension.drop.length > 0 ? extension.drop : undefined,
  };
  const events: SessionEventBody[] = [{ kind: 'decision.made', decision: made }, ...(extension ? [extension] : [])];
  const question =
    checked.question ??
    (reply.action === 'escalate_to_human' ? reply.task_description?.trim() || reply.reasoning : undefined);
  if (question !== undefined)
    events.push({
      kind: 'gate.opened',
      gate: sleepingGate(`question-${session.revision + 1}`, question, choicesOf(reply.choices ?? [])),
    });
  // What came while the model thought has to be heard first.
  if (checked.sleeps && heardIn(session.said).heard <= (base.heard ?? 0))
    events.push({
      kind: 'run.paused',
      why: reply.reasoning || 'There is nothing to do for now.',
      waiting: { for: 'events', reason: reply.reasoning || 'Waiting for an event.' },
    });
  return events;
}

function sleepingGate(id: string, text: string, choices: readonly Choice[]): Gate {
  return {
    id,
    kind: 'question',
    text,
    ...(choices.length > 0 && { choices, words: 'carried' as const }),
    sleeps: true,
  };
}

async function askPerson(loop: Loop, trigger: DecisionTrigger, { log, workspace }: RunDeps): Promise<void> {
  const session = log.snapshot;
  await log.append(
    {
      kind: 'decision.made',
      decision: {
        why: trigger.why,
        step: trigger.step?.id,
        by: 'rule',
        action: 'escalate_to_human',
        reasoning: loop.text,
        ...heardIn(session.said),
        mark: markOf(session, workspace.tools),
      },
    },
    {
      kind: 'gate.opened',
      gate: sleepingGate(
        `loop-${session.revision + 1}`,
        `${loop.text} A different approach did not help. What should happen?`,
        loopChoices,
      ),
    },
  );
}
