import type { DecisionRecord } from '../contracts/decision';
import { plural } from '../base/text';

/**
 * What a decision comes to, as the first words of its card; empty for an action of another version or from a file,
 * which its reasons tell.
 */
export function decisionHeading({ action }: Pick<DecisionRecord, 'action'>): string {
  return headings[action] ?? '';
}

const headings: Readonly<Record<DecisionRecord['action'], string>> = {
  create_task: 'Plan changed:',
  escalate_to_human: 'Question for you:',
  project_complete: 'Goal reached:',
  wait_for_more_tasks: 'Continuing as planned.',
  go_on: 'Continuing with the independent steps.',
};

/** What came of a decision, a sentence each: steps added and left out, who does the work, what turned out otherwise. */
export function decisionFacts(decision: DecisionRecord, titles: ReadonlyMap<string, string>): string[] {
  const named = (ids: readonly string[]): string => ids.map((id) => `“${titles.get(id) ?? id}”`).join(', ');
  return [
    decision.added?.length ? `Added ${plural(decision.added.length, 'step')}: ${named(decision.added)}.` : '',
    decision.dropped?.length ? `Skipped: ${named(decision.dropped)}.` : '',
    decision.role ? `Assigned to ${decision.role}.` : '',
    decision.roleNote ?? '',
    decision.outcome ?? '',
  ].filter(Boolean);
}
