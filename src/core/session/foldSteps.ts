import type { SessionEvent } from '../../contracts/events';
import type { LeftOut, PlanSnapshot, SessionSnapshot, StepSnapshot } from '../../contracts/session';

/** The step as if it had not been started. */
export function notStarted(step: StepSnapshot): StepSnapshot {
  const {
    startedAt: _started,
    endedAt: _ended,
    called: _called,
    cutOff: _cut,
    error: _error,
    result: _result,
    judged: _judged,
    ...rest
  } = step;
  return { ...rest, status: 'pending' };
}

/** A step that was skipped just before does not start. */
export function started(s: SessionSnapshot, e: SessionEvent & { kind: 'step.started' }): SessionSnapshot {
  return patchStep(s, e.step, (step) =>
    step.status === 'skipped' ? step : { ...step, status: 'running', startedAt: e.at, endedAt: undefined },
  );
}

/** A step whose input has been completed. */
export function bound(s: SessionSnapshot, e: SessionEvent & { kind: 'step.bound' }): SessionSnapshot {
  return patchStep(s, e.step, (step) => ({
    ...step,
    input: e.input,
    late: false,
    writes: e.writes,
    about: e.about,
    runs: e.runs,
    tool: e.tool ?? step.tool,
  }));
}

/** What became of a step that was cut off. */
export function recovered(s: SessionSnapshot, e: SessionEvent & { kind: 'step.recovered' }): SessionSnapshot {
  const next = patchStep(s, e.step, (step) =>
    e.as === 'pending'
      ? notStarted(step)
      : {
          ...step,
          status: 'done',
          cutOff: undefined,
          called: undefined,
          result: e.why,
          files: e.files ?? step.files,
          commit: e.commit ?? step.commit,
        },
  );
  return withChanged(next, e.files);
}

/** The plan with what a decision adds, takes out and puts in another's place. */
export function extended(
  plan: PlanSnapshot | undefined,
  e: SessionEvent & { kind: 'plan.extended' },
): PlanSnapshot | undefined {
  if (!plan) return plan;
  const waits = new Map(e.waits.map(({ id, dependsOn }) => [id, dependsOn]));
  const old = plan.steps.map((step) => {
    const dropped = e.drop.includes(step.id) && (step.status === 'pending' || step.status === 'ready');
    return {
      ...step,
      dependsOn: waits.get(step.id) ?? step.dependsOn,
      ...(dropped && { status: 'skipped' as const, leftOut: { by: 'decision' as const } }),
      ...(e.replaces.includes(step.id) && { leftOut: { by: 'replaced' as const } }),
    };
  });
  const added = e.steps.map((step): StepSnapshot => ({ ...step, status: 'pending', addedAt: e.seq }));
  const at = e.before === undefined ? -1 : old.findIndex((step) => step.id === e.before);
  const steps = at < 0 ? [...old, ...added] : [...old.slice(0, at), ...added, ...old.slice(at)];
  return {
    ...plan,
    steps,
    verify: e.verify ?? plan.verify,
    ...(e.summary !== undefined && { summary: e.summary }),
    ...(e.notes && { notes: e.notes }),
  };
}

const byPerson: LeftOut = { by: 'person' };

/** The plan with a person's changes. */
export function edited(
  plan: PlanSnapshot | undefined,
  e: SessionEvent & { kind: 'plan.edited' },
): PlanSnapshot | undefined {
  if (!plan) return plan;
  const changes = new Map(
    e.steps.map((step) => [
      step.id,
      step.status === undefined ? step : { ...step, leftOut: step.status === 'skipped' ? byPerson : undefined },
    ]),
  );
  let steps = plan.steps.map((step) => ({ ...step, ...changes.get(step.id) }));
  if (e.order) {
    const at = new Map(e.order.map((id, index) => [id, index]));
    steps = [...steps].sort((a, b) => (at.get(a.id) ?? 0) - (at.get(b.id) ?? 0));
  }
  return { ...plan, steps };
}

/** A call that is stopped gives no result, but it has changed files all the same. */
export function touched(s: SessionSnapshot, e: SessionEvent & { kind: 'step.touched' }): SessionSnapshot {
  const paths = [...e.files.map(({ path }) => path), ...(e.unkept ?? [])];
  const next = patchStep(s, e.step, (step) => ({
    ...step,
    files: united(step.files, paths),
    ...(e.unkept && { unkept: united(step.unkept, e.unkept) }),
  }));
  return withChanged(next, paths);
}

function withChanged(s: SessionSnapshot, paths: readonly string[] | undefined): SessionSnapshot {
  const changedFiles = withPaths(s.changedFiles, paths);
  return changedFiles === s.changedFiles ? s : { ...s, changedFiles };
}

/**
 * Sorted paths with more among them; the very same list where none is new, since a long session comes here thousands of
 * times.
 */
function withPaths(sorted: readonly string[], more: readonly string[] = []): readonly string[] {
  let paths = sorted;
  for (const path of more) {
    let low = 0;
    let high = paths.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (paths[middle]! < path) low = middle + 1;
      else high = middle;
    }
    if (paths[low] !== path) paths = [...paths.slice(0, low), path, ...paths.slice(low)];
  }
  return paths;
}

function united(some: readonly string[] = [], others: readonly string[] = []): string[] {
  return [...new Set([...some, ...others])];
}

/** A step's end. */
export function finished(s: SessionSnapshot, e: SessionEvent & { kind: 'step.finished' }): SessionSnapshot {
  const next = patchStep(s, e.step, (step) => ({
    ...step,
    status: e.status,
    result: e.result,
    error: e.error,
    problems: e.problems,
    files: step.files || e.files ? united(e.files, step.files) : undefined,
    judged: e.judged,
    tests: e.tests,
    commit: e.commit,
    edits: e.edits,
    outputKey: e.outputKey,
    suggestions: e.suggestions,
    ...(e.saved && { saved: e.saved }),
    endedAt: e.at,
    called: undefined,
    cutOff: undefined,
    leftOut: leftOutAtEnd(step, e),
  }));
  return withChanged(
    e.saved ? { ...next, plan: mapSteps(next.plan, (step) => withSaved(step, e.saved ?? [])) } : next,
    e.files,
  );
}

/** What a decision has put others in the place of stays so. */
function leftOutAtEnd(
  { leftOut }: StepSnapshot,
  { status, error }: SessionEvent & { kind: 'step.finished' },
): LeftOut | undefined {
  if (status !== 'skipped') return leftOut?.by === 'replaced' ? leftOut : undefined;
  return leftOut ?? (error ? { by: 'blocked' } : byPerson);
}

/** An edit that waited unsaved with the person's text was saved with it. */
function withSaved(step: StepSnapshot, saved: readonly string[]): StepSnapshot {
  const waits = Object.entries(step.edits ?? {}).filter(([path, edit]) => !edit.saved && saved.includes(path));
  return waits.length === 0
    ? step
    : {
        ...step,
        edits: { ...step.edits, ...Object.fromEntries(waits.map(([path, edit]) => [path, { ...edit, saved: true }])) },
      };
}

/** What an undo or redo came to. */
export function undone(s: SessionSnapshot, e: SessionEvent & { kind: 'undo.finished' }): SessionSnapshot {
  const steps = new Set(e.undone);
  const plan = mapSteps(s.plan, (step) =>
    steps.has(step.id) === Boolean(step.undone) ? step : { ...step, undone: steps.has(step.id) },
  );
  const undo = s.undo?.id === e.id ? { ...s.undo, report: e.report } : s.undo;
  // Of a step that could not be undone whole, the rest is back all the same.
  const { restored, merged, unchanged } = e.report;
  const whole = undo?.steps ? [] : [...restored, ...merged, ...unchanged];
  const back = new Set(undo?.action === 'undo' ? whole : []);
  const again = undo?.action === 'redo' ? whole : [];
  const own = (plan?.steps ?? []).filter((step) => !step.undone).flatMap((step) => step.files ?? []);
  const before = (s.earlier ?? []).flatMap(({ files }) => files).filter((path) => s.changedFiles.includes(path));
  const changedFiles = united([...before, ...own, ...again])
    .filter((path) => !back.has(path))
    .sort();
  return { ...s, plan, undo, changedFiles };
}

/** The session with one step changed; the same where there is no such step. */
export function patchStep(
  s: SessionSnapshot,
  id: string,
  patch: (step: StepSnapshot) => StepSnapshot,
): SessionSnapshot {
  const at = s.plan?.steps.findIndex((step) => step.id === id) ?? -1;
  const step = s.plan?.steps[at];
  if (!s.plan || !step) return s;
  const steps = s.plan.steps.slice();
  steps[at] = patch(step);
  return { ...s, plan: { ...s.plan, steps } };
}

/** The plan with every step changed. */
export function mapSteps(
  plan: PlanSnapshot | undefined,
  change: (step: StepSnapshot) => StepSnapshot,
): PlanSnapshot | undefined {
  return plan && { ...plan, steps: plan.steps.map(change) };
}
