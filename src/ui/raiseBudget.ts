import * as vscode from 'vscode';
import type { BudgetRaise } from '../contracts/budget';
import type { SessionSnapshot } from '../contracts/session';
import { formatCost, formatTokens } from '../base/text';
import type { Orchestrator } from '../core/orchestrator';
import { hasEnded } from '../words/sessionState';
import { pickSession } from './pickSession';
import { sessionTitle } from './sessionTitle';

/** “Raise Limit…”: asks by how much where a script has not said (`{ session, tokens?, costUsd? }`). */
export async function raiseBudget(argument: unknown, orchestrator: Orchestrator): Promise<SessionSnapshot | undefined> {
  const picked = await pickSession(argument, orchestrator, {
    title: 'Raise Limit',
    fits: ({ state }) => !hasEnded(state),
    none: 'No session is running.',
  });
  if (!picked) return undefined;
  const { id } = picked.session;
  const given = argument as BudgetRaise | undefined;
  if (typeof given === 'object' && (given.tokens !== undefined || given.costUsd !== undefined))
    return orchestrator.raiseBudget(id, given);
  const session = await orchestrator.session(id);
  const words = await vscode.window.showInputBox({
    title: `Flux: Raise the Limit of “${sessionTitle(session, 40)}”`,
    prompt: `${limitsOf(session)} Raise by how much?`,
    placeHolder: '100k tokens · $0.50',
    ignoreFocusOut: true,
    validateInput: (text) =>
      readRaise(text) ? undefined : 'Enter a number of tokens, such as 100k, or an amount of money, such as $0.50.',
  });
  const by = words === undefined ? undefined : readRaise(words);
  return by && orchestrator.raiseBudget(id, by);
}

function limitsOf({ budget }: SessionSnapshot): string {
  if (!budget) return 'The model has not been asked yet.';
  const tokens = budget.maxTokens && `${formatTokens(budget.usedTokens)} of ${formatTokens(budget.maxTokens)} tokens`;
  const cost = budget.maxCostUsd && `${formatCost(budget.usedCostUsd)} of ${formatCost(budget.maxCostUsd)}`;
  return `${[tokens, cost].filter(Boolean).join(' and ') || 'No limit'} used.`;
}

/** `100k tokens`, `100,000`, `$0.50`; undefined for anything else. */
function readRaise(text: string): BudgetRaise | undefined {
  const [, dollar, digits = '', unit] =
    /^\s*(\$)?\s*(\d[\d,]*(?:\.\d+)?)\s*([km])?(?:\s*tokens)?\s*$/i.exec(text) ?? [];
  const factor = { k: 1_000, m: 1_000_000 }[unit?.toLowerCase() ?? ''] ?? 1;
  const amount = Number(digits.replaceAll(',', '')) * factor;
  if (!(amount > 0)) return undefined;
  return dollar ? { costUsd: amount } : { tokens: Math.round(amount) };
}
