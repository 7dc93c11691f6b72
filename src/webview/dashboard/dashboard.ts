import './dashboard.css';
import '@vscode-elements/elements/dist/vscode-button/index.js';
import type { DashboardMessage, DashboardUpdate } from '../../contracts/dashboard';
import { acquireHost } from '../host';
import { startDashboard } from './dashboardApp';

const host = acquireHost<DashboardMessage>();
const root = document.getElementById('panel');
const live = document.getElementById('live');
if (root && live) {
  const update = startDashboard(host, root, live);
  window.addEventListener('message', (event: MessageEvent<DashboardUpdate>) => {
    if (['state', 'chosen', 'failed'].includes(event.data?.type)) update(event.data);
  });
}
