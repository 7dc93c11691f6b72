import type { PanelMessage } from '../contracts/panel';

/** What the editor gives a webview's page. */
export interface WebviewHost<Message = PanelMessage> {
  postMessage(message: Message): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi<Message>(): WebviewHost<Message>;

/** May be called once for each page. */
export function acquireHost<Message = PanelMessage>(): WebviewHost<Message> {
  return acquireVsCodeApi<Message>();
}
