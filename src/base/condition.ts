/** Something that others wait for until it holds. */
export interface Condition {
  /** Has everybody who waits look again. */
  notify(): void;
  /** Resolves as soon as it holds: looked at now and after each `notify`. */
  until(holds: () => boolean): Promise<void>;
}

/** A condition variable: what changes notifies, who waits tests. */
export function createCondition(): Condition {
  let waiting: (() => void)[] = [];
  return {
    notify() {
      const woken = waiting;
      waiting = [];
      for (const wake of woken) wake();
    },
    async until(holds) {
      while (!holds()) await new Promise<void>((resolve) => waiting.push(resolve));
    },
  };
}
