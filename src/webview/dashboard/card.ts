import { html, nothing, type TemplateResult } from 'lit';
import { tableBehind, type TableContent } from './dataTable';
import type { View } from './view';

/** One thing that the dashboard tells, under its heading; with a table behind what is drawn. */
export function card(
  { key, title, isWide = false, note }: { key: string; title: string; isWide?: boolean; note?: string },
  body: unknown,
  behind?: { readonly view: View; readonly content: () => TableContent },
): TemplateResult {
  return html`<section class=${isWide ? 'card wide' : 'card'} aria-labelledby="title-${key}" data-card=${key}>
    <h2 id="title-${key}">${title}</h2>
    ${note === undefined ? nothing : html`<p class="note">${note}</p>`} ${body}
    ${behind ? tableBehind(behind.view, key, behind.content) : nothing}
  </section>`;
}
