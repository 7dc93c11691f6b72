import type { StepSnapshot } from '../contracts/session';

/** A line in a row's part of the graph. Lanes are counted from the left, from 0. */
export interface LaneEdge {
  /** `in` ends at the row's dot, `out` begins there, `pass` goes by. */
  readonly kind: 'in' | 'out' | 'pass';
  readonly from: number;
  readonly to: number;
  /** The step that others wait for along this line. */
  readonly source: string;
}

/** One row of the graph that shows what waits for what. */
export interface LaneRow {
  readonly lane: number;
  readonly edges: readonly LaneEdge[];
}

export interface LaneGraph {
  readonly rows: readonly LaneRow[];
  /** Number of lanes side by side. */
  readonly width: number;
}

type Node = Pick<StepSnapshot, 'id' | 'dependsOn'>;

/** Lays the steps out in lanes, top to bottom. Waits that follow from others are left out. */
export function layoutLanes(steps: readonly Node[]): LaneGraph {
  const waits = reduceWaits(steps);
  const left = new Map<string, number>();
  for (const ids of waits.values()) for (const id of ids) left.set(id, (left.get(id) ?? 0) + 1);
  const lanes: (string | undefined)[] = [];
  let width = 1;
  const rows = steps.map((step): LaneRow => {
    const before = [...lanes];
    const free = (): number => {
      let lane = 0;
      while (before[lane] !== undefined || lanes[lane] !== undefined) lane++;
      return lane;
    };
    const edges: LaneEdge[] = [];
    const sources = waits.get(step.id) ?? [];
    const from = sources.map((id) => before.indexOf(id)).sort((a, b) => a - b);
    for (const id of sources) {
      const rest = (left.get(id) ?? 1) - 1;
      left.set(id, rest);
      if (rest === 0) lanes[before.indexOf(id)] = undefined;
    }
    const goesOn = (left.get(step.id) ?? 0) > 0;
    let lane = from[0] ?? free();
    const holder = lanes[lane];
    if (holder !== undefined) {
      // The line is still needed below: it steps aside for a step that others wait for, and stays where nothing
      // follows.
      const aside = free();
      if (goesOn) {
        lanes[lane] = undefined;
        lanes[aside] = holder;
      } else lane = aside;
    }
    for (const lane of from) edges.push({ kind: 'in', from: lane, to: -1, source: before[lane] ?? '' });
    before.forEach((id, at) => {
      const to = id === undefined ? -1 : lanes.indexOf(id);
      if (id !== undefined && to >= 0) edges.push({ kind: 'pass', from: at, to, source: id });
    });
    if (goesOn) {
      lanes[lane] = step.id;
      edges.push({ kind: 'out', from: lane, to: lane, source: step.id });
    }
    width = Math.max(width, lane + 1, lanes.length);
    return { lane, edges: edges.map((edge) => (edge.kind === 'in' ? { ...edge, to: lane } : edge)) };
  });
  return { rows, width };
}

/** What each step waits for, above it in the list, without what those wait for themselves. */
function reduceWaits(steps: readonly Node[]): Map<string, string[]> {
  const before = new Map<string, Set<string>>();
  const reduced = new Map<string, string[]>();
  for (const step of steps) {
    const direct = [...new Set(step.dependsOn)].filter((id) => before.has(id));
    const implied = new Set<string>();
    for (const id of direct) for (const earlier of before.get(id) ?? []) implied.add(earlier);
    reduced.set(
      step.id,
      direct.filter((id) => !implied.has(id)),
    );
    for (const id of direct) implied.add(id);
    before.set(step.id, implied);
  }
  return reduced;
}

/** How many steps at most may run at once, as far as their waits say. */
export function sideBySide(steps: readonly Node[]): number {
  const level = new Map<string, number>();
  const counts: number[] = [];
  for (const step of steps) {
    const at = 1 + Math.max(-1, ...step.dependsOn.map((id) => level.get(id) ?? -1));
    level.set(step.id, at);
    counts[at] = (counts[at] ?? 0) + 1;
  }
  return Math.max(1, ...counts);
}
