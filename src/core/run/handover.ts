import type { Handover } from '../../contracts/decision';
import type { SessionSnapshot, SessionState, StepSnapshot } from '../../contracts/session';
import type { AnyTool } from '../../contracts/tool';
import { ellipsis } from '../../base/text';
import { isFailed } from '../session/states';
import { roleOf } from './roleOf';

const mostEntries = 12;

/**
 * What the role of the phase that ends leaves to the next: what was decided, which files changed, what is open. Told
 * from events; no model is asked.
 */
export function handoverOf(
  session: SessionSnapshot,
  to: SessionState,
  next: readonly StepSnapshot[],
  tools: readonly AnyTool[],
): Handover {
  const steps = session.plan?.steps ?? [];
  const since = session.handovers?.at(-1)?.at ?? session.approvedAt ?? 0;
  const ended = steps.filter((step) => (step.endedAt ?? 0) >= since && step.status === 'done');
  const decided = [
    ...(session.handovers?.length ? [] : [session.plan?.summary ?? '', ...(session.plan?.notes ?? [])]),
    ...session.decisions.filter((decision) => (decision.at ?? 0) >= since).map((decision) => decision.reasoning),
    ...ended.filter((step) => step.effect === 'write').map((step) => step.title),
  ];
  const open = [
    ...steps.filter(isFailed).map((step) => `“${step.title}” failed: ${step.error?.message ?? ''}`),
    ...steps.flatMap((step) =>
      (step.problems ?? []).map((problem) => `${problem.path}:${problem.line} ${problem.message}`),
    ),
    ...session.gates.filter((gate) => gate.kind === 'question').map((gate) => gate.text),
  ];
  return {
    from: session.state,
    to,
    fromRole: ended.length > 0 ? roleOf(ended.at(-1)!, tools, session.plan?.verify) : undefined,
    toRole: next[0] && roleOf(next[0], tools, session.plan?.verify),
    decided: short(decided),
    files: [...new Set(ended.flatMap((step) => step.files ?? []))].slice(0, 50),
    open: short(open),
  };
}

function short(lines: readonly string[]): string[] {
  return [...new Set(lines.filter((line) => line.trim() !== ''))]
    .slice(0, mostEntries)
    .map((line) => ellipsis(line.replace(/\s+/g, ' '), 300));
}
