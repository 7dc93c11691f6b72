import type { StepSnapshot } from '../contracts/session';
import { isIncluded } from './stepView';
import type { View } from './view';

/** The step that is being dragged in this page. */
let dragged: string | undefined;

/** What the list hears, for all its rows at once. */
export interface StepsEvents {
  readonly click: (event: Event) => void;
  readonly change: (event: Event) => void;
  readonly keydown: (event: KeyboardEvent) => void;
  readonly dragstart: (event: DragEvent) => void;
  readonly dragover: (event: DragEvent) => void;
  readonly dragleave: (event: DragEvent) => void;
  readonly drop: (event: DragEvent) => void;
  readonly dragend: () => void;
}

export function stepsEvents(view: View, steps: readonly StepSnapshot[], current: string | undefined): StepsEvents {
  const { act, editable, local } = view;
  const rowOf = (event: Event): HTMLElement | null =>
    event.target instanceof Element ? event.target.closest<HTMLElement>('[data-step]') : null;
  const on = (event: Event, part: string): boolean =>
    event.target instanceof Element && event.target.closest(part) !== null;
  const indexOf = (id: string | undefined): number => steps.findIndex((step) => step.id === id);

  function skip(id: string): void {
    const step = steps[indexOf(id)];
    if (step && editable) act.request({ type: 'skip', step: id, skip: isIncluded(view, step) });
  }

  function move(id: string | undefined, to: number): void {
    if (id === undefined || !editable || to < 0 || to >= steps.length || to === indexOf(id)) return;
    act.request({ type: 'move', step: id, to });
  }

  function walk(to: number): void {
    const step = steps[Math.max(0, Math.min(steps.length - 1, to))];
    if (step) act.go({ current: step.id, focus: true });
  }

  /** Where a drop would put the dragged step: its index after the move. */
  function dropPlace(event: DragEvent): { row: HTMLElement; side: 'before' | 'after'; to: number } | undefined {
    const row = rowOf(event);
    const from = indexOf(dragged);
    if (!row || from < 0) return undefined;
    const box = (row.querySelector('.head') ?? row).getBoundingClientRect();
    const side = event.clientY < box.top + box.height / 2 ? 'before' : 'after';
    const slot = indexOf(row.dataset.step) + (side === 'after' ? 1 : 0);
    return { row, side, to: slot > from ? slot - 1 : slot };
  }

  const clearMarks = (): void =>
    document.querySelectorAll('[data-drop]').forEach((row) => row.removeAttribute('data-drop'));

  return {
    click(event) {
      const id = rowOf(event)?.dataset.step;
      if (id !== undefined && on(event, '.title')) act.go({ open: local.open === id ? null : id, current: id });
    },
    change(event) {
      const id = rowOf(event)?.dataset.step;
      if (id !== undefined && on(event, '.check')) skip(id);
    },
    keydown(event) {
      const id = rowOf(event)?.dataset.step;
      if (id === undefined) return;
      if (event.key === 'Escape' && local.open === id) {
        event.preventDefault();
        act.go({ open: null, current: id, focus: true });
        return;
      }
      if (!on(event, '.title, .check') || event.ctrlKey || event.metaKey) return;
      const at = indexOf(id);
      const steer: Partial<Record<string, () => void>> = event.altKey
        ? { ArrowUp: () => move(id, at - 1), ArrowDown: () => move(id, at + 1) }
        : {
            ArrowUp: () => walk(at - 1),
            ArrowDown: () => walk(at + 1),
            Home: () => walk(0),
            End: () => walk(steps.length - 1),
            ...(on(event, '.title')
              ? { ' ': () => skip(id) }
              : { Enter: () => act.go({ open: local.open === id ? null : id, current: id }) }),
          };
      const run = steer[event.key];
      if (!run) return;
      event.preventDefault();
      if (id !== current && event.altKey) act.go({ current: id });
      run();
    },
    dragstart(event) {
      dragged = editable && on(event, '.head') ? rowOf(event)?.dataset.step : undefined;
      if (dragged === undefined || !event.dataTransfer) return event.preventDefault();
      event.dataTransfer.effectAllowed = 'move';
      event.dataTransfer.setData('text/plain', steps[indexOf(dragged)]?.title ?? '');
    },
    dragover(event) {
      const place = dropPlace(event);
      if (!place) return;
      event.preventDefault();
      if (place.row.dataset.drop === place.side) return;
      clearMarks();
      place.row.dataset.drop = place.side;
    },
    dragleave(event) {
      if (!(event.relatedTarget instanceof Node) || !(event.currentTarget as HTMLElement).contains(event.relatedTarget))
        clearMarks();
    },
    drop(event) {
      const place = dropPlace(event);
      if (!place) return;
      event.preventDefault();
      move(dragged, place.to);
    },
    dragend() {
      dragged = undefined;
      clearMarks();
    },
  };
}
