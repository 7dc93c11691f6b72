import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../../base/disposables';
import type { Event } from '../../base/emitter';
import { messageOf } from '../../base/errors';
import { dashboardViewType } from '../../contracts/commands';
import {
  dashboardMessageSchema,
  type DashboardFilter,
  type DashboardMessage,
  type DashboardState,
  type DashboardUpdate,
} from '../../contracts/dashboard';
import type { LogPort } from '../../contracts/ports';
import { throttled, type Throttled } from '../panelUpdates';
import { webviewOptions, webviewPage } from '../webviewPage';

/** A run records many events a second; nobody reads numbers that fast. */
const updateIntervalMs = 1_000;

export interface DashboardPanelDeps {
  readonly extensionUri: vscode.Uri;
  readonly build: (filter: DashboardFilter) => Promise<DashboardState>;
  /** Fires when something that it shows may have changed. */
  readonly onDidChange: Event<unknown>;
  readonly openSession: (session: string) => void;
  readonly findSession: () => Promise<string | undefined>;
  readonly runGoal: () => void;
  readonly save: (state: DashboardState, format: 'csv' | 'json') => Promise<void>;
  readonly log: LogPort;
}

/** The window's one dashboard. */
export interface DashboardPanel extends Disposable {
  show(): void;
  /** Takes over a panel that the editor kept over a reload; its page has kept what was chosen. */
  restore(panel: vscode.WebviewPanel): void;
}

/** Owns the dashboard's webview: opens it, and while it is seen sends it whole states. */
export function createDashboardPanel(deps: DashboardPanelDeps): DashboardPanel {
  const owned = new DisposableStore();
  let current: Opened | undefined;

  function adopt(panel: vscode.WebviewPanel): void {
    const opened = open(panel, deps);
    current = opened;
    panel.onDidDispose(() => {
      opened.updates.dispose();
      if (current === opened) current = undefined;
    });
  }

  owned.add(deps.onDidChange(() => current?.changed()));

  return {
    show() {
      if (current) return current.panel.reveal();
      adopt(
        vscode.window.createWebviewPanel(
          dashboardViewType,
          'Flux: Dashboard',
          vscode.ViewColumn.Active,
          webviewOptions(deps.extensionUri),
        ),
      );
    },
    restore: (panel) => (current ? panel.dispose() : adopt(panel)),
    dispose() {
      current?.panel.dispose();
      owned.dispose();
    },
  };
}

interface Opened {
  readonly panel: vscode.WebviewPanel;
  readonly updates: Throttled;
  changed(): void;
}

function open(panel: vscode.WebviewPanel, deps: DashboardPanelDeps): Opened {
  /** What its page wants to show; undefined while there is no page, which is so whenever nobody sees it. */
  let filter: DashboardFilter | undefined;
  let shown: DashboardState | undefined;
  let isClosed = false;
  const send = async (update: DashboardUpdate) => {
    if (!isClosed) await panel.webview.postMessage(update);
  };

  const refresh = async (): Promise<void> => {
    if (!filter || !panel.visible) return;
    const wanted = filter;
    try {
      const state = await deps.build(wanted);
      // What was chosen meanwhile is being read already.
      if (wanted !== filter) return;
      shown = state;
      await send({ type: 'state', state });
    } catch (error) {
      deps.log.error('The dashboard could not be read.', error);
      await send({ type: 'failed', text: messageOf(error) });
    }
  };
  const updates = throttled(updateIntervalMs, refresh);

  const receive = async (message: DashboardMessage): Promise<void> => {
    switch (message.type) {
      case 'show':
        filter = message.filter;
        return refresh();
      case 'findSession': {
        const session = await deps.findSession();
        return session === undefined ? undefined : send({ type: 'chosen', session });
      }
      case 'openSession':
        return deps.openSession(message.session);
      case 'runGoal':
        return deps.runGoal();
      case 'export':
        return shown && deps.save(shown, message.format);
    }
  };

  const icon = (theme: string) => vscode.Uri.joinPath(deps.extensionUri, 'media', `plan-${theme}.svg`);
  panel.iconPath = { light: icon('light'), dark: icon('dark') };
  panel.webview.options = webviewOptions(deps.extensionUri);
  panel.webview.onDidReceiveMessage((raw: unknown) => {
    const parsed = dashboardMessageSchema.safeParse(raw);
    if (!parsed.success) return deps.log.warn('The dashboard sent a message that Flux does not know; it was ignored.');
    receive(parsed.data).catch((error: unknown) => {
      deps.log.error(`The dashboard's request “${parsed.data.type}” failed.`, error);
      void send({ type: 'failed', text: messageOf(error) });
    });
  });
  panel.onDidChangeViewState(() => {
    // A hidden page is gone; it says so when it is back.
    if (!panel.visible) filter = undefined;
  });
  panel.onDidDispose(() => (isClosed = true));
  panel.webview.html = webviewPage(panel.webview, deps.extensionUri, 'dashboard');

  return {
    panel,
    updates,
    changed: () => {
      if (filter && panel.visible) updates.request();
    },
  };
}
