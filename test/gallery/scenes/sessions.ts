import { approve, command, giveGoal, holdsSoon, panel, panelSays, planGoal, planShown } from '../acts';
import { goals } from '../goals';
import type { Scene } from '../scene';
import type { Stage } from '../stage';

const entry = '.statusbar-item[id*="flux.status"]';

async function statusSays(stage: Stage, text: string | RegExp): Promise<void> {
  await stage.page.locator(entry).filter({ hasText: text }).first().waitFor();
}

/** One session through the entry in the status bar, then another beside it. */
const inStatusBar: Scene = {
  shots: ['Status bar/planning', 'Status bar/waiting', 'Status bar/working', 'Status bar/tooltip', 'Status bar/two'],
  async play(stage, shoot) {
    const { page, holds } = stage;
    holds.holdModel();
    await giveGoal(stage, goals.validation.goal);
    await statusSays(stage, /Flux/);
    await shoot('Status bar/planning', 'status bar');
    holds.release();
    holds.holdCommands();
    const frame = await planShown(stage, goals.validation.goal);
    await shoot('Status bar/waiting', 'status bar');
    await approve(frame);
    await holdsSoon('the held command runs', holds.commandRuns);
    await shoot('Status bar/working', 'status bar');
    await page.locator(entry).first().hover();
    await page.locator('.monaco-hover:visible').first().waitFor();
    await shoot('Status bar/tooltip', 'status bar');
    await page.mouse.move(700, 400);
    await planGoal(stage, goals.guide.goal);
    await shoot('Status bar/two', 'status bar');
  },
};

/** Sessions in every group of the view, each of them come to by a run. */
const inView: Scene = {
  shots: ['View/groups', 'View/hover', 'View/menu'],
  async play(stage, shoot) {
    const { page, holds } = stage;
    await run(stage, goals.failing.goal, /failed/i);
    await run(stage, goals.validation.goal, 'Done and verified');
    await run(stage, goals.notes.goal, /Done/);
    await command(stage, 'Flux: Undo Run…');
    await chooseSession(stage, goals.validation.goal);
    await page.locator('.monaco-dialog-box').getByRole('button', { name: 'Undo' }).click();
    // It only reads, so it needs no approval.
    await giveGoal(stage, goals.sleeping.goal);
    await panelSays(await panel(stage), /waiting for an event/i);
    holds.holdCommands();
    await approve(await planGoal(stage, goals.validation.goal));
    await holdsSoon('the held command runs', holds.commandRuns);
    await command(stage, 'Flux: Pause Run');
    await chooseSession(stage, goals.validation.goal);
    await page.locator('.notification-toast').filter({ hasText: 'Paused until you resume' }).waitFor();
    holds.release();
    await approve(await planGoal(stage, goals.escalating.goal));
    await panelSays(await panel(stage), 'Where are the accounts');
    await planGoal(stage, goals.guide.goal);
    holds.holdModel();
    await giveGoal(stage, goals.permission.goal);
    await command(stage, 'Flux: Show Sessions…');
    const rows = page.locator('.pane-body .monaco-list-row');
    await rows
      .filter({ hasText: goals.permission.goal.slice(0, 28) })
      .first()
      .waitFor();
    await shoot('View/groups');
    const row = rows.filter({ hasText: goals.guide.goal.slice(0, 28) }).first();
    await row.hover();
    await page.locator('.monaco-hover:visible').first().waitFor();
    await shoot('View/hover');
    await row.click({ button: 'right' });
    await page.locator('.context-view .monaco-menu, .monaco-menu-container').first().waitFor();
    await shoot('View/menu');
  },
};

async function run(stage: Stage, goal: string, end: string | RegExp): Promise<void> {
  const frame = await planGoal(stage, goal);
  await approve(frame);
  await panelSays(frame, end);
}

/** Picks the newest session of a goal where a command lists several; where one fits, it lists none. */
async function chooseSession({ page }: Stage, goal: string): Promise<void> {
  const row = page
    .locator('.quick-input-list .monaco-list-row')
    .filter({ hasText: goal.slice(0, 30) })
    .first();
  await row.click({ timeout: 5_000 }).catch(() => undefined);
}

/** Scenes of the sessions view and the status bar. */
export const sessionScenes: readonly Scene[] = [inStatusBar, inView];
