// @ts-check
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildTests } from '../harness/buildTests.mjs';
import { copyProject } from '../harness/copyProject.mjs';
import { launchCodeServer } from '../harness/launchCodeServer.mjs';
import { openWorkbench } from '../harness/openWorkbench.mjs';
import { outFolder, repoRoot } from '../harness/paths.mjs';
import { developmentExtension } from '../harness/sceneRun.mjs';
import { testEnvironment } from '../harness/testEnvironment.mjs';

const runs = Number(process.env.BENCH_STARTS ?? 5);

/**
 * Flux's activation against the built-in git extension's, in the same host, as the editor itself measured both.
 * Medians.
 */
export async function activationFigures() {
  await buildTests();
  const pairs = [];
  for (let run = 0; run < runs; run++) pairs.push(await oneStart());
  const flux = median(pairs.map((pair) => pair.flux));
  const git = median(pairs.map((pair) => pair.git));
  const ratio = median(pairs.map((pair) => pair.flux / pair.git));
  return [
    {
      what: 'activation, Flux over the built-in git extension (load + activate)',
      value: ratio,
      unit: '',
      goal: 'at most 0.5',
      met: ratio <= 0.5,
      note: `Flux ${flux} ms, git ${git} ms, ${runs} starts`,
    },
  ];
}

/** Starts the editor once with the packaged extension installed. */
async function oneStart() {
  const project = await copyProject('login', { git: true });
  const result = join(await mkdtemp(join(tmpdir(), 'flux-activation-')), 'perf.md');
  const server = await launchCodeServer({
    folder: project.folder,
    installVsix: join(repoRoot, 'dist/flux.vsix'),
    env: { ...testEnvironment, FLUX_ACTIVATION_RESULT: result },
  });
  try {
    const workbench = await openWorkbench({
      server,
      extensionPath: await developmentExtension({ name: 'activation', extension: 'vsix' }),
      extensionTestsPath: join(outFolder, 'test/host/activation.cjs'),
    });
    await workbench.testsEnded;
    await workbench.close();
  } finally {
    await server.stop();
    await project.remove();
  }
  const text = await readFile(result, 'utf8');
  return { flux: timeOf(text, 'flux-editor.flux'), git: timeOf(text, 'vscode.git') };
}

/**
 * Loading the code plus calling `activate`, from the table of extension activations. @param {string} text @param
 * {string} id
 */
function timeOf(text, id) {
  const rows = text
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
  const header = rows.find((cells) => cells.includes('Load Code'));
  const row = rows.find((cells) => cells[0] === id);
  if (!header || !row) throw new Error(`The editor's report has no activation times of ${id}:\n${text.slice(0, 4000)}`);
  const at = (/** @type {string} */ name) => Number(row[header.indexOf(name)]);
  return at('Load Code') + at('Call Activate') + at('Finish Activate');
}

/** @param {number[]} values */
function median(values) {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}
