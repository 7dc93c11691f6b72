import { html, nothing, type TemplateResult } from 'lit';
import { icon } from './icons';
import type { View } from './view';
import { saidWords } from './words';

/**
 * What the person has said while it ran, each with what became of it: on its way, seen by the model, or done at once.
 */
export function saidView(view: View): TemplateResult | typeof nothing {
  const { feedback } = view.state.session;
  if (feedback.length === 0 && view.saying.length === 0) return nothing;
  return html`<ul class="said" aria-label="Your feedback">
    ${feedback
      .slice(-20)
      .map(
        (one) =>
          html`<li>
            <span class="words">${one.text}</span
            ><span class="dim">${icon(one.seen || one.effect !== undefined ? 'check' : 'info')}${saidWords(one)}</span>
          </li>`,
      )}
    ${view.saying.map(
      (text) => html`<li><span class="words">${text}</span><span class="dim">${icon('info')}sending…</span></li>`,
    )}
  </ul>`;
}
