// @ts-check
import { spawn } from 'node:child_process';
import { createWriteStream, mkdirSync } from 'node:fs';
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { onInterrupt } from './cleanup.mjs';
import { ensureCodeServer } from './ensureCodeServer.mjs';
import { freePort } from './freePort.mjs';
import { longestWaitMs } from './patience.mjs';
import { killTree } from './processTree.mjs';
import { runOrThrow, tail } from './runProcess.mjs';
import { quietSettings } from './userSettings.mjs';
import { writeSettings } from './writeSettings.mjs';

/**
 * @typedef {object} LaunchOptions
 * @property {string} [folder] the folder to open
 * @property {string} [workspaceFile] or the `.code-workspace` file; with neither, an empty window
 * @property {Record<string, unknown> | null} [userSettings] added to the quiet ones; null: settings stay as they are
 * @property {boolean} [trust] true (the default): everything is trusted; false: nothing is, and nobody is asked
 * @property {string} [userDataFolder] kept afterwards; a temporary one when left out. Give the same one twice to test a
 * restart
 * @property {string} [extensionsFolder] kept afterwards; a temporary, empty one when left out
 * @property {string} [installVsix] a packaged extension to install first
 * @property {NodeJS.ProcessEnv} [env] added to the present environment; undefined removes a variable
 * @property {number} [port] a free one when left out
 * @property {string} [logFile] gets what the server prints
 *
 * @typedef {object} RunningServer
 * @property {number} port
 * @property {string} url the address to open, the folder included
 * @property {number} pid
 * @property {string} userDataFolder
 * @property {string} extensionsFolder
 * @property {() => string} output what it printed so far
 * @property {Promise<void>} ended resolves when it has ended, for whatever reason
 * @property {() => Promise<void>} stop ends it and all it started, and removes the temporary folders
 */

/**
 * Starts a headless VS Code on 127.0.0.1 and waits until it answers.
 * @param {LaunchOptions} [options]
 * @returns {Promise<RunningServer>}
 * @throws Error with the tail of its output when it does not come up
 */
export async function launchCodeServer(options = {}) {
  const { node, entry } = await ensureCodeServer();
  const temporary = await mkdtemp(join(tmpdir(), 'flux-editor-'));
  const userDataFolder = options.userDataFolder ?? join(temporary, 'data');
  const extensionsFolder = options.extensionsFolder ?? join(temporary, 'extensions');
  await mkdir(extensionsFolder, { recursive: true });
  if (options.userSettings !== null) {
    const settings = { ...quietSettings, ...options.userSettings };
    await writeSettings(userDataFolder, settings);
    // Settings of a machine are not taken from the person's in a window whose extensions run elsewhere.
    const ofMachine = Object.entries(settings).filter(([key]) => key.startsWith('workbench.welcomePage.'));
    await mkdir(join(userDataFolder, 'Machine'), { recursive: true });
    await writeFile(join(userDataFolder, 'Machine/settings.json'), JSON.stringify(Object.fromEntries(ofMachine)));
  }
  const env = environment(options.env);
  const folders = [
    '--config',
    join(temporary, 'config.yaml'),
    '--user-data-dir',
    userDataFolder,
    '--extensions-dir',
    extensionsFolder,
  ];
  if (options.installVsix)
    await runOrThrow(node, [entry, ...folders, '--install-extension', options.installVsix, '--force'], { env });

  const port = options.port ?? (await freePort());
  const trust = options.trust === false ? [] : ['--disable-workspace-trust'];
  const args = [
    entry,
    ...folders,
    '--auth',
    'none',
    '--bind-addr',
    `127.0.0.1:${port}`,
    '--disable-telemetry',
    '--disable-update-check',
    ...trust,
  ];
  const child = spawn(node, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const output = collectOutput(child, options.logFile);
  /** @type {Promise<void>} */
  const ended = new Promise((resolve) => child.once('exit', () => resolve()));
  const stop = async () => {
    forget();
    if (child.pid) await killTree(child.pid);
    await rm(temporary, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  };
  const forget = onInterrupt(stop);
  const url = `http://127.0.0.1:${port}/?${query(options)}`;
  try {
    await waitUntilReady(port, child);
  } catch (error) {
    await stop();
    throw new Error(`code-server did not come up. It printed:\n${tail(output(), 30)}`, { cause: error });
  }
  return { port, url, pid: child.pid ?? 0, userDataFolder, extensionsFolder, output, ended, stop };
}

/** @param {NodeJS.ProcessEnv} [added] */
function environment(added = {}) {
  const env = { ...process.env, ...added };
  // Started from within VS Code's own terminal, the server would take itself for a child of that window.
  for (const name of Object.keys(env)) if (env[name] === undefined || name.startsWith('VSCODE_')) delete env[name];
  return env;
}

/** @param {LaunchOptions} options */
function query(options) {
  if (options.workspaceFile) return new URLSearchParams({ workspace: options.workspaceFile }).toString();
  return new URLSearchParams(options.folder ? { folder: options.folder } : { ew: 'true' }).toString();
}

/** @param {import('node:child_process').ChildProcess} child @param {string} [logFile] */
function collectOutput(child, logFile) {
  if (logFile) mkdirSync(dirname(logFile), { recursive: true });
  const log = logFile ? createWriteStream(logFile) : undefined;
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk) => {
      text += chunk;
      log?.write(chunk);
    });
  }
  child.once('close', () => log?.end());
  return () => text;
}

/** @param {number} port @param {import('node:child_process').ChildProcess} child */
async function waitUntilReady(port, child) {
  for (const deadline = Date.now() + longestWaitMs; ; await sleep(50)) {
    if (child.exitCode !== null || child.signalCode !== null)
      throw new Error(`It ended with ${child.exitCode ?? child.signalCode}.`);
    const response = await fetch(`http://127.0.0.1:${port}/healthz`).catch(() => undefined);
    if (response?.ok) return;
    if (Date.now() > deadline) throw new Error('No answer.');
  }
}
