import type { PanelMessage } from '../contracts/panel';

/** What the editor gives a webview's page. */
export interface WebviewHost {
  postMessage(message: PanelMessage): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): WebviewHost;

/** May be called once for each page. */
export function acquireHost(): WebviewHost {
  return acquireVsCodeApi();
}
