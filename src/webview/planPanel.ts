import './planPanel.css';
import '@vscode-elements/elements/dist/vscode-button/index.js';
import type { PanelUpdate } from '../contracts/panel';
import { startApp } from './app';
import { acquireHost } from './host';

const known: ReadonlySet<unknown> = new Set<PanelUpdate['type']>(['state', 'empty', 'changes', 'exchange']);
const host = acquireHost();
const root = document.getElementById('panel');
const live = document.getElementById('live');
if (root && live) {
  const update = startApp(host, root, live);
  window.addEventListener('message', (event: MessageEvent<PanelUpdate>) => {
    if (known.has(event.data?.type)) update(event.data);
  });
  host.postMessage({ type: 'ready' });
}
