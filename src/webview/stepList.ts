import type { StepSnapshot } from '../contracts/session';
import type { View } from './view';

/** The list of steps as it is drawn; `current` has its Tab stop. */
export interface StepList {
  readonly view: View;
  readonly steps: readonly StepSnapshot[];
  readonly current: string | undefined;
}

/** The row that an event is in. */
export function rowOf(event: Event): HTMLElement | null {
  return event.target instanceof Element ? event.target.closest<HTMLElement>('[data-step]') : null;
}

export function stepIdAt(event: Event): string | undefined {
  return rowOf(event)?.dataset.step;
}

/** Whether an event is in a part of the page; `part` is a selector. */
export function isOn(event: Event, part: string): boolean {
  return event.target instanceof Element && event.target.closest(part) !== null;
}

export function indexIn({ steps }: StepList, id: string | undefined): number {
  return steps.findIndex((step) => step.id === id);
}

/** Asks for a step to be moved to an index, where that changes the order. */
export function moveStep(list: StepList, id: string | undefined, to: number): void {
  const { view, steps } = list;
  if (id === undefined || !view.editable || to < 0 || to >= steps.length || to === indexIn(list, id)) return;
  view.act.request({ type: 'move', step: id, to });
}
