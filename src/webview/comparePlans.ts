import type { PlanSnapshot, StepSnapshot } from '../contracts/session';

/** One difference between two plans. */
export interface PlanDifference {
  readonly kind: 'added' | 'removed' | 'changed';
  readonly title: string;
  /** The step's id in the present plan, where it is in it. */
  readonly step?: string;
  /** For `changed`: what differs, in words. */
  readonly what?: string;
}

/**
 * The differences in the order of the present plan, removed steps last. Steps are matched by id and tool, then by what
 * they do.
 */
export function comparePlans(before: PlanSnapshot, after: PlanSnapshot): PlanDifference[] {
  const partners = matchSteps(before.steps, after.steps);
  const titles = new Map([...before.steps, ...after.steps].map((step) => [step.id, step.title]));
  const differences: PlanDifference[] = [];
  for (const step of after.steps) {
    const old = partners.get(step);
    const what = old && stepDifferences(old, step, titles);
    if (!old) differences.push({ kind: 'added', title: step.title, step: step.id });
    else if (what && what.length > 0)
      differences.push({ kind: 'changed', title: step.title, step: step.id, what: what.join(', ') });
  }
  const kept = new Set(partners.values());
  for (const step of before.steps) if (!kept.has(step)) differences.push({ kind: 'removed', title: step.title });
  return differences;
}

function matchSteps(before: readonly StepSnapshot[], after: readonly StepSnapshot[]): Map<StepSnapshot, StepSnapshot> {
  const partners = new Map<StepSnapshot, StepSnapshot>();
  const free = new Set(before);
  const rules: ((a: StepSnapshot, b: StepSnapshot) => boolean)[] = [
    (a, b) => a.id === b.id && a.tool === b.tool && (a.about === b.about || a.title === b.title),
    (a, b) => a.title === b.title && a.tool === b.tool,
    (a, b) => a.about !== '' && a.about === b.about && a.tool === b.tool,
  ];
  for (const same of rules) {
    for (const step of after) {
      if (partners.has(step)) continue;
      const old = [...free].find((candidate) => same(candidate, step));
      if (!old) continue;
      partners.set(step, old);
      free.delete(old);
    }
  }
  return partners;
}

function stepDifferences(a: StepSnapshot, b: StepSnapshot, titles: ReadonlyMap<string, string>): string[] {
  const what: string[] = [];
  if (a.title !== b.title) what.push(`was “${a.title}”`);
  if (a.about !== b.about) what.push(`acts on \`${b.about}\` instead of \`${a.about}\``);
  if ((a.instruction ?? '') !== (b.instruction ?? '')) what.push('instruction changed');
  if (a.about === b.about && JSON.stringify(a.input ?? {}) !== JSON.stringify(b.input ?? {}))
    what.push(b.effect === 'write' ? 'edit changed' : 'input changed');
  if (JSON.stringify(a.expect) !== JSON.stringify(b.expect)) what.push('check changed');
  const waits = (step: StepSnapshot) =>
    step.dependsOn
      .map((id) => titles.get(id) ?? id)
      .sort()
      .join('\n');
  if (what.length === 0 && waits(a) !== waits(b)) what.push('waits for different steps');
  if (a.status !== b.status && (a.status === 'skipped' || b.status === 'skipped'))
    what.push(b.status === 'skipped' ? 'now skipped' : 'no longer skipped');
  return what;
}
