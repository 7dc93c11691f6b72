import { build } from 'esbuild';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import type { PanelMessage, PanelState, PanelUpdate } from '../../../src/contracts/panel';
import { findBrowser } from '../../harness/findBrowser.mjs';
import { panelHtml } from '../../../src/ui/panelHtml';
import { themes, type ThemeName } from '../themes';

const root = process.env.FLUX_REPO_ROOT ?? process.cwd();
const origin = 'https://panel.test';
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Pages that show the panel outside the editor, with a stand-in for the editor's side. */
export interface Gallery {
  open(options?: {
    readonly theme?: ThemeName;
    readonly width?: number;
    readonly height?: number;
    readonly saved?: unknown;
    readonly motion?: 'reduce' | 'no-preference';
    /** How many pixels of the picture a pixel of the page takes. */
    readonly scale?: number;
  }): Promise<PanelPage>;
  close(): Promise<void>;
  /** Bytes of the minified script and styles. */
  readonly sizes: { readonly script: number; readonly styles: number };
}

export interface PanelPage {
  readonly page: Page;
  show(state: PanelState): Promise<void>;
  send(update: PanelUpdate): Promise<void>;
  /** Resolves when everything is drawn. */
  settled(): Promise<void>;
  /** What the panel has sent so far, `ready` included. */
  messages(): Promise<PanelMessage[]>;
  /** What it would find after a reload. */
  saved(): Promise<unknown>;
  /** Errors of the page and refusals of its content security policy. */
  readonly errors: string[];
}

/** Bundles a page, the panel's where none is named, and starts a headless browser. */
export async function openGallery(entry = 'src/webview/planPanel.ts'): Promise<Gallery> {
  const files = await bundlePage(entry);
  const executablePath = await findBrowser();
  const browser = await chromium.launch({ executablePath, args: flags });
  return {
    open: (options = {}) => openPage(browser, files, options),
    close: () => browser.close(),
    sizes: { script: Buffer.byteLength(files.script), styles: Buffer.byteLength(files.styles) },
  };
}

async function bundlePage(entry: string): Promise<{ script: string; styles: string }> {
  const { outputFiles } = await build({
    entryPoints: [path.join(root, entry)],
    outdir: '/panel',
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    platform: 'browser',
    target: 'chrome128',
    legalComments: 'none',
  });
  const text = (end: string) => outputFiles.find((file) => file.path.endsWith(end))?.text ?? '';
  return { script: text('.js'), styles: text('.css') };
}

type Options = NonNullable<Parameters<Gallery['open']>[0]>;

async function openPage(
  browser: Browser,
  files: { script: string; styles: string },
  { theme = 'dark', width = 760, height = 700, saved, motion = 'reduce', scale = 1 }: Options,
): Promise<PanelPage> {
  const page = await browser.newPage({ viewport: { width, height }, reducedMotion: motion, deviceScaleFactor: scale });
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  const bodies: Record<string, [type: string, body: string]> = {
    '/': [
      'text/html',
      panelHtml({
        scriptUri: `${origin}/planPanel.js`,
        styleUri: `${origin}/planPanel.css`,
        cspSource: origin,
        nonce: 'abc',
      }),
    ],
    '/planPanel.js': ['text/javascript', files.script],
    '/planPanel.css': ['text/css', files.styles],
  };
  await page.route('**/*', (route) => {
    const found = bodies[new URL(route.request().url()).pathname];
    return found ? route.fulfill({ contentType: `${found[0]}; charset=utf-8`, body: found[1] }) : route.abort();
  });
  await page.addInitScript(standIn, { saved, ...themes[theme] });
  await page.goto(`${origin}/`);
  const settled = () =>
    page.evaluate(async () => {
      await document.fonts.ready;
      await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    });
  const send = async (update: PanelUpdate): Promise<void> => {
    await page.evaluate((data) => window.postMessage(data, '*'), update);
    await settled();
  };
  return {
    page,
    errors,
    send,
    settled,
    show: (state) => send({ type: 'state', state }),
    messages: () => page.evaluate(() => (globalThis as unknown as StandIn).sent),
    saved: () => page.evaluate(() => (globalThis as unknown as StandIn).saved),
  };
}

interface StandIn {
  sent: PanelMessage[];
  saved: unknown;
  acquireVsCodeApi(): object;
}

/** Runs in the page before everything else: the editor's variables and its API. */
function standIn({
  saved,
  bodyClass,
  variables,
}: {
  saved: unknown;
  bodyClass: string;
  variables: Record<string, string>;
}): void {
  const page = globalThis as unknown as StandIn;
  page.sent = [];
  page.saved = saved;
  page.acquireVsCodeApi = () => ({
    postMessage: (message: PanelMessage) => page.sent.push(structuredClone(message)),
    getState: () => page.saved,
    setState: (state: unknown) => (page.saved = structuredClone(state)),
  });
  const dress = (): void => {
    for (const [name, value] of Object.entries(variables))
      document.documentElement.style.setProperty(`--vscode-${name}`, value);
    document.body.className = bodyClass;
  };
  document.addEventListener('DOMContentLoaded', dress);
}
