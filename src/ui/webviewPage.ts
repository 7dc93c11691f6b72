import * as vscode from 'vscode';
import { panelHtml } from './panelHtml';

const titles = { planPanel: 'Flux', dashboard: 'Flux Dashboard' } as const;

/** What every webview of Flux may do: run its own script. While nobody sees it there is no page. */
export function webviewOptions(extensionUri: vscode.Uri): vscode.WebviewOptions & vscode.WebviewPanelOptions {
  return {
    enableScripts: true,
    retainContextWhenHidden: false,
    enableFindWidget: true,
    localResourceRoots: [vscode.Uri.joinPath(extensionUri, 'dist')],
  };
}

/** The page of a webview, whose script and styles in `dist` have this name. */
export function webviewPage(webview: vscode.Webview, extensionUri: vscode.Uri, name: keyof typeof titles): string {
  const file = (path: string) => webview.asWebviewUri(vscode.Uri.joinPath(extensionUri, 'dist', path)).toString();
  return panelHtml({
    scriptUri: file(`${name}.js`),
    styleUri: file(`${name}.css`),
    cspSource: webview.cspSource,
    nonce: crypto.randomUUID().replaceAll('-', ''),
    title: titles[name],
  });
}
