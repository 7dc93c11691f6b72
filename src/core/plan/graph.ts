/** What the graph functions need of a step. */
export interface Node {
  readonly id: string;
  readonly dependsOn: readonly string[];
}

/** The ids of one cycle, in its order; undefined when there is none. */
export function findCycle(steps: readonly Node[]): string[] | undefined {
  const byId = new Map(steps.map((step) => [step.id, step]));
  const state = new Map<string, 'open' | 'closed'>();
  for (const start of steps) {
    // Depth first without recursion: a plan may be a chain of hundreds of steps.
    const path: string[] = [];
    const stack: { id: string; leave: boolean }[] = [{ id: start.id, leave: false }];
    while (stack.length > 0) {
      const { id, leave } = stack.pop()!;
      if (leave) {
        path.pop();
        state.set(id, 'closed');
        continue;
      }
      if (state.get(id) === 'closed') continue;
      if (state.get(id) === 'open') return [...path.slice(path.indexOf(id)), id];
      state.set(id, 'open');
      path.push(id);
      stack.push({ id, leave: true });
      for (const next of byId.get(id)?.dependsOn ?? []) {
        if (state.get(next) === 'open') return [...path.slice(path.indexOf(next)), next];
        if (!state.has(next)) stack.push({ id: next, leave: false });
      }
    }
  }
  return undefined;
}

/** The ids of all steps that wait for this one, directly or not. */
export function dependents(steps: readonly Node[], id: string): Set<string> {
  const found = new Set<string>();
  const queue = [id];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    for (const step of steps) {
      if (step.dependsOn.includes(next) && !found.has(step.id)) {
        found.add(step.id);
        queue.push(step.id);
      }
    }
  }
  return found;
}

/** The first step that an order puts before one that it waits for; undefined when the order is possible. */
export function misplaced(
  steps: readonly Node[],
  order: readonly string[],
): { step: string; after: string } | undefined {
  const at = new Map(order.map((id, index) => [id, index]));
  for (const step of steps) {
    for (const after of step.dependsOn) {
      if ((at.get(after) ?? -1) > (at.get(step.id) ?? Infinity)) return { step: step.id, after };
    }
  }
  return undefined;
}

/** How many steps can run at the same time at most, taking each as early as its dependencies allow. */
export function widest(steps: readonly Node[]): number {
  const level = new Map<string, number>();
  for (const step of steps) level.set(step.id, Math.max(0, ...step.dependsOn.map((id) => (level.get(id) ?? 0) + 1)));
  const counts = new Map<number, number>();
  for (const value of level.values()) counts.set(value, (counts.get(value) ?? 0) + 1);
  return Math.max(0, ...counts.values());
}
