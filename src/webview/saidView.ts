import { html, nothing, type TemplateResult } from 'lit';
import { icon } from './icons';
import type { View } from './view';

/** What the person has said while it ran, each with what became of it: on its way, heard by the model, or done at once. */
export function saidView(view: View): TemplateResult | typeof nothing {
  const { feedback } = view.state.session;
  if (feedback.length === 0) return nothing;
  return html`<ul class="said" aria-label="What you said">
    ${feedback.slice(-20).map((one) => html`<li><span class="words">${one.text}</span><span class="dim">${icon(one.seen ? 'check' : 'info')}${one.effect ?? (one.seen ? 'heard by the model' : 'goes along with the next model call')}</span></li>`)}
  </ul>`;
}
