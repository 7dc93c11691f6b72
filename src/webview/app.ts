import type { PanelMessage, PanelUpdate } from '../contracts/panel';
import { createActions } from './actions';
import type { WebviewHost } from './host';
import { createOutbox, type Outbox } from './outbox';
import { takeIn } from './lookups';
import { awaitsApproval, createPage } from './page';
import { createPainter } from './painter';
import { receive } from './receive';
import type { Actions } from './view';

/** The page, wired; gives what takes updates in. */
export function startApp(host: WebviewHost, root: HTMLElement, live: HTMLElement): (update: PanelUpdate) => void {
  const page = createPage(host, root, live);
  const post = (message: PanelMessage): void => {
    page.acted = true;
    host.postMessage(message);
  };
  const painter = createPainter({ page, outbox: () => outbox, act: () => act });
  const outbox: Outbox = createOutbox({ post, onTimeout: painter.draw });
  const act: Actions = createActions({ page, painter, outbox, post });

  const onKey = (event: KeyboardEvent): void => {
    if (!isApproval(event) || !awaitsApproval(page)) return;
    event.preventDefault();
    event.stopPropagation();
    act.approve();
  };
  document.addEventListener('keydown', onKey, { capture: true });

  return (update) => {
    if (update.type === 'state') return receive({ page, painter, outbox }, update.state);
    if (update.type !== 'empty') return void (takeIn(page, update) && painter.draw());
    page.state = undefined;
    painter.drawEmpty(update.text);
  };
}

/** Ctrl+Enter approves from anywhere, except where a text to Flux is being written: that is sent. */
function isApproval(event: KeyboardEvent): boolean {
  if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.isComposing) return false;
  const field = event.target;
  return !(field instanceof HTMLTextAreaElement && field.classList.contains('say') && field.value.trim());
}
