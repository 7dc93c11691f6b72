import * as vscode from 'vscode';
import type { Disposable } from '../base/disposables';
import { DisposableStore } from '../base/disposables';
import type { Event } from '../base/emitter';
import { messageOf } from '../base/errors';
import type { PanelFinding, PanelMessage, PanelQuestion, PanelState, PanelUpdate } from '../contracts/panel';
import { isQuestion, panelMessageSchema } from '../contracts/panel';
import type { LogPort } from '../contracts/ports';
import { planPanelViewType } from '../contracts/commands';
import { throttled, type Throttled } from './panelUpdates';
import { sessionTitle } from './sessionTitle';
import { webviewOptions, webviewPage } from './webviewPage';

const updateIntervalMs = 50;
/** A tab shows no more. */
const titleChars = 40;
const emptyText =
  'This session no longer exists. Start a goal with “Flux: Run Goal…”, or open another session with “Flux: ' +
  'Show Sessions…”.';

export interface PlanPanelDeps {
  readonly extensionUri: vscode.Uri;
  /** The session's state to draw; undefined when there is no such session. */
  readonly state: (sessionId: string) => Promise<PanelState | undefined>;
  /** The session to show where the panel has lost which one it showed. */
  readonly usual: () => Promise<string | undefined>;
  /** Fires when a session, or what goes on in it, has changed. */
  readonly onDidChange: Event<{ id: string }>;
  /** Carries out what the person asked for. A notice stays in the panel until the person's next action. */
  readonly onMessage: (
    sessionId: string,
    message: PanelMessage,
  ) => Promise<{ notice?: PanelState['notice']; finding?: PanelFinding } | void>;
  readonly log: LogPort;
}

/** The window's one plan panel. */
export interface PlanPanel extends Disposable {
  /**
   * Opens the panel beside the editor on a session, or turns the open one to it. Takes the focus only when asked.
   * `pinned`: the person chose this session, so `follow` leaves it in place until the panel is closed or shown again.
   */
  show(sessionId: string, options?: { readonly focus?: boolean; readonly pinned?: boolean }): void;
  /** Takes over a panel that the editor kept over a reload, with what its page had saved. */
  restore(panel: vscode.WebviewPanel, saved: unknown): void;
  /** Turns a panel that is open and not pinned to a newer session. Opens nothing. */
  follow(sessionId: string): void;
  /** The session that the open panel shows. */
  readonly sessionId: string | undefined;
  /** Whether the person sees this session in it now. */
  isShowing(sessionId: string): boolean;
}

/**
 * Owns the webview panel: opens it, feeds it whole states, passes its checked messages on, and takes it over after a
 * reload.
 */
export function createPlanPanel(deps: PlanPanelDeps): PlanPanel {
  const owned = new DisposableStore();
  let current: OpenPanel | undefined;
  let pinned = false;

  function adopt(panel: vscode.WebviewPanel, sessionId: string): void {
    const opened = openPanel(deps, panel, sessionId);
    current = opened;
    panel.onDidDispose(() => {
      opened.dispose();
      if (current !== opened) return;
      current = undefined;
      pinned = false;
    });
  }

  /** The editor may have been killed before it had kept what the page showed. */
  async function showUsual(): Promise<void> {
    const id = await deps.usual();
    if (id !== undefined && current?.sessionId === '') current.turnTo(id);
  }

  owned.add(deps.onDidChange(({ id }) => current?.changed(id)));

  return {
    restore(panel, saved) {
      if (current) panel.dispose();
      else {
        const id = sessionIn(saved);
        adopt(panel, id ?? '');
        if (id === undefined)
          showUsual().catch((error: unknown) =>
            deps.log.warn(`The plan panel found no session to show: ${messageOf(error)}`),
          );
      }
    },
    show(sessionId, options = {}) {
      pinned = options.pinned ?? false;
      const preserveFocus = !options.focus;
      if (current) {
        current.turnTo(sessionId);
        if (!preserveFocus || !current.panel.visible) current.panel.reveal(undefined, preserveFocus);
        return;
      }
      adopt(createPanelBeside(deps.extensionUri, preserveFocus), sessionId);
    },
    follow(sessionId) {
      if (!pinned) current?.turnTo(sessionId);
    },
    get sessionId() {
      return current?.sessionId;
    },
    isShowing: (sessionId) => current?.sessionId === sessionId && current.panel.visible,
    dispose() {
      current?.panel.dispose();
      owned.dispose();
    },
  };
}

function createPanelBeside(extensionUri: vscode.Uri, preserveFocus: boolean): vscode.WebviewPanel {
  return vscode.window.createWebviewPanel(
    planPanelViewType,
    'Flux',
    { viewColumn: vscode.ViewColumn.Beside, preserveFocus },
    webviewOptions(extensionUri),
  );
}

interface OpenPanel extends Disposable {
  readonly panel: vscode.WebviewPanel;
  readonly sessionId: string;
  changed(id: string): void;
  turnTo(sessionId: string): void;
}

/** What an open panel shows, and what of that its page knows. */
interface Showing {
  readonly panel: vscode.WebviewPanel;
  sessionId: string;
  notice: PanelState['notice'];
  /** Whether the page has said that it is there. */
  loaded: boolean;
  disposed: boolean;
}

function openPanel(deps: PlanPanelDeps, panel: vscode.WebviewPanel, first: string): OpenPanel {
  const showing: Showing = { panel, sessionId: first, notice: undefined, loaded: false, disposed: false };
  const updates: Throttled = throttled(updateIntervalMs, () => sendState(showing, deps, updates));

  dressPanel(panel, deps.extensionUri);
  panel.webview.onDidReceiveMessage((raw: unknown) => void receive(raw, showing, deps, updates));
  panel.onDidChangeViewState(() => {
    if (panel.visible) updates.request();
    else showing.loaded = false; // the page is gone while hidden and says so when it is back
  });
  panel.webview.html = webviewPage(panel.webview, deps.extensionUri, 'planPanel');
  updates.request();

  return {
    panel,
    get sessionId() {
      return showing.sessionId;
    },
    changed(id) {
      if (id === showing.sessionId) updates.request();
    },
    turnTo(id) {
      if (id === showing.sessionId) return;
      showing.sessionId = id;
      showing.notice = undefined;
      updates.request();
    },
    dispose() {
      showing.disposed = true;
      updates.dispose();
    },
  };
}

function dressPanel(panel: vscode.WebviewPanel, extensionUri: vscode.Uri): void {
  const icon = (theme: string) => vscode.Uri.joinPath(extensionUri, 'media', `plan-${theme}.svg`);
  panel.iconPath = { light: icon('light'), dark: icon('dark') };
  panel.webview.options = webviewOptions(extensionUri);
}

async function sendState(showing: Showing, deps: PlanPanelDeps, updates: Throttled): Promise<void> {
  const { panel, sessionId: id } = showing;
  try {
    const state = id ? await deps.state(id) : undefined;
    if (showing.disposed) return;
    if (id !== showing.sessionId) return updates.request();
    panel.title = state ? `Flux: ${sessionTitle(state.session, titleChars)}` : 'Flux';
    // A hidden page does not exist; it asks for its state when it is shown again.
    if (!showing.loaded || !panel.visible) return;
    const update: PanelUpdate = state
      ? { type: 'state', state: { ...state, notice: showing.notice ?? state.notice } }
      : { type: 'empty', text: emptyText };
    await panel.webview.postMessage(update);
  } catch (error) {
    if (!showing.disposed) deps.log.error('The plan panel could not be drawn.', error);
  }
}

async function receive(raw: unknown, showing: Showing, deps: PlanPanelDeps, updates: Throttled): Promise<void> {
  const parsed = panelMessageSchema.safeParse(raw);
  if (!parsed.success) return deps.log.warn('The plan panel sent a message that Flux does not know; it was ignored.');
  if (isQuestion(parsed.data)) return sendFinding(parsed.data, showing, deps);
  if (parsed.data.type === 'ready') showing.loaded = true;
  else {
    const id = showing.sessionId;
    showing.notice = undefined;
    const reply = await handle(id, parsed.data, deps);
    if (id === showing.sessionId) showing.notice = reply;
  }
  updates.request();
}

/** What the page only wants to read leaves the notice where it is, and needs no new state. */
async function sendFinding(question: PanelQuestion, showing: Showing, deps: PlanPanelDeps): Promise<void> {
  try {
    const finding = (await deps.onMessage(showing.sessionId, question))?.finding;
    if (finding && !showing.disposed && finding.session === showing.sessionId)
      await showing.panel.webview.postMessage(finding);
  } catch (error) {
    deps.log.error(`The plan panel's question “${question.type}” found no answer.`, error);
  }
}

async function handle(id: string, message: PanelMessage, deps: PlanPanelDeps): Promise<PanelState['notice']> {
  try {
    return (await deps.onMessage(id, message))?.notice;
  } catch (error) {
    deps.log.error(`The plan panel's request “${message.type}” failed.`, error);
    return { kind: 'error', text: messageOf(error) };
  }
}

/** The session that the page had noted with the editor's `setState`. */
function sessionIn(saved: unknown): string | undefined {
  const id = saved && typeof saved === 'object' && 'session' in saved ? saved.session : undefined;
  return typeof id === 'string' ? id : undefined;
}
