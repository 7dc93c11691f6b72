import type { Page } from 'playwright-core';

/** What a window shows besides its editors' content, in words. */
export interface Seen {
  /** A list or an input box, as lines: title, prompt, placeholder, value, items. */
  readonly picker: readonly string[];
  readonly dialog: readonly string[];
  readonly toasts: readonly string[];
  /** Editors, the view, the lower panel, Flux's entry in the status bar, each in a line. */
  readonly places: readonly string[];
}

/** Reads what the window shows. The command palette itself counts as nothing. */
export function seenIn(page: Page): Promise<Seen> {
  return page.evaluate(readWindow);
}

/** Runs in the page, so it uses nothing from outside. */
function readWindow(): Seen {
  const isShown = (element: Element | null | undefined): element is HTMLElement =>
    element instanceof HTMLElement && element.offsetParent !== null && element.getClientRects().length > 0;
  const words = (element: Element | null | undefined) =>
    isShown(element) ? element.innerText.replace(/\s+/g, ' ').trim() : '';
  const all = (selector: string, root: ParentNode = document) => [...root.querySelectorAll(selector)].filter(isShown);
  const named = (name: string, text: string | null | undefined) => (text ? [`${name}: ${text}`] : []);

  const readPicker = (): string[] => {
    const widget = all('.quick-input-widget')[0];
    const input = widget && all('input:is([type="text"], [type="password"])', widget)[0];
    if (!widget || (input as HTMLInputElement | undefined)?.value.startsWith('>')) return [];
    const field = input as HTMLInputElement | undefined;
    const items = all('.quick-input-list .monaco-list-row', widget).map(
      (row) => row.getAttribute('aria-label') ?? words(row),
    );
    return [
      ...named('title', words(widget.querySelector('.quick-input-title'))),
      ...named('prompt', words(widget.querySelector('.quick-input-message'))),
      ...named('placeholder', field?.placeholder),
      ...named('value', field?.value),
      ...items.map((item) => `– ${item}`),
    ];
  };
  const readDialog = (): string[] => {
    const box = all('.monaco-dialog-box')[0];
    if (!box) return [];
    return [
      words(box.querySelector('.dialog-message')),
      words(box.querySelector('.dialog-message-detail')),
      all('.monaco-button', box)
        .map((button) => `[${words(button)}]`)
        .join(' '),
    ].filter(Boolean);
  };
  const readToasts = (): string[] =>
    all('.notification-toast').map((toast) => {
      const buttons = all('.notification-list-item-buttons-container .monaco-button', toast);
      return [
        words(toast.querySelector('.notification-list-item-message')),
        ...buttons.map((each) => `[${words(each)}]`),
      ]
        .filter(Boolean)
        .join(' ');
    });
  const readPlaces = (): string[] => [
    ...all('.part.editor .tab').map((tab) => `editor: ${tab.getAttribute('aria-label') ?? words(tab)}`),
    ...named('view', words(all('.part.sidebar .composite.title h2')[0])),
    ...named('lower panel', words(all('.part.panel .action-item.checked')[0])),
    ...named('status bar', words(all('.statusbar-item[id*="flux.status"]')[0])),
  ];
  return { picker: readPicker(), dialog: readDialog(), toasts: readToasts(), places: readPlaces() };
}

/** The lines of what has come since `before`. Toasts that came and went are given in `toasts`. */
export function newLines(before: Seen, now: Seen, toasts: ReadonlySet<string>): string[] {
  const told = [...new Set([...toasts, ...now.toasts])].filter((text) => !before.toasts.includes(text));
  const gone = before.places.filter((place) => !now.places.includes(place));
  return [
    ...now.picker,
    ...now.dialog.map((line) => `dialog: ${line}`),
    ...told.map((text) => `notification: ${text}`),
    ...now.places.filter((place) => !before.places.includes(place)),
    ...gone.map((place) => `no more: ${place}`),
  ];
}
