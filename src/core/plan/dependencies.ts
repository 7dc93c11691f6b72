import type { Effect } from '../../contracts/plan';
import type { AnyTool } from '../../contracts/tool';
import { commits, verifies } from '../toolTraits';

/** A step before its dependencies are settled. `dependsOn` undefined: the plan left it to Flux. */
export interface Unordered {
  readonly id: string;
  readonly tool: string;
  readonly effect: Effect;
  readonly writes: readonly string[];
  readonly dependsOn?: readonly string[];
}

/**
 * Makes every dependency explicit. Where the plan names them they stand. Where it leaves them out, a step waits for the
 * earlier ones it conflicts with, as memory accesses are ordered: reads do not conflict with reads, nor writes of
 * different known files with each other; whatever executes conflicts with every write and every execution.
 * Two things hold whatever the plan says: verification comes after all earlier writes, a commit after all earlier work.
 */
export function settleDependencies(
  steps: readonly Unordered[],
  verify: string | undefined,
  tools: readonly AnyTool[],
): Map<string, string[]> {
  // What verifies must not run beside what it verifies, even where it only reads.
  const all = steps.map((step): Unordered => (verifies(step, tools) ? { ...step, effect: 'execute' } : step));
  const settled = new Map<string, string[]>();
  all.forEach((step, index) => {
    const earlier = all.slice(0, index);
    const wanted = new Set(step.dependsOn ?? earlier.filter((other) => conflict(other, step)).map((other) => other.id));
    const isCommit = commits(step, tools);
    if (step.id === verify || isCommit) {
      for (const other of earlier)
        if (other.effect === 'write' || (isCommit && other.effect === 'execute')) wanted.add(other.id);
    }
    settled.set(step.id, step.dependsOn ? [...wanted] : withoutImplied(wanted, settled));
  });
  return settled;
}

function conflict(a: Unordered, b: Unordered): boolean {
  if (a.effect === 'read' && b.effect === 'read') return false;
  if (a.effect === 'read' || b.effect === 'read') return false;
  if (a.effect === 'execute' || b.effect === 'execute') return true;
  if (!known(a.writes) || !known(b.writes)) return true;
  return a.writes.some((path) => b.writes.includes(path));
}

/** Whether all the files are known: none named, or a pattern, may be any file. */
function known(writes: readonly string[]): boolean {
  return writes.length > 0 && !writes.some((path) => /[*?{]/.test(path));
}

/** Drops what another dependency already waits for, so that the drawn graph stays readable. */
function withoutImplied(wanted: ReadonlySet<string>, settled: ReadonlyMap<string, string[]>): string[] {
  const implied = new Set<string>();
  const queue = [...wanted].flatMap((id) => settled.get(id) ?? []);
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    if (implied.has(next)) continue;
    implied.add(next);
    queue.push(...(settled.get(next) ?? []));
  }
  return [...wanted].filter((id) => !implied.has(id));
}
