// @ts-check
import { copyProject } from './copyProject.mjs';
import { launchCodeServer } from './launchCodeServer.mjs';
import { openWorkbench } from './openWorkbench.mjs';
import { repoRoot } from './paths.mjs';
import { testEnvironment } from './testEnvironment.mjs';

/**
 * Opens a sample project in the editor with Flux loaded: what most end-to-end tests begin with.
 * @param {object} [options]
 * @param {string | null} [options.project] `login` when left out; null: an empty folder
 * @param {boolean | 'empty'} [options.git] true when left out
 * @param {Record<string, unknown>} [options.settings] user settings
 * @param {NodeJS.ProcessEnv} [options.env]
 * @param {boolean} [options.trust]
 * @param {import('./openWorkbench.mjs').WorkbenchOptions['theme']} [options.theme]
 * @param {{ width: number, height: number }} [options.viewport]
 * @param {string} [options.extensionPath] the repository when left out
 * @param {string} [options.extensionsFolder] with extensions that are installed beside it; an empty one when left out
 */
export async function startFlux({
  project = 'login',
  git = true,
  settings,
  env,
  trust,
  theme,
  viewport,
  extensionPath = repoRoot,
  extensionsFolder,
} = {}) {
  const copy = await copyProject(project, { git });
  /** @type {import('./launchCodeServer.mjs').RunningServer | undefined} */
  let server;
  try {
    server = await launchCodeServer({
      folder: copy.folder,
      userSettings: settings,
      extensionsFolder,
      env: { ...testEnvironment, ...env },
      trust,
    });
    const workbench = await openWorkbench({ server, extensionPath, theme, viewport });
    return { folder: copy.folder, server, ...workbench, stop: () => stopAll(workbench, server, copy) };
  } catch (error) {
    await stopAll(undefined, server, copy);
    throw error;
  }
}

/**
 * @param {import('./openWorkbench.mjs').Workbench | undefined} workbench
 * @param {import('./launchCodeServer.mjs').RunningServer | undefined} server
 * @param {{ remove: () => Promise<void> }} copy
 */
async function stopAll(workbench, server, copy) {
  await workbench?.close();
  await server?.stop();
  await copy.remove();
}
