import type { PanelState } from '../contracts/panel';
import type { StepSnapshot } from '../contracts/session';
import type { WebviewHost } from './host';
import { createLookups, type Lookups } from './lookups';
import { freshLocalState, readLocalState, readOthers, type LocalState } from './localState';

/** How many sessions' unsent texts the page keeps besides the present one's. */
const keptSessions = 4;

/** Everything the page holds: the newest state, and what the person has done that no state shows yet. */
export interface Page {
  readonly host: WebviewHost;
  readonly root: HTMLElement;
  /** What screen readers announce. */
  readonly live: HTMLElement;
  state: PanelState | undefined;
  local: LocalState;
  /** What the page keeps of sessions that it showed before, the latest first. */
  others: readonly LocalState[];
  /** Why a step's unsaved text was not saved, by step. */
  problems: Record<string, string>;
  /** The notice that the person has put away. */
  hiddenNotice: string | undefined;
  /** Whether something was sent since the newest state came. */
  acted: boolean;
  /** What was just said; a state with more than `after` words shows it. */
  saying: readonly { readonly text: string; readonly after: number }[];
  /** The text that was sent from a field last, until a state has answered. */
  lastSent: { readonly key: string; readonly text: string } | undefined;
  /** What was asked for besides the state. */
  lookups: Lookups;
  /** What was copied a moment ago. */
  copied: string | undefined;
}

export function createPage(host: WebviewHost, root: HTMLElement, live: HTMLElement): Page {
  const saved = host.getState();
  return {
    host,
    root,
    live,
    state: undefined,
    local: readLocalState(saved) ?? freshLocalState(''),
    others: readOthers(saved),
    problems: {},
    hiddenNotice: undefined,
    acted: false,
    saying: [],
    lastSent: undefined,
    lookups: createLookups(),
    copied: undefined,
  };
}

export function stepOf({ state }: Page, id: string): StepSnapshot | undefined {
  return state?.session.plan?.steps.find((step) => step.id === id);
}

export function awaitsApproval({ state }: Page): boolean {
  return state?.session.state === 'awaiting_approval';
}

/** Lets the page keep another session's texts; those of the one before are put aside. */
export function turnTo(page: Page, session: string): void {
  const { local, others } = page;
  if (local.session === session) return;
  const rest = others.filter((other) => other.session !== local.session && other.session !== session);
  const known = others.find((other) => other.session === session);
  page.others = [local, ...rest].slice(0, keptSessions);
  page.local = known ?? freshLocalState(session);
  page.problems = {};
  page.lookups = createLookups();
}
