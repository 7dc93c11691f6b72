import { html, svg, type TemplateResult } from 'lit';
import type { StepStatus } from '../contracts/session';

const glyphs = {
  chevron: svg`<path d="M6 3.5 10.5 8 6 12.5"/>`,
  check: svg`<path d="m3.5 8.5 3 3 6-7"/>`,
  cross: svg`<path d="m4 4 8 8M12 4l-8 8"/>`,
  warning: svg`<path d="M8 2.2 14.3 13.5H1.7zM8 6.5v3.2M8 11.4v.6"/>`,
  info: svg`<circle cx="8" cy="8" r="6.2"/><path d="M8 7.2v4M8 4.6v.6"/>`,
  ask: svg`<circle cx="8" cy="8" r="6.2"/><path d="M6.2 6.4a1.8 1.8 0 1 1 2.6 1.7c-.6.3-.8.6-.8 1.2M8 11v.6"/>`,
  commit: svg`<circle cx="8" cy="8" r="2.6"/><path d="M1.5 8h3.9M10.6 8h3.9"/>`,
  target: svg`<circle cx="8" cy="8" r="6"/><circle cx="8" cy="8" r="2.2"/>`,
};

/** A line drawing of 16 by 16, in the colour of the text around it; screen readers do not hear it. */
export function icon(name: keyof typeof glyphs): TemplateResult {
  return html`<svg class="icon icon-${name}" viewBox="0 0 16 16" aria-hidden="true">${glyphs[name]}</svg>`;
}

const circle = (r: number): string => `M${-r} 0a${r} ${r} 0 1 1 ${2 * r} 0a${r} ${r} 0 1 1 ${-2 * r} 0z`;
const square =
  'M-3.5-5h7a1.5 1.5 0 0 1 1.5 1.5v7a1.5 1.5 0 0 1-1.5 1.5h-7a1.5 1.5 0 0 1-1.5-1.5v-7a1.5 1.5 0 0 1 1.5-1.5z';

/**
 * A step's status as an outline and a mark within a radius of 6 around (0, 0): every status has a shape of its own, so
 * that no colour is needed to tell them apart. The style sheet fills and dashes them.
 */
export const statusShapes: Readonly<Record<StepStatus, { readonly outline: string; readonly mark: string }>> = {
  pending: { outline: circle(4.5), mark: '' },
  ready: { outline: circle(4.5), mark: circle(1.7) },
  running: { outline: 'M0-5.6A5.6 5.6 0 1 1-5.6 0', mark: circle(3.2) },
  done: { outline: circle(5.5), mark: 'm-2.5.1 1.8 1.9 3.3-3.8' },
  failed: { outline: square, mark: 'm-2.2-2.2 4.4 4.4m0-4.4-4.4 4.4' },
  skipped: { outline: circle(4.5), mark: '' },
  denied: { outline: circle(4.8), mark: 'm-3.3-3.3 6.6 6.6' },
  cancelled: { outline: circle(4.8), mark: 'M-2.2 0h4.4' },
};
