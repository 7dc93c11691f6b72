// @ts-check
// npm start [-- --no-open --port <number>]: builds Flux and opens a sample project with it, in the installed VS Code,
// or else in a headless one for the browser. --no-open opens nothing by itself: it serves the headless one and tells
// where.
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { onInterrupt } from './harness/cleanup.mjs';
import { ensureDependencies } from './harness/ensureDependencies.mjs';
import { cacheFolder, repoRoot } from './harness/paths.mjs';
import { runOrThrow, runProcess, which } from './harness/runProcess.mjs';

const modelHint = `To connect a model, either
  - run "Flux: Connect a Model…" from the command palette (F1); or
  - start with OPENAI_API_KEY (and OPENAI_BASE_URL) in the environment.
Without one, Flux still runs common goals, such as "run the tests". Begin with @flux in the chat view.`;

const { values } = parseArgs({ options: { 'no-open': { type: 'boolean', default: false }, port: { type: 'string' } } });

try {
  await start();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}

async function start() {
  await ensureDependencies();
  console.log('Building Flux…');
  await runOrThrow('npm', ['run', '--silent', 'build'], { cwd: repoRoot });
  const { sampleProject } = await import('./harness/sampleProject.mjs');
  const folder = await sampleProject();
  console.log(`Sample project: ${folder}`);
  if (values['no-open'] || !(await openInstalled(folder))) await serve(folder);
}

/** Opens the folder in the VS Code that is installed; false when there is none. @param {string} folder */
async function openInstalled(folder) {
  if (!(await which('code'))) return false;
  const { code, output } = await runProcess('code', [`--extensionDevelopmentPath=${repoRoot}`, folder]);
  if (code !== 0) console.log(`The command "code" did not work, so a headless VS Code takes its place:\n${output}`);
  else console.log(`VS Code opens with Flux loaded.\n\n${modelHint}`);
  return code === 0;
}

/** Serves a headless VS Code for the browser until interrupted. @param {string} folder */
async function serve(folder) {
  const { ensureSystemPackages } = await import('./harness/ensureSystemPackages.mjs');
  const { installUnpacked } = await import('./harness/installUnpacked.mjs');
  const { launchCodeServer } = await import('./harness/launchCodeServer.mjs');
  await ensureSystemPackages({ browser: false });
  // Chats and settings stay between starts; Flux is installed anew each time.
  const extensionsFolder = join(cacheFolder, 'start', `extensions-${process.pid}`);
  const removeExtensions = () => rm(extensionsFolder, { recursive: true, force: true });
  let interrupted = false;
  onInterrupt(() => {
    interrupted = true;
    return removeExtensions();
  });
  await mkdir(extensionsFolder, { recursive: true });
  await installUnpacked(extensionsFolder);
  const port = values.port ? Number(values.port) : undefined;
  const server = await launchCodeServer({
    folder,
    extensionsFolder,
    port,
    userDataFolder: join(cacheFolder, 'start', 'data'),
    userSettings: null,
  });
  console.log(`\nVS Code with Flux:  ${server.url}\nIt listens on this computer only; Ctrl+C ends it.\n\n${modelHint}`);
  if (!values['no-open']) await openBrowser(server.url);
  await server.ended;
  if (interrupted) return;
  await removeExtensions();
  throw new Error(`code-server has ended by itself. It printed:\n${server.output().slice(-2000)}`);
}

/** Opens an address in the person's own browser where the system has a way to. @param {string} url */
async function openBrowser(url) {
  if (process.platform === 'darwin') await runProcess('open', [url]);
  // Without a display, xdg-open would start a browser for the terminal.
  else if ((process.env.DISPLAY || process.env.WAYLAND_DISPLAY) && (await which('xdg-open')))
    await runProcess('xdg-open', [url]);
}
