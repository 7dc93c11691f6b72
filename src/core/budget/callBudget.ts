import type { BudgetRaise, SessionBudget } from '../../contracts/budget';
import type { Message } from '../../contracts/model';
import type { Answer, Gate } from '../../contracts/session';
import type { SettingsPort } from '../../contracts/settings';
import { CancelledError, FluxError, isCancelled } from '../../base/errors';
import { formatCost, formatTokens } from '../../base/text';
import type { SessionLog } from '../session/sessionLog';
import { limitsNow } from './budgetSettings';
import type { CallEstimates } from './callEstimates';

/**
 * Tokens of an answer as long as any that is foreseen. Where a limit leaves less than that for each of several calls,
 * they are made one after another: then at most one answer passes the limit.
 */
const longAnswer = 16_000;

/** A call before it is made. */
interface PlannedCall {
  readonly step?: string;
  readonly model: string;
  readonly messages: readonly Message[];
  /** The same, as short as it can be; undefined: it is that already. */
  readonly shorter?: () => readonly Message[] | undefined;
  /** What so many tokens cost in US dollars; undefined: not known. */
  readonly costOf: (prompt: number, completion: number) => number | undefined;
}

/** A call that may be made. */
interface Admission {
  /** Tokens of its prompt. */
  readonly estimate: number;
  /** What to send instead of the messages, which did not fit. */
  readonly shortened?: readonly Message[];
  /** It is over, and charged. */
  readonly end: () => void;
}

/** Lets calls of one session through as far as its limits go. */
export interface CallBudget {
  /**
   * Waits for the person where the call would pass a limit.
   * @throws FluxError `budget_finished` once the run ends with what is there
   * @throws CancelledError when it is stopped
   */
  admit(call: PlannedCall, signal: AbortSignal): Promise<Admission>;
}

export interface CallBudgetDeps {
  readonly log: SessionLog;
  readonly settings: SettingsPort;
  readonly estimates: CallEstimates;
  readonly ask: (gate: Gate, goneOn?: AbortSignal) => Promise<Answer>;
  readonly stop: () => void;
}

/** A call that is on its way: its prompt, and an answer as long as any. */
interface Reserved {
  readonly tokens: number;
  readonly costUsd: number;
  readonly over: Promise<void>;
}

export function createCallBudget(deps: CallBudgetDeps): CallBudget {
  const { log, settings, estimates } = deps;
  const underWay = new Set<Reserved>();
  let asking: Promise<void> | undefined;

  /** What keeps a call from being made now: the limit, calls on their way, or nothing. */
  function heldBy(budget: SessionBudget, needs: Need): 'limit' | 'calls' | undefined {
    if (isOver(budget, needs.tokens, needs.costUsd)) return 'limit';
    const all = [...underWay];
    if (all.length === 0) return undefined;
    const tokens = all.reduce((sum, call) => sum + call.tokens, needs.tokens + longAnswer);
    const costUsd = all.reduce((sum, call) => sum + call.costUsd, needs.costUsdAtMost);
    return isOver(budget, tokens, costUsd) ? 'calls' : undefined;
  }

  function needOf({ model, step, costOf }: PlannedCall, messages: readonly Message[]): Need {
    const tokens = estimates.prompt(model, messages);
    return {
      step,
      tokens,
      costUsd: costOf(tokens, 0) ?? 0,
      costUsdAtMost: costOf(tokens, longAnswer) ?? 0,
    };
  }

  /** One question at a time, however many calls wait for it. */
  async function askOnce(budget: SessionBudget, needs: Need, signal: AbortSignal): Promise<void> {
    asking ??= askPerson(budget, needs, deps, signal).finally(() => (asking = undefined));
    try {
      await asking;
    } catch (error) {
      // It may have been asked for another step, which has been ended since.
      if (!isCancelled(error) || signal.aborted) throw error;
    }
  }

  return {
    async admit(call, signal) {
      let needs = needOf(call, call.messages);
      let shortened: readonly Message[] | undefined;
      if (!log.snapshot.budget) await log.append({ kind: 'budget.set', ...limitsNow(settings) });
      for (;;) {
        if (signal.aborted) throw new CancelledError();
        const { budget } = log.snapshot;
        if (!budget) break;
        if (budget.finished) throw finished();
        const held = heldBy(budget, needs);
        if (!held) break;
        const shorter = held === 'limit' && !shortened ? call.shorter?.() : undefined;
        if (shorter && heldBy(budget, needOf(call, shorter)) !== 'limit') {
          shortened = shorter;
          needs = needOf(call, shorter);
          continue;
        }
        if (underWay.size > 0) await Promise.race([...underWay].map(({ over }) => over));
        else await askOnce(budget, needs, signal);
      }
      const over = Promise.withResolvers<void>();
      const reserved = { tokens: needs.tokens + longAnswer, costUsd: needs.costUsdAtMost, over: over.promise };
      underWay.add(reserved);
      return {
        estimate: needs.tokens,
        ...(shortened && { shortened }),
        end() {
          underWay.delete(reserved);
          over.resolve();
        },
      };
    },
  };
}

interface Need {
  readonly step: string | undefined;
  readonly tokens: number;
  readonly costUsd: number;
  /** With an answer as long as any. */
  readonly costUsdAtMost: number;
}

/** Whether so much more passes a limit. */
function isOver({ maxTokens, maxCostUsd, usedTokens, usedCostUsd }: SessionBudget, tokens: number, costUsd: number) {
  return (
    (maxTokens > 0 && usedTokens + tokens > maxTokens) ||
    (maxCostUsd > 0 && costUsd > 0 && usedCostUsd + costUsd > maxCostUsd)
  );
}

async function askPerson(budget: SessionBudget, needs: Need, deps: CallBudgetDeps, signal: AbortSignal): Promise<void> {
  const answer = await deps.ask(budgetGate(budget, needs, deps.log.snapshot.revision + 1), signal);
  if (answer.choice !== 'stop') return;
  deps.stop();
  throw new CancelledError();
}

function budgetGate(budget: SessionBudget, needs: Need, number: number): Gate {
  const raise = raiseBy(budget, needs);
  const by = [
    raise.tokens === undefined ? '' : `${formatTokens(raise.tokens)} tokens`,
    raise.costUsd === undefined ? '' : formatCost(raise.costUsd),
  ].filter(Boolean);
  return {
    id: `budget-${number}`,
    kind: 'budget',
    ...(needs.step !== undefined && { step: needs.step }),
    text:
      `The next call to the model would pass the limit of this run: ${spentText(budget)}, and the call needs about ` +
      `${formatTokens(needs.tokens)} tokens${needs.costUsd > 0 ? ` (${formatCost(needs.costUsd)})` : ''} plus its ` +
      `answer.`,
    choices: [
      { id: 'raise', label: `Raise the limit by ${by.join(' and ')}`, description: 'Continues the run' },
      {
        id: 'finish',
        label: 'Finish with what is there',
        description: 'Verifies what is done, without asking the model again',
      },
      { id: 'stop', label: 'Stop', means: 'stop', description: 'What is done stays' },
    ],
    raise,
  };
}

/** As much again as the limit is, and at least what the call needs and a long answer. */
function raiseBy({ maxTokens, maxCostUsd, usedTokens, usedCostUsd }: SessionBudget, needs: Need): BudgetRaise {
  const tokens = Math.max(maxTokens, usedTokens + needs.tokens + longAnswer - maxTokens);
  const costUsd = Math.max(maxCostUsd, usedCostUsd + needs.costUsdAtMost - maxCostUsd);
  const passesTokens = maxTokens > 0 && usedTokens + needs.tokens > maxTokens;
  const passesCost = maxCostUsd > 0 && needs.costUsd > 0 && usedCostUsd + needs.costUsd > maxCostUsd;
  return {
    ...(passesTokens && { tokens: rounded(tokens) }),
    ...(passesCost && { costUsd: Number(costUsd.toPrecision(2)) }),
  };
}

/** To two digits, upwards. */
function rounded(tokens: number): number {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(tokens)) - 1);
  return Math.ceil(tokens / unit) * unit;
}

/** What is spent of which limits, in words: `98.2k of 100k tokens are used`. */
function spentText({ maxTokens, maxCostUsd, usedTokens, usedCostUsd }: SessionBudget): string {
  const tokens = `${formatTokens(usedTokens)}${maxTokens > 0 ? ` of ${formatTokens(maxTokens)}` : ''} tokens`;
  const cost = maxCostUsd > 0 ? ` and ${formatCost(usedCostUsd)} of ${formatCost(maxCostUsd)}` : '';
  return `${tokens}${cost} are used`;
}

function finished(): FluxError {
  return new FluxError('budget_finished', 'The run has reached its limit, and you chose to finish with what is there.');
}
