import type { PanelMessage, PanelState } from '../contracts/panel';

/** A message that changes the plan and so carries the revision that it was made on. */
export type PlanMessage = Extract<PanelMessage, { readonly revision: number }>;
type Without<T> = T extends unknown ? Omit<T, 'revision'> : never;
/** The same before it is sent. */
export type PlanRequest = Without<PlanMessage>;

/** Sends plan changes one at a time, each on the revision that the one before led to. */
export interface Outbox {
  send(request: PlanRequest): void;
  /** Takes note of a new state. `refused`: the request under way was refused, and what waited behind it is dropped. */
  settle(state: PanelState): { readonly refused?: PlanRequest };
  /** Requests that no state has answered yet, the one under way first. */
  readonly pending: readonly PlanRequest[];
}

/** How long an answer may take before the next request goes out (a change without an effect brings no new revision). */
const patienceMs = 2_000;

/**
 * A quick person's second click would be made on a revision that the first has just made stale. So each request waits
 * for the state that answers the one before: a newer plan revision, another session state, or a refusal.
 */
export function createOutbox(deps: {
  readonly post: (message: PanelMessage) => void;
  readonly onTimeout: () => void;
}): Outbox {
  let queue: PlanRequest[] = [];
  let known: PanelState | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let sentOn: { readonly session: string; readonly revision: number; readonly state: string } | undefined;

  function next(): void {
    clearTimeout(timer);
    sentOn = undefined;
    const request = queue[0];
    if (!request || !known) return;
    const { id, planRevision, state } = known.session;
    sentOn = { session: id, revision: planRevision, state };
    deps.post({ ...request, revision: planRevision } as PlanMessage);
    timer = setTimeout(() => {
      queue.shift();
      next();
      deps.onTimeout();
    }, patienceMs);
  }

  return {
    send(request) {
      queue.push(request);
      if (!sentOn) next();
    },
    settle(state) {
      known = state;
      if (!sentOn) return {};
      if (state.session.id !== sentOn.session) {
        queue = [];
        next();
        return {};
      }
      const answered = state.session.planRevision !== sentOn.revision || state.session.state !== sentOn.state;
      if (state.notice?.kind === 'error') {
        const refused = queue[0];
        queue = [];
        next();
        return { refused };
      }
      if (answered || state.notice) {
        queue.shift();
        next();
      }
      return {};
    },
    get pending() {
      return queue;
    },
  };
}
