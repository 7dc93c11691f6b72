import { html, nothing, type TemplateResult } from 'lit';
import { ifDefined } from 'lit/directives/if-defined.js';
import { live } from 'lit/directives/live.js';
import { isGone } from './goneFiles';
import { icon } from './icons';
import type { View } from './view';

/** A push button in the editor's own look. */
export function button(
  label: string,
  onPress: () => void,
  options: {
    readonly primary?: boolean;
    readonly disabled?: boolean;
    readonly title?: string;
    readonly keys?: string;
  } = {},
): TemplateResult {
  const { primary = false, disabled = false, title, keys } = options;
  return html`<vscode-button
    ?secondary=${!primary}
    ?disabled=${disabled}
    aria-disabled=${disabled ? 'true' : 'false'}
    title=${ifDefined(title)}
    aria-keyshortcuts=${ifDefined(keys)}
    @click=${disabled ? nothing : onPress}
    >${label}</vscode-button
  >`;
}

/** A button that looks like a link. */
export function linkButton(
  label: unknown,
  onPress: () => void,
  options: { readonly title?: string; readonly label?: string } = {},
): TemplateResult {
  // White space around the label would become part of the button's text.
  // prettier-ignore
  return html`<button
    type="button"
    class="link"
    title=${ifDefined(options.title)}
    aria-label=${ifDefined(options.label)}
    @click=${onPress}
  >${label}</button>`;
}

/** A path that opens the file in the editor; where it is gone, the path alone. */
export function fileLink(view: View, path: string, line?: number): TemplateResult {
  if (isGone(view.state.session.plan?.steps ?? [], path)) return html`<code class="path gone">${path}</code>`;
  const place = line === undefined ? path : `${path}:${line}`;
  return linkButton(
    html`<code>${place}</code>`,
    () => view.act.post({ type: 'openFile', path, ...(line !== undefined && { line }) }),
    { title: `Open ${place}` },
  );
}

/** What became of a file besides a change of its text. */
export function fileTag(file: {
  readonly deleted?: boolean;
  readonly movedFrom?: string;
  readonly created?: boolean;
}): TemplateResult | typeof nothing {
  const tag = (words: string) => html`<span class="tag">${words}</span>`;
  if (file.deleted) return tag('deleted');
  if (file.movedFrom !== undefined) return tag(`from ${file.movedFrom}`);
  return file.created ? tag('new') : nothing;
}

/** `+18 −2`, for eyes and ears. */
export function changeCount(added: number, removed: number): TemplateResult {
  return html`<span class="count" role="img" aria-label="${added} lines added, ${removed} removed"
    >${
      added > 0 || removed === 0 ? html`<span class="plus">+${added}</span>` : nothing
    }${removed > 0 ? html`<span class="minus">−${removed}</span>` : nothing}</span
  >`;
}

export interface DisclosureOptions {
  /** Under which the page remembers whether it is open. */
  readonly key: string;
  readonly heading: unknown;
  readonly openAtFirst?: boolean;
}

/** A part with a heading that opens and closes. */
export function disclosure(
  view: View,
  { key, heading, openAtFirst = false }: DisclosureOptions,
  body: () => unknown,
): TemplateResult {
  const open = view.local.expanded[key] ?? openAtFirst;
  return html`<section class="disclosure">
    <button
      type="button"
      class="disclose"
      aria-expanded=${open ? 'true' : 'false'}
      @click=${() => view.act.expand(key, !open)}
    >
      ${icon('chevron')}<span>${heading}</span>
    </button>
    ${open ? html`<div class="disclosed">${body()}</div>` : nothing}
  </section>`;
}

/** A text that grows with what is typed. Enter sends it, Shift+Enter begins a line. */
export function sayField(
  view: View,
  options: {
    readonly key: string;
    readonly label: string;
    readonly send: (text: string) => void;
    readonly disabled?: boolean;
  },
): TemplateResult {
  const { key, label, send, disabled = false } = options;
  const onKey = (event: KeyboardEvent): void => {
    if (
      event.key !== 'Enter' ||
      event.shiftKey ||
      event.isComposing ||
      (!view.local.drafts[key]?.trim() && (event.ctrlKey || event.metaKey))
    )
      return;
    event.preventDefault();
    event.stopPropagation();
    view.act.sendDraft(key, send);
  };
  return html`<textarea
    class="say"
    rows="1"
    maxlength="20000"
    placeholder=${label}
    aria-label=${label}
    ?disabled=${disabled}
    .value=${live(view.local.drafts[key] ?? '')}
    @input=${(event: Event) => view.act.draft(key, (event.target as HTMLTextAreaElement).value)}
    @keydown=${onKey}
  ></textarea>`;
}

/** A longer text: its first lines, and the rest when asked for. */
export function clampedText(
  view: View,
  key: string,
  text: string,
  options: {
    readonly lines: number;
    readonly code?: boolean;
    readonly open?: boolean;
    readonly draw?: (text: string) => unknown;
  },
): TemplateResult {
  const lines = text.trimEnd().split('\n');
  const long = lines.length > options.lines || text.length > options.lines * 120;
  const open = view.local.expanded[key] ?? options.open ?? false;
  const shown =
    long && !open ? cutEnd(lines.slice(0, options.lines).join('\n'), options.lines * 120) : lines.join('\n');
  const body = options.draw ? options.draw(shown) : shown;
  const shownBody = options.code ? html`<pre class="output">${body}</pre>` : html`<div class="text">${body}</div>`;
  if (!long) return shownBody;
  const showAll = lines.length > options.lines ? `Show all ${lines.length} lines` : 'Show all';
  return html`${shownBody}${linkButton(open ? 'Show less' : showAll, () => view.act.expand(key, !open))}`;
}

function cutEnd(text: string, chars: number): string {
  return text.length > chars ? `${text.slice(0, chars).replace(/[\ud800-\udbff]$/, '')}…` : text;
}
