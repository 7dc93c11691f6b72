import { html, svg, type TemplateResult } from 'lit';
import type { StepStatus } from '../contracts/session';
import { statusShapes } from './icons';
import type { LaneEdge, LaneGraph, LaneRow } from './lanes';

const laneWidth = 13;
/** Lanes beyond these share the last one: such plans are read by their words. */
const shownLanes = 6;

/** Width of the graph in pixels. */
export function graphWidth(graph: LaneGraph): number {
  return Math.min(graph.width, shownLanes) * laneWidth + 5;
}

/** One row's part of the graph: lines over the whole height of the row, the dot at the title's height. */
export function laneView(
  row: LaneRow,
  options: {
    readonly width: number;
    readonly dot: number;
    readonly status: StepStatus;
    readonly isHot: (edge: LaneEdge) => boolean;
  },
): TemplateResult {
  const { width, dot, status, isHot } = options;
  const { outline, mark } = statusShapes[status];
  return html`<svg class="lanes" width=${width} aria-hidden="true">
    ${row.edges.map((edge) => edgeLines(edge, dot, isHot(edge) ? 'hot' : ''))}
    <g class="dot ${status}" transform="translate(${at(row.lane)} ${dot})">
      <circle class="ground" r="7" />
      <path class="outline" d=${outline} />
      <path class="mark" d=${mark} />
    </g>
  </svg>`;
}

function edgeLines(edge: LaneEdge, dot: number, tone: string): unknown {
  const from = at(edge.from);
  const to = at(edge.to);
  if (edge.kind === 'out') return line(to, String(dot), '100%', tone);
  if (edge.kind === 'in') return from === to ? line(to, '0', String(dot), tone) : curve(from, to, dot, tone);
  return from === to
    ? line(to, '0', '100%', tone)
    : [curve(from, to, dot * 1.6, tone), line(to, String(dot * 1.6), '100%', tone)];
}

function line(x: number, y1: string, y2: string, tone: string): TemplateResult {
  return svg`<line class=${tone} x1=${x} x2=${x} y1=${y1} y2=${y2}/>`;
}

/** From the row's upper edge in one lane to a height in another. */
function curve(x1: number, x2: number, y: number, tone: string): TemplateResult {
  return svg`<path class="bend ${tone}" d="M${x1} 0C${x1} ${y / 2} ${x2} ${y / 2} ${x2} ${y}"/>`;
}

function at(lane: number): number {
  return Math.min(lane, shownLanes - 1) * laneWidth + 9;
}
