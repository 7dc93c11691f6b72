/**
 * What each folder under src/ may import: other folders, `vscode`, Node built-ins. The lint rule and a test read it.
 */
export const layers = {
  base: { may: [], vscode: false, node: false },
  outlines: { may: ['base'], vscode: false, node: false },
  contracts: { may: ['base'], vscode: false, node: false },
  words: { may: ['base', 'contracts'], vscode: false, node: false },
  core: { may: ['base', 'outlines', 'contracts', 'words'], vscode: false, node: false },
  tools: { may: ['base', 'outlines', 'contracts'], vscode: false, node: false },
  node: { may: ['base', 'outlines', 'contracts'], vscode: false, node: true },
  editor: { may: ['base', 'contracts', 'node'], vscode: true, node: true },
  ui: { may: ['base', 'contracts', 'words', 'core', 'editor'], vscode: true, node: false },
  webview: { may: ['base', 'contracts', 'words'], vscode: false, node: false },
};
