import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  breakIt,
  dismiss,
  hoverOver,
  leaveMuch,
  openAt,
  openViews,
  question,
  row,
  saveAgain,
  statusBar,
  wishes,
} from '../../e2e/watchingEditor';
import { command } from '../acts';
import type { Scene } from '../scene';

/** A folder in which there is nothing to suggest, and then one in which nothing can be run. */
const quiet: Scene = {
  shots: ['Watching/idle', 'Watching/no-tests'],
  async play({ page, folder, ...stage }, shoot) {
    await openViews(page);
    await hoverOver(page, 'Flux is watching: tests', 'Nothing to suggest now');
    await shoot('Watching/idle');
    for (const name of ['package.json', 'test']) rmSync(join(folder, name), { recursive: true });
    await command({ page, folder, ...stage }, 'Flux: Check the Workspace Now');
    await row(page, 'Watching', 'no tests were found').waitFor();
    await hoverOver(page, 'Flux is watching', 'no tests were found');
    await shoot('Watching/no-tests');
  },
};

/** Much at once, what is dismissed again and again, and a runner that is not there. */
const busy: Scene = {
  shots: [
    'Watching/many',
    'Watching/lens',
    'Watching/list',
    'Watching/unwanted',
    'Watching/unwanted-question',
    'Watching/learnt',
    'Watching/failing',
    'Watching/off',
  ],
  async play(stage, shoot) {
    const { page, folder } = stage;
    leaveMuch(folder);
    await statusBar(page, / \+6$/).waitFor();
    await breakIt(stage);
    await statusBar(page, / \+7$/).waitFor();
    await openViews(page);
    await row(page, 'Suggestions', wishes[0]!).waitFor();
    await hoverOver(page, / \+7$/, 'Show all 8');
    await shoot('Watching/many');
    await openAt(page, 'src/dates.js', 1);
    await page.locator('.codelens-decoration a').filter({ hasText: 'Start with Flux' }).first().waitFor();
    await shoot('Watching/lens');
    await command(stage, 'Flux: Show Suggestions…');
    await page.locator('.quick-input-list .monaco-list-row').filter({ hasText: wishes[0]! }).waitFor();
    await shoot('Watching/list');
    await page.keyboard.press('Escape');
    for (const wish of wishes.slice(0, 5)) await dismiss(page, wish);
    await row(page, 'Watching', question).waitFor();
    await shoot('Watching/unwanted');
    await row(page, 'Watching', question).click();
    await page.locator('.quick-input-list .monaco-list-row').filter({ hasText: 'Keep them' }).waitFor();
    await shoot('Watching/unwanted-question');
    await page.keyboard.press('Escape');
    await row(page, 'Watching', 'Learning').click();
    await row(page, 'Watching', '5 dismissed: shown later').waitFor();
    await shoot('Watching/learnt');
    mkdirSync(join(folder, '.vscode'), { recursive: true });
    writeFileSync(join(folder, '.vscode/settings.json'), '{ "flux.tests.command": "flux-no-such-runner --all" }\n');
    await row(page, 'Watching', 'flux-no-such-runner').waitFor();
    await saveAgain(page);
    await row(page, 'Watching', /failing · “.*flux-no-such-runner/).waitFor();
    await hoverOver(page, /fails|conflicts/, 'Flux tries again later');
    await shoot('Watching/failing');
    await command(stage, 'Flux: Toggle Watchers');
    await row(page, 'Watching', 'Watching is switched off').waitFor();
    await shoot('Watching/off');
  },
};

/** Scenes of a window that watches; the last leaves it switched off. */
export const watchingScenes: readonly Scene[] = [quiet, busy];
