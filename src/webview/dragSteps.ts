import { indexIn, isOn, moveStep, rowOf, stepIdAt, type StepList } from './stepList';

/** The step that is being dragged in this page. */
let dragged: string | undefined;

/** Moving steps by dragging them. */
export interface DragEvents {
  readonly dragstart: (event: DragEvent) => void;
  readonly dragover: (event: DragEvent) => void;
  readonly dragleave: (event: DragEvent) => void;
  readonly drop: (event: DragEvent) => void;
  readonly dragend: () => void;
}

export function dragEvents(list: StepList): DragEvents {
  const { view, steps } = list;
  return {
    dragstart(event) {
      dragged = view.editable && isOn(event, '.head') ? stepIdAt(event) : undefined;
      if (dragged === undefined || !event.dataTransfer) return event.preventDefault();
      event.dataTransfer.effectAllowed = 'move';
      event.dataTransfer.setData('text/plain', steps[indexIn(list, dragged)]?.title ?? '');
    },
    dragover(event) {
      const target = dropTarget(list, event);
      if (!target) return;
      event.preventDefault();
      if (target.row.dataset.drop === target.side) return;
      clearMarks();
      target.row.dataset.drop = target.side;
    },
    dragleave(event) {
      if (!(event.relatedTarget instanceof Node) || !(event.currentTarget as HTMLElement).contains(event.relatedTarget))
        clearMarks();
    },
    drop(event) {
      const target = dropTarget(list, event);
      if (!target) return;
      event.preventDefault();
      moveStep(list, dragged, target.to);
    },
    dragend() {
      dragged = undefined;
      clearMarks();
    },
  };
}

/** Where a drop would put the dragged step; `to` is its index after the move. */
function dropTarget(
  list: StepList,
  event: DragEvent,
): { row: HTMLElement; side: 'before' | 'after'; to: number } | undefined {
  const row = rowOf(event);
  const from = indexIn(list, dragged);
  if (!row || from < 0) return undefined;
  const box = (row.querySelector('.head') ?? row).getBoundingClientRect();
  const side = event.clientY < box.top + box.height / 2 ? 'before' : 'after';
  const slot = indexIn(list, row.dataset.step) + (side === 'after' ? 1 : 0);
  return { row, side, to: slot > from ? slot - 1 : slot };
}

function clearMarks(): void {
  document.querySelectorAll('[data-drop]').forEach((row) => row.removeAttribute('data-drop'));
}
