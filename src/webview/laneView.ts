import { html, svg, type TemplateResult } from 'lit';
import type { StepStatus } from '../contracts/session';
import { statusShape } from './icons';
import type { LaneEdge, LaneGraph, LaneRow } from './lanes';

const laneWidth = 13;
/** Lanes beyond these share the last one: such plans are read by their words. */
const shownLanes = 6;

/** Width of the graph in pixels. */
export function graphWidth(graph: LaneGraph): number {
  return Math.min(graph.width, shownLanes) * laneWidth + 5;
}

/** One row's part of the graph: lines over the whole height of the row, the dot at the title's height. */
export function laneView(row: LaneRow, options: { readonly width: number; readonly dot: number; readonly status: StepStatus; readonly isHot: (edge: LaneEdge) => boolean }): TemplateResult {
  const { width, dot, status, isHot } = options;
  return html`<svg class="lanes" width=${width} aria-hidden="true">
    ${row.edges.map((edge) => svg`<g class=${isHot(edge) ? 'hot' : ''}>${edgeLines(edge, dot)}</g>`)}
    <g class="dot ${status}" transform="translate(${at(row.lane)} ${dot})"><circle class="ground" r="7"/><g class="shape">${statusShape(status)}</g></g>
  </svg>`;
}

function edgeLines(edge: LaneEdge, dot: number): TemplateResult {
  const from = at(edge.from);
  const to = at(edge.to);
  if (edge.kind === 'out') return line(to, String(dot), '100%');
  if (edge.kind === 'in') return from === to ? line(to, '0', String(dot)) : curve(from, 0, to, dot);
  return from === to ? line(to, '0', '100%') : svg`${curve(from, 0, to, dot * 1.6)}${line(to, String(dot * 1.6), '100%')}`;
}

function line(x: number, y1: string, y2: string): TemplateResult {
  return svg`<line x1=${x} x2=${x} y1=${y1} y2=${y2}/>`;
}

function curve(x1: number, y1: number, x2: number, y2: number): TemplateResult {
  const middle = (y1 + y2) / 2;
  return svg`<path d="M${x1} ${y1}C${x1} ${middle} ${x2} ${middle} ${x2} ${y2}"/>`;
}

function at(lane: number): number {
  return Math.min(lane, shownLanes - 1) * laneWidth + 9;
}
