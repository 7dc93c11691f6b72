import type { PanelState } from '../contracts/panel';

/** What the page keeps by itself: where the person is and what is not sent yet. Survives states and reloads. */
export interface LocalState {
  session: string;
  /** The step that is open. */
  open?: string;
  /** The step that has the list's Tab stop. */
  current?: string;
  /** Unsent text of fields outside the steps: `revise`, `goal`, `gate <id>`. */
  drafts: Record<string, string>;
  /** Unsaved text of steps' fields, by step and field. */
  stepDrafts: Record<string, Record<string, string>>;
  /** Which expandable parts the person has opened or closed. */
  expanded: Record<string, boolean>;
  scroll: number;
}

export function freshLocalState(session: string): LocalState {
  return { session, drafts: {}, stepDrafts: {}, expanded: {}, scroll: 0 };
}

/** Reads what an earlier page has kept; anything unexpected counts as nothing. */
export function readLocalState(saved: unknown): LocalState | undefined {
  if (!saved || typeof saved !== 'object' || !('session' in saved) || typeof saved.session !== 'string')
    return undefined;
  const raw = saved as Partial<LocalState>;
  const record = <T>(value: Record<string, T> | undefined): Record<string, T> =>
    value && typeof value === 'object' ? { ...value } : {};
  return {
    session: saved.session,
    open: typeof raw.open === 'string' ? raw.open : undefined,
    current: typeof raw.current === 'string' ? raw.current : undefined,
    drafts: record(raw.drafts),
    stepDrafts: record(raw.stepDrafts),
    expanded: record(raw.expanded),
    scroll: typeof raw.scroll === 'number' ? raw.scroll : 0,
  };
}

/** Reads what an earlier page has kept of other sessions. */
export function readOthers(saved: unknown): LocalState[] {
  const others = saved && typeof saved === 'object' && 'others' in saved ? saved.others : undefined;
  return Array.isArray(others) ? others.map(readLocalState).filter((other) => other !== undefined) : [];
}

/** Forgets what belongs to steps and gates that are gone. */
export function pruneLocalState(local: LocalState, state: PanelState): void {
  const plan = state.session.plan;
  if (!plan) return;
  const ids = new Set(plan.steps.map((step) => step.id));
  if (local.open !== undefined && !ids.has(local.open)) local.open = undefined;
  if (local.current !== undefined && !ids.has(local.current)) local.current = undefined;
  for (const id of Object.keys(local.stepDrafts)) if (!ids.has(id)) delete local.stepDrafts[id];
  const gates = new Set(state.session.gates.map((gate) => `gate ${gate.id}`));
  for (const key of Object.keys(local.drafts)) if (key.startsWith('gate ') && !gates.has(key)) delete local.drafts[key];
}
