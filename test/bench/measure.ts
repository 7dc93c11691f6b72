/** One line of the table. `goal` in words, `met` where the goal is a number. */
export interface Figure {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  readonly goal?: string;
  readonly met?: boolean;
  readonly note?: string;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** The median time of several runs, in milliseconds, after one run that does not count. */
export async function medianMs(runs: number, job: () => unknown): Promise<number> {
  await job();
  const times: number[] = [];
  for (let run = 0; run < runs; run++) {
    const start = performance.now();
    await job();
    times.push(performance.now() - start);
  }
  return median(times);
}
