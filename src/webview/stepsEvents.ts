import type { StepSnapshot } from '../contracts/session';
import { dragEvents, type DragEvents } from './dragSteps';
import { indexIn, isOn, moveStep, stepIdAt, type StepList } from './stepList';
import { isIncluded } from './stepView';
import type { View } from './view';

/** What the list hears, for all its rows at once. */
export interface StepsEvents extends DragEvents {
  readonly click: (event: Event) => void;
  readonly change: (event: Event) => void;
  readonly keydown: (event: KeyboardEvent) => void;
}

export function stepsEvents(view: View, steps: readonly StepSnapshot[], current: string | undefined): StepsEvents {
  const list: StepList = { view, steps, current };
  return {
    ...dragEvents(list),
    click(event) {
      const id = stepIdAt(event);
      if (id !== undefined && isOn(event, '.title')) toggle(list, id);
    },
    change(event) {
      const id = stepIdAt(event);
      if (id !== undefined && isOn(event, '.check')) skip(list, id);
    },
    keydown: (event) => onKey(list, event),
  };
}

function onKey(list: StepList, event: KeyboardEvent): void {
  const { act, local } = list.view;
  const id = stepIdAt(event);
  if (id === undefined) return;
  if (event.key === 'Escape' && local.open === id) {
    event.preventDefault();
    act.go({ open: null, current: id, focus: true });
    return;
  }
  if (!isOn(event, '.title, .check') || event.ctrlKey || event.metaKey) return;
  const run = actionOf(list, event, id);
  if (!run) return;
  event.preventDefault();
  if (id !== list.current && event.altKey) act.go({ current: id });
  run();
}

/** What a key does on a step's title or check box. */
function actionOf(list: StepList, event: KeyboardEvent, id: string): (() => void) | undefined {
  const at = indexIn(list, id);
  const withAlt: Partial<Record<string, () => void>> = {
    ArrowUp: () => moveStep(list, id, at - 1),
    ArrowDown: () => moveStep(list, id, at + 1),
  };
  const alone: Partial<Record<string, () => void>> = {
    ArrowUp: () => walk(list, at - 1),
    ArrowDown: () => walk(list, at + 1),
    Home: () => walk(list, 0),
    End: () => walk(list, list.steps.length - 1),
    // On a title, Enter is a click; on a check box, the space bar is a change.
    ...(isOn(event, '.title') ? { ' ': () => skip(list, id) } : { Enter: () => toggle(list, id) }),
  };
  return (event.altKey ? withAlt : alone)[event.key];
}

function toggle({ view: { act, local } }: StepList, id: string): void {
  act.go({ open: local.open === id ? null : id, current: id });
}

function skip(list: StepList, id: string): void {
  const { view } = list;
  const step = list.steps[indexIn(list, id)];
  if (step && view.editable) view.act.request({ type: 'skip', step: id, skip: isIncluded(view, step) });
}

/** Goes to another step, or to the first or last where there is none. */
function walk({ view, steps }: StepList, to: number): void {
  const step = steps[Math.max(0, Math.min(steps.length - 1, to))];
  if (step) view.act.go({ current: step.id, focus: true });
}
