// @ts-check
// npm run test:electron [-- <scene>… --grep <text>]: the compiled host tests in VS Code's desktop build, which is
// downloaded at first. FLUX_VSCODE_PATH names an installed one (its executable) instead. On Linux this needs a display
// or xvfb-run.
import { parseArgs } from 'node:util';
import { ensureDependencies } from './harness/ensureDependencies.mjs';
import { createTally } from './harness/tally.mjs';

const { values, positionals } = parseArgs({ allowPositionals: true, options: { grep: { type: 'string' } } });
const tally = createTally();
try {
  await ensureDependencies();
  const { buildTests } = await import('./harness/buildTests.mjs');
  const { desktopEditor, runDesktopScene } = await import('./harness/runDesktopScene.mjs');
  const { chosenScenes, needsPackage } = await import('./harness/runAll.mjs');
  const selection = { filters: positionals.map((name) => `host/${name}`), grep: values.grep };
  const executable = await desktopEditor();
  await tally.runScript(needsPackage(selection) ? 'package' : 'build');
  await buildTests();
  for (const scene of chosenScenes(selection))
    tally.take(`desktop/${scene.name}`, await runDesktopScene(executable, scene, selection));
} catch (error) {
  tally.fail('set-up', error);
}
process.exit(tally.finish());
