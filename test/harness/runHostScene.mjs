// @ts-check
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { copyProject } from './copyProject.mjs';
import { launchCodeServer } from './launchCodeServer.mjs';
import { openWorkbench } from './openWorkbench.mjs';
import { outFolder } from './paths.mjs';
import { patience } from './patience.mjs';
import { readReport, failedReport } from './readReport.mjs';
import { tail } from './runProcess.mjs';
import { developmentExtension, packagedExtension, sceneEnvironment, sceneFiles, sceneTests } from './sceneRun.mjs';
import { testEnvironment } from './testEnvironment.mjs';

/**
 * Starts the editor for one scene, runs its tests in the extension host, and ends everything again.
 * A scene that crashes, hangs, or leaves no report counts as one failure. Never rejects.
 * @param {import('../host/scenes.mjs').Scene} scene
 * @param {{ grep?: string }} [options]
 * @returns {Promise<import('./mochaReport.mjs').Report>}
 */
export async function runHostScene(scene, { grep } = {}) {
  const files = sceneFiles(scene.name);
  const timeoutMs = (scene.timeoutSeconds ?? 180) * 1000 * patience;
  /** @type {(() => Promise<void>)[]} */
  const cleanup = [];
  try {
    await Promise.all(Object.values(files).map((file) => rm(file, { force: true })));
    await mkdir(join(outFolder, 'logs'), { recursive: true });
    const run = runScene(scene, files, cleanup, grep);
    // After a timeout it may still be starting something, which then has to be ended as well.
    run.catch(() => undefined).finally(() => cleanUp(cleanup));
    const outcome = await Promise.race([run, sleep(timeoutMs, 'timeout', { ref: false })]);
    if (outcome === 'timeout') throw new Error(`The scene did not end within ${timeoutMs / 1000} s.`);
    return await readReport(files.report);
  } catch (error) {
    const log = await readFile(files.log, 'utf8').catch(() => '');
    const server = await readFile(files.serverLog, 'utf8').catch(() => '');
    return failedReport(`scene ${scene.name}`, error, `${tail(log, 30)}\n${tail(server, 20)}`);
  } finally {
    await cleanUp(cleanup);
  }
}

/** Runs the actions, the last one first, each only once. @param {(() => Promise<void>)[]} actions */
async function cleanUp(actions) {
  for (let action = actions.pop(); action; action = actions.pop()) await action().catch(() => undefined);
}

/**
 * @param {import('../host/scenes.mjs').Scene} scene
 * @param {ReturnType<typeof sceneFiles>} files
 * @param {(() => Promise<void>)[]} cleanup
 * @param {string} [grep]
 */
async function runScene(scene, files, cleanup, grep) {
  const extensionTestsPath = sceneTests(scene);
  const project = await copyProject(scene.project ?? null, { git: scene.git });
  cleanup.push(project.remove);
  const server = await launchCodeServer({
    ...(scene.folders
      ? { workspaceFile: await makeWorkspace(project.folder, scene.folders) }
      : { folder: scene.openFolder === false ? undefined : project.folder }),
    trust: scene.trust,
    userSettings: scene.settings,
    installVsix: packagedExtension(scene),
    logFile: files.serverLog,
    env: { ...testEnvironment, ...scene.env, ...sceneEnvironment(files, grep) },
  });
  cleanup.push(server.stop);
  const workbench = await openWorkbench({
    server,
    extensionPath: await developmentExtension(scene),
    extensionTestsPath,
  });
  cleanup.push(workbench.close);
  const crashed = new Promise((_, reject) =>
    workbench.page.once('crash', () => reject(new Error('The page crashed.'))),
  );
  await Promise.race([workbench.testsEnded, crashed]).finally(() =>
    writeFile(files.consoleLog, workbench.log.join('\n')),
  );
}

/**
 * Makes empty folders beside a copied project, and a file that opens all of them as one workspace, the project first.
 * @param {string} project
 * @param {readonly string[]} names
 * @returns {Promise<string>} the `.code-workspace` file
 */
async function makeWorkspace(project, names) {
  const parent = dirname(project);
  for (const name of names) await mkdir(join(parent, name));
  const file = join(parent, 'all.code-workspace');
  await writeFile(
    file,
    JSON.stringify({ folders: [project, ...names.map((name) => join(parent, name))].map((path) => ({ path })) }),
  );
  return file;
}
