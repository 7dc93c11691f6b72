/** Addresses of a page's files as the webview may load them. */
export interface PanelHtmlParts {
  readonly scriptUri: string;
  readonly styleUri: string;
  /** The webview's own source, for the content security policy. */
  readonly cspSource: string;
  /** Random for each page; only scripts that carry it run. */
  readonly nonce: string;
  readonly title?: string;
}

/** The page of a panel. Nothing of a session is written into it: all content arrives as messages and is set as text. */
export function panelHtml({ scriptUri, styleUri, cspSource, nonce, title = 'Flux' }: PanelHtmlParts): string {
  const policy =
    `default-src 'none'; style-src ${cspSource}; font-src ${cspSource}; script-src 'nonce-${nonce}'; base-uri ` +
    `'none'; form-action 'none';`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${styleUri}">
<title>${title}</title>
</head>
<body>
<div id="panel"></div>
<div id="live" class="unseen" role="status" aria-live="polite"></div>
<script nonce="${nonce}" src="${scriptUri}"></script>
</body>
</html>`;
}
