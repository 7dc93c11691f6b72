import { html, nothing, type TemplateResult } from 'lit';
import { icon } from '../icons';
import type { View } from './view';

/** A table: its heads, and rows that begin with what they are about. Cells after the first are numbers. */
export interface TableContent {
  readonly caption: string;
  readonly heads: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
  /** Columns of text among the numbers, by their place. */
  readonly texts?: readonly number[];
}

export function dataTable({ caption, heads, rows, texts = [] }: TableContent): TemplateResult {
  const kind = (column: number) => (column === 0 || texts.includes(column) ? 'words' : 'number');
  // A wide one is scrolled, also by the keyboard.
  return html`<div class="scroll" role="region" aria-label=${caption} tabindex="0">
    <table>
      <caption class="unseen">
        ${caption}
      </caption>
      <thead>
        <tr>
          ${heads.map((head, column) => html`<th scope="col" class=${kind(column)}>${head}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          ([first, ...cells]) =>
            html`<tr>
              <th scope="row" class="words">${first}</th>
              ${cells.map((cell, column) => html`<td class=${kind(column + 1)}>${cell}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

/** The table behind a chart, to be opened. */
export function tableBehind(view: View, key: string, content: () => TableContent): TemplateResult {
  const isOpen = view.kept.tables.includes(key);
  const table = isOpen ? content() : undefined;
  return html`<div class="behind">
    <button
      type="button"
      class="disclose"
      aria-expanded=${isOpen ? 'true' : 'false'}
      @click=${() => view.act.openTable(key, !isOpen)}
    >
      ${icon('chevron')}<span>${isOpen ? 'Hide table' : 'Show as table'}</span>
    </button>
    ${table ? dataTable(table) : nothing}
  </div>`;
}
