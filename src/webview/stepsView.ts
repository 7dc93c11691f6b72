import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { StepSnapshot } from '../contracts/session';
import { graphWidth } from './laneView';
import { layoutLanes, type LaneEdge, type LaneGraph } from './lanes';
import { stepsEvents } from './stepsEvents';
import { stepView } from './stepView';
import type { View } from './view';
import { undoneWord } from '../words/sessionState';

let laidOut: { readonly key: string; readonly graph: LaneGraph } | undefined;

/** The graph of the steps; laid out again only when steps or waits change. */
export function graphOf(steps: readonly StepSnapshot[]): LaneGraph {
  const key = steps.map((step) => `${step.id}<${step.dependsOn.join(',')}`).join('\n');
  if (laidOut?.key !== key) laidOut = { key, graph: layoutLanes(steps) };
  return laidOut.graph;
}

/** The list of steps with its graph. */
export function stepsView(view: View): TemplateResult {
  const steps = view.state.session.plan?.steps ?? [];
  const graph = graphOf(steps);
  const current = steps.find((step) => step.id === view.local.current)?.id ?? view.local.open ?? steps[0]?.id;
  const width = graphWidth(graph);
  const isHot = hotEdges(view, steps);
  const events = stepsEvents(view, steps, current);
  const help = view.editable
    ? 'Arrow keys move through the steps. Enter opens a step, Space skips it, Alt with an arrow key moves it.'
    : 'Arrow keys move through the steps. Enter opens a step.';
  return html`<ol
    class=${listClasses(view, steps.length)}
    role="list"
    aria-label="Steps of the plan"
    aria-description=${help}
    @click=${events.click}
    @change=${events.change}
    @keydown=${events.keydown}
    @dragstart=${events.dragstart}
    @dragover=${events.dragover}
    @dragleave=${events.dragleave}
    @drop=${events.drop}
    @dragend=${events.dragend}
  >
    ${repeat(
      view.rows < steps.length ? steps.slice(0, view.rows) : steps,
      (step) => step.id,
      (step, index) => {
        const row = graph.rows[index];
        return row
          ? stepView(view, step, {
              index,
              count: steps.length,
              row,
              graphWidth: width,
              isHot: (edge) => isHot(edge, index),
              isCurrent: step.id === current,
            })
          : nothing;
      },
    )}
  </ol>`;
}

function listClasses({ editable, state }: View, count: number): string {
  const isUndone = undoneWord(state.session) === 'undone';
  return ['steps', editable && 'editable', isUndone && 'undone', count > 60 && 'many'].filter(Boolean).join(' ');
}

/** Lines that lead to the open step: what it waits for is seen at a glance. */
function hotEdges(view: View, steps: readonly StepSnapshot[]): (edge: LaneEdge, index: number) => boolean {
  const end = steps.findIndex((step) => step.id === view.local.open);
  const waits = new Set(steps[end]?.dependsOn);
  if (waits.size === 0) return () => false;
  return (edge, index) => waits.has(edge.source) && (index < end ? true : index === end && edge.kind === 'in');
}
