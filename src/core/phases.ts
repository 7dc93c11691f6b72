import type { Handover } from '../contracts/decision';
import type { PhaseResult, RolePrompt } from '../contracts/api';
import type { Role } from '../contracts/agents';
import type { SessionEventBody } from '../contracts/events';
import type { Message } from '../contracts/model';
import type { SessionSnapshot, SessionState, StepSnapshot } from '../contracts/session';
import { FluxError } from '../base/errors';
import { ellipsis, firstChars } from '../base/text';
import { leaderOf } from './agents/leaderOf';
import { matchRoles } from './agents/matchRole';
import { planningBrief, workspaceBrief } from './brief/brief';
import { createShownRanges } from './brief/shownRanges';
import { handoverOf } from './run/handover';
import { phaseOfStep } from './run/phase';
import { underlyingState } from './session/states';
import { hasEnded } from '../words/sessionState';
import { wordsInForce, wordsPart } from './steer/wordsInForce';
import type { Workspace } from './workspace';

const phases: readonly SessionState[] = [
  'discovery',
  'planning',
  'awaiting_approval',
  'implementation',
  'testing',
  'verification',
  'deployment',
];
const shownTurns = 6;
const turnChars = 4_000;

/**
 * What a role would be asked now: its prompt, its conversation so far, the workspace and where the session stands.
 * FluxError `unknown_role`.
 */
export async function rolePrompt(
  session: SessionSnapshot,
  named: string | undefined,
  workspace: Workspace,
  modelLabel: string,
): Promise<RolePrompt> {
  const role = await roleFor(session, named, workspace);
  const brief = await workspaceBrief(
    session.goal,
    workspace,
    createShownRanges(),
    planningBrief,
    AbortSignal.timeout(30_000),
  );
  const turns = (session.conversations?.[role.name] ?? []).slice(-shownTurns).flatMap((turn): Message[] => [
    { role: 'user', content: ellipsis(turn.task, turnChars) },
    { role: 'assistant', content: ellipsis(turn.answer, turnChars) },
  ]);
  const model = role.model && !['fast', 'ordinary', 'strong'].includes(role.model) ? role.model : modelLabel;
  return {
    model,
    messages: [
      { role: 'system', content: role.prompt },
      ...turns,
      { role: 'user', content: `${brief}\n\n${standing(session)}` },
    ],
  };
}

async function roleFor(session: SessionSnapshot, named: string | undefined, workspace: Workspace): Promise<Role> {
  const roles = await workspace.agents.roles();
  const found =
    named === undefined
      ? (leaderOf(roles, underlyingState(session)) ?? leaderOf(roles, 'planning'))
      : matchRoles(roles, named)[0];
  if (!found)
    throw new FluxError(
      'unknown_role',
      `There is no role “${firstChars(named ?? underlyingState(session), 80)}”. Available roles: ` +
        `${roles.map(({ name }) => name).join(', ')}.`,
    );
  return found;
}

function standing(session: SessionSnapshot): string {
  const handover = session.handovers?.at(-1);
  const steps = (session.plan?.steps ?? []).map((step) => `- ${step.title} (${step.tool}): ${step.status}`);
  return [
    `# Goal\n${session.goal}`,
    steps.length > 0 && `# Plan\n${session.plan?.summary}\n${steps.join('\n')}`,
    handover && `# Handed over from ` + `${handover.from}\n${handedOver(handover)}`,
    wordsPart(wordsInForce(session), 'the goal and the plan'),
    `# Your phase\n${underlyingState(session)}. Do its work and say what came of it.`,
  ]
    .filter(Boolean)
    .join('\n\n');
}

/**
 * The events by which a phase counts as worked on by somebody else: what came of it joins the role's conversation, its
 * steps count as done where doing is all there is to them (never a verification or a commit), and the next phase
 * begins. FluxError `ended`, `awaiting`.
 */
export async function phaseEvents(
  session: SessionSnapshot,
  result: PhaseResult,
  workspace: Workspace,
): Promise<readonly SessionEventBody[]> {
  const phase = underlyingState(session);
  if (hasEnded(session.state))
    throw new FluxError('ended', `“${session.name}” has ended. Continue it with a new goal.`);
  if (phase === 'awaiting_approval')
    throw new FluxError(
      'awaiting',
      'The plan is waiting for approval, which a phase result cannot replace. Approve or reject it.',
    );
  const role = await roleFor(session, undefined, workspace);
  const artifacts = await Promise.all((result.artifacts ?? []).map((path) => workspace.files.resolve(path)));
  const spoke: SessionEventBody = {
    kind: 'role.spoke',
    role: role.name,
    task: `The phase ${phase}`,
    answer: ellipsis(result.response, 20_000),
  };
  if (!result.ok)
    return [
      spoke,
      {
        kind: 'run.paused',
        why: ellipsis(result.response, 1_000) || 'The phase did not succeed.',
        waiting: { for: 'person', reason: `${phase} did not succeed: ${ellipsis(result.response, 500)}` },
      },
    ];
  const told: SessionEventBody = {
    kind: 'feedback.added',
    text: `${role.name} reports on ${phase}: ${ellipsis(result.response, 8_000)}`,
    by: 'role',
  };
  const recovered = stepsDoneBy(phase, session, workspace).map((step): SessionEventBody => ({
    kind: 'step.recovered',
    step: step.id,
    as: 'done',
    why: ellipsis(result.response, 2_000),
    files: artifacts,
  }));
  const next = phases[phases.indexOf(phase) + 1];
  const entered: SessionEventBody[] =
    next === undefined || next === 'awaiting_approval'
      ? []
      : [
          {
            kind: 'phase.entered',
            phase: next,
            handover: handoverOf({ ...session, state: phase }, next, [], workspace.tools),
          },
        ];
  return [spoke, ...(phase === 'discovery' || phase === 'planning' ? [told] : []), ...recovered, ...entered];
}

/** The steps for which doing is all there is to them, where the phase is one of doing. */
function stepsDoneBy(phase: SessionState, session: SessionSnapshot, { tools }: Workspace): StepSnapshot[] {
  if (phase !== 'implementation') return [];
  const waits = ({ status, cutOff }: StepSnapshot) => status === 'pending' || status === 'ready' || cutOff;
  return (session.plan?.steps ?? []).filter(
    (step) => waits(step) && step.effect === 'write' && phaseOfStep(session, step, tools) === phase,
  );
}

function handedOver({ decided, files, open }: Handover): string {
  return [
    ...decided.map((line) => `- decided: ${line}`),
    files.length > 0 ? `- files: ${files.join(', ')}` : '',
    ...open.map((line) => `- open: ${line}`),
  ]
    .filter(Boolean)
    .join('\n');
}
