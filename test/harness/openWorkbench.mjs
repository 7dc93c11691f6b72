// @ts-check
import { chromium } from 'playwright-core';
import { onInterrupt } from './cleanup.mjs';
import { findBrowser } from './findBrowser.mjs';
import { longestWaitMs } from './patience.mjs';
import { themes } from './userSettings.mjs';
import { writeSettings } from './writeSettings.mjs';

const browserArguments = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // Chromium otherwise refuses the page's web sockets once a response has been rewritten.
  '--disable-features=LocalNetworkAccessChecks,LocalNetworkAccessChecksWebSockets',
];

/**
 * @typedef {object} WorkbenchOptions
 * @property {import('./launchCodeServer.mjs').RunningServer} server
 * @property {string} [extensionPath] folder of an extension to load for development
 * @property {string} [extensionTestsPath] compiled file whose `run()` the extension host calls; needs an
 * `extensionPath`
 * @property {keyof typeof themes} [theme] left as it is when left out
 * @property {{ width: number, height: number }} [viewport]
 *
 * @typedef {object} Workbench
 * @property {import('playwright-core').Page} page
 * @property {Promise<number>} testsEnded the exit code of the tests, once they end
 * @property {string[]} log what the page's console said
 * @property {() => Promise<void>} close
 */

/**
 * Opens the editor in a headless browser and waits until its parts are drawn.
 * @param {WorkbenchOptions} options
 * @returns {Promise<Workbench>}
 */
export async function openWorkbench({
  server,
  extensionPath,
  extensionTestsPath,
  theme,
  viewport = { width: 1280, height: 800 },
}) {
  const executablePath = await findBrowser();
  if (!executablePath) throw new Error('No Chromium or Chrome found. Install one, or name it in CHROME_PATH.');
  if (theme) await writeSettings(server.userDataFolder, { 'workbench.colorTheme': themes[theme] });
  const browser = await chromium.launch({
    executablePath,
    args: browserArguments,
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
  const close = async () => {
    forget();
    await browser.close();
  };
  const forget = onInterrupt(close);
  try {
    const page = await browser.newPage({ viewport });
    page.setDefaultTimeout(longestWaitMs);
    /** @type {string[]} */
    const log = [];
    page.on('console', (message) => log.push(`${message.type()}: ${message.text()}`));
    page.on('pageerror', (error) => log.push(`uncaught: ${error.stack}`));
    /** @type {Promise<number>} */
    const testsEnded = new Promise((resolve) => void page.exposeFunction('codeAutomationExit', resolve));
    await page.exposeFunction('codeAutomationLog', (/** @type {string} */ type, /** @type {unknown[]} */ args) =>
      log.push(`${type}: ${args.join(' ')}`),
    );
    if (extensionPath) await addDevelopmentOptions(page, server.port, extensionPath, extensionTestsPath);
    await page.goto(server.url, { waitUntil: 'domcontentloaded' });
    await page.locator('.monaco-workbench .part.statusbar').waitFor();
    return { page, testsEnded, log, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/**
 * Built releases take an extension under development only from the page's own configuration, so that is rewritten on
 * its way to the browser.
 * @param {import('playwright-core').Page} page
 * @param {number} port
 * @param {string} extensionPath
 * @param {string} [extensionTestsPath]
 */
async function addDevelopmentOptions(page, port, extensionPath, extensionTestsPath) {
  const uri = (/** @type {string} */ path) => ({ scheme: 'vscode-remote', authority: `127.0.0.1:${port}`, path });
  const developmentOptions = {
    extensions: [uri(extensionPath)],
    ...(extensionTestsPath ? { extensionTestsPath: uri(extensionTestsPath) } : {}),
  };
  await page.route(
    (url) => url.pathname === '/',
    async (route) => {
      const response = await route.fetch();
      const body = (await response.text()).replace(
        /(<meta id="vscode-workbench-web-configuration" data-settings=")([^"]*)(")/,
        (_, before, settings, after) => {
          const configuration = { ...JSON.parse(unescapeHtml(settings)), developmentOptions };
          return before + escapeHtml(JSON.stringify(configuration)) + after;
        },
      );
      await route.fulfill({ response, body });
    },
  );
}

/** @param {string} text */
function escapeHtml(text) {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** @param {string} text */
function unescapeHtml(text) {
  return text
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}
