// @ts-check
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { downloadAndUnzipVSCode, resolveCliArgsFromVSCodeExecutablePath } from '@vscode/test-electron';
import { copyProject } from './copyProject.mjs';
import { outFolder } from './paths.mjs';
import { failedReport, readReport } from './readReport.mjs';
import { runOrThrow, runProcess, tail } from './runProcess.mjs';
import { developmentExtension, packagedExtension, sceneEnvironment, sceneFiles, sceneTests } from './sceneRun.mjs';
import { testEnvironment } from './testEnvironment.mjs';
import { quietSettings } from './userSettings.mjs';
import { writeSettings } from './writeSettings.mjs';

/**
 * The executable of a desktop VS Code: the one that `FLUX_VSCODE_PATH` names, or a downloaded one.
 * @throws Error saying what to do when it cannot be downloaded
 */
export async function desktopEditor() {
  if (process.env.FLUX_VSCODE_PATH) return process.env.FLUX_VSCODE_PATH;
  try {
    return await downloadAndUnzipVSCode();
  } catch (cause) {
    throw new Error(
      'VS Code could not be downloaded. Set FLUX_VSCODE_PATH to the executable of an installed one, or run the ' +
        'same tests headless with "npm run test:host".',
      { cause },
    );
  }
}

/**
 * Runs one scene's compiled tests in a desktop VS Code. Never rejects: a crash, a hang or a missing report counts as
 * one failure.
 * @param {string} executable
 * @param {import('../host/scenes.mjs').Scene} scene
 * @param {{ grep?: string }} [options]
 * @returns {Promise<import('./mochaReport.mjs').Report>}
 */
export async function runDesktopScene(executable, scene, { grep } = {}) {
  const files = sceneFiles(`desktop-${scene.name}`);
  const temporary = await mkdtemp(join(tmpdir(), 'flux-desktop-'));
  let output = '';
  try {
    await Promise.all(Object.values(files).map((file) => rm(file, { force: true })));
    await mkdir(join(outFolder, 'logs'), { recursive: true });
    const project = await copyProject(scene.project ?? null, { git: scene.git });
    const timeoutMs = (scene.timeoutSeconds ?? 180) * 1000;
    try {
      const data = join(temporary, 'data');
      await writeSettings(data, { ...quietSettings, ...scene.settings });
      const folders = ['--user-data-dir', data, '--extensions-dir', join(temporary, 'extensions')];
      await installPackage(executable, scene, folders);
      const args = [
        ...(scene.openFolder === false ? [] : [project.folder]),
        ...folders,
        `--extensionDevelopmentPath=${await developmentExtension(scene)}`,
        `--extensionTestsPath=${sceneTests(scene)}`,
        '--disable-updates',
        '--skip-welcome',
        '--skip-release-notes',
        '--disable-telemetry',
        ...(scene.trust === false ? [] : ['--disable-workspace-trust']),
        ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      ];
      const env = { ...process.env, ...testEnvironment, ...scene.env, ...sceneEnvironment(files, grep) };
      const result = await runProcess(executable, args, { env, logFile: files.serverLog, timeoutMs });
      output = result.output;
      if (result.timedOut) throw new Error(`The scene did not end within ${timeoutMs / 1000} s.`);
      return await readReport(files.report);
    } finally {
      await project.remove();
    }
  } catch (error) {
    return failedReport(`scene ${scene.name}`, error, tail(output, 30));
  } finally {
    await rm(temporary, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}

/** @param {string} executable @param {import('../host/scenes.mjs').Scene} scene @param {string[]} folders */
async function installPackage(executable, scene, folders) {
  const vsix = packagedExtension(scene);
  if (!vsix) return;
  const [command = executable, ...args] = resolveCliArgsFromVSCodeExecutablePath(executable, {
    reuseMachineInstall: true,
  });
  await runOrThrow(command, [...args, ...folders, '--install-extension', vsix, '--force']);
}
