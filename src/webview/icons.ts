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

/** A step's status as a shape of its own within a radius of 6 around (0, 0), so that no colour is needed to tell them apart. */
export function statusShape(status: StepStatus): TemplateResult {
  switch (status) {
    case 'pending':
      return svg`<circle class="hollow" r="4.5"/>`;
    case 'ready':
      return svg`<circle class="hollow" r="4.5"/><circle class="core" r="1.7"/>`;
    case 'running':
      return svg`<circle class="core" r="3.2"/><path class="orbit" d="M0-5.6A5.6 5.6 0 1 1-5.6 0"/>`;
    case 'done':
      return svg`<circle class="disc" r="5.5"/><path class="mark" d="m-2.5.1 1.8 1.9 3.3-3.8"/>`;
    case 'failed':
      return svg`<rect class="disc" x="-5" y="-5" width="10" height="10" rx="1.5"/><path class="mark" d="m-2.2-2.2 4.4 4.4m0-4.4-4.4 4.4"/>`;
    case 'skipped':
      return svg`<circle class="hollow dashed" r="4.5"/>`;
    case 'denied':
      return svg`<circle class="hollow" r="4.8"/><path class="stroke" d="m-3.3-3.3 6.6 6.6"/>`;
    case 'cancelled':
      return svg`<circle class="hollow" r="4.8"/><path class="stroke" d="M-2.2 0h4.4"/>`;
  }
}
