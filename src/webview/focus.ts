/**
 * Runs a render and gives the focus back where moving nodes took it away, with the selection; where the focused
 * element is gone, the list's current step (else the heading) gets the focus, so that the keyboard never starts over.
 */
export function holdFocus(root: HTMLElement, draw: () => void): void {
  const before = document.activeElement;
  const held = before instanceof HTMLElement && before !== document.body && root.contains(before) ? before : undefined;
  const field = held instanceof HTMLTextAreaElement || held instanceof HTMLInputElement ? held : undefined;
  const selection =
    field && field.type !== 'checkbox' ? ([field.selectionStart, field.selectionEnd] as const) : undefined;
  const top = field?.scrollTop;
  draw();
  if (!held || document.activeElement === held) return;
  if (!held.isConnected) {
    const fallback = root.querySelector<HTMLElement>('.title[tabindex="0"]') ?? root.querySelector<HTMLElement>('h1');
    fallback?.focus({ preventScroll: true });
    return;
  }
  held.focus({ preventScroll: true });
  if (field && selection) field.setSelectionRange(...selection);
  if (field && top !== undefined) field.scrollTop = top;
  held.scrollIntoView({ block: 'nearest' });
}
