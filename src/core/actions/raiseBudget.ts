import type { BudgetRaise } from '../../contracts/budget';
import type { SessionSnapshot } from '../../contracts/session';
import { FluxError } from '../../base/errors';
import { hasEnded } from '../../words/sessionState';
import type { ActionContext } from './context';

/**
 * Raises the limits of a session's present run, and answers the question for it where it is open. FluxError
 * `bad_budget`, `ended`, `no_limit`.
 */
export function raiseBudget(context: ActionContext, idOrName: string, by: BudgetRaise): Promise<SessionSnapshot> {
  return context.table.withSession(idOrName, async (session) => {
    const { log } = session;
    const { budget, state, name, gates } = log.snapshot;
    if (hasEnded(state))
      throw new FluxError('ended', `“${name}” has ended, so its limit cannot be raised. Continue it with a new goal.`);
    const raise = { ...amount('tokens', by.tokens), ...amount('costUsd', by.costUsd) };
    if (Object.keys(raise).length === 0)
      throw new FluxError('bad_budget', 'Say by how much to raise the limit: tokens, or costUsd, above 0.');
    if (!(budget?.maxTokens && raise.tokens) && !(budget?.maxCostUsd && raise.costUsd))
      throw new FluxError('no_limit', `“${name}” has no such limit, so there is nothing to raise.`);
    const gate = gates.find(({ kind }) => kind === 'budget');
    const answered = { kind: 'gate.answered', gate: gate?.id ?? '', reply: 'Raised', choice: 'raise' } as const;
    await log.append(...(gate ? [answered] : []), { kind: 'budget.raised', ...raise });
    if (gate) session.work?.reply(gate.id, { text: answered.reply, choice: answered.choice });
    return log.snapshot;
  });
}

function amount(key: keyof BudgetRaise, value: unknown): BudgetRaise {
  if (value === undefined || value === 0) return {};
  if (typeof value !== 'number' || !Number.isFinite(value) || value < 0)
    throw new FluxError('bad_budget', `${key} must be a number above 0.`);
  return { [key]: value };
}
