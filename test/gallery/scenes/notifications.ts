import { panelFrame } from '../../harness/panelFrame.mjs';
import { extensionHostOf } from '../../harness/extensionHost.mjs';
import { approve, clearNotifications, closeEditors, command, giveGoal, holdsSoon, panelSays, planGoal } from '../acts';
import { goals } from '../goals';
import type { Scene } from '../scene';
import type { Stage } from '../stage';

function toast({ page }: Stage, text: string | RegExp): Promise<void> {
  return page.locator('.notification-toast').filter({ hasText: text }).first().waitFor();
}

const paletteRun: Scene = {
  shots: [
    'Notification/planning',
    'Notification/running',
    'Notification/end',
    'Notification/undo-dialog',
    'Notification/undone',
  ],
  async play(stage, shoot) {
    const { page, holds } = stage;
    holds.holdModel();
    await giveGoal(stage, goals.validation.goal);
    await toast(stage, /Planning/);
    await shoot('Notification/planning');
    holds.release();
    holds.holdCommands();
    const frame = await panelFrame(page, /Flux/);
    await approve(frame);
    await holdsSoon('the held command runs', holds.commandRuns);
    await toast(stage, 'Fill in the sample accounts');
    await shoot('Notification/running');
    // A notification of the end comes only where the panel is not seen.
    await command(stage, 'View: Close Editor');
    holds.release();
    await toast(stage, 'done and verified');
    await shoot('Notification/end');
    await clearNotifications(stage);
    await command(stage, 'Flux: Undo Run…');
    await takeNewest(stage);
    await page.locator('.monaco-dialog-box').waitFor();
    await shoot('Notification/undo-dialog');
    await page.locator('.monaco-dialog-box').getByRole('button', { name: 'Undo' }).click();
    await toast(stage, /Restored/);
    await shoot('Notification/undone');
  },
};

/** Takes the newest session where several fit. */
async function takeNewest({ page }: Stage): Promise<void> {
  const list = page.locator('.quick-input-list .monaco-list-row').first();
  const dialog = page.locator('.monaco-dialog-box');
  await list.or(dialog).first().waitFor();
  if (await list.isVisible()) await list.click();
}

const failures: Scene = {
  shots: ['Notification/model-failed', 'Notification/model-key', 'Notification/run-failed'],
  async play(stage, shoot) {
    await giveGoal(stage, goals.serverError.goal);
    await toast(stage, 'Try again');
    await shoot('Notification/model-failed');
    await clearNotifications(stage);
    await giveGoal(stage, goals.wrongKey.goal);
    await toast(stage, 'Set API key');
    await shoot('Notification/model-key');
    await clearNotifications(stage);
    const { holds } = stage;
    const frame = await planGoal(stage, goals.failing.goal);
    holds.holdModel();
    await approve(frame);
    await panelSays(frame, /Deciding/);
    await command(stage, 'View: Close Editor');
    holds.release();
    await toast(stage, 'Open plan');
    await shoot('Notification/run-failed');
  },
};

const question: Scene = {
  shots: ['Notification/question', 'Notification/permission'],
  async play(stage, shoot) {
    const { holds } = stage;
    holds.holdModel();
    await giveGoal(stage, goals.escalating.goal);
    holds.release();
    const frame = await panelFrame(stage.page, /Flux/);
    await frame.getByRole('button', { name: 'Approve and run' }).waitFor();
    holds.holdCommands();
    await approve(frame);
    holds.holdModel();
    await closeEditors(stage);
    holds.release();
    await toast(stage, 'Where are the accounts');
    await shoot('Notification/question');
    await clearNotifications(stage);
    const asks = await planGoal(stage, goals.permission.goal);
    holds.holdModel();
    await approve(asks);
    await closeEditors(stage);
    holds.release();
    await toast(stage, 'ls src');
    await shoot('Notification/permission');
  },
};

/** Kills the extension host, so it comes last. */
export const interrupted: Scene = {
  shots: ['Notification/interrupted', 'View/interrupted'],
  async play(stage, shoot) {
    const { page } = stage;
    await workAndBeKilled(stage);
    await toast(stage, /(was|were) interrupted/);
    await shoot('Notification/interrupted');
    await command(stage, 'Flux: Show Sessions…');
    await page.locator('.pane-body .monaco-list-row', { hasText: 'interrupted' }).first().waitFor();
    await shoot('View/interrupted');
  },
};

async function workAndBeKilled(stage: Stage): Promise<void> {
  const { page, holds, server } = stage;
  holds.holdCommands();
  await approve(await planGoal(stage, goals.validation.goal));
  await holdsSoon('the held command runs', holds.commandRuns);
  await closeEditors(stage);
  // The editor keeps what is open a while later; else it would open the panel again.
  await page.waitForTimeout(6_000);
  process.kill(await extensionHostOf(server), 'SIGKILL');
  await page.reload();
}

/** Scenes of notifications. */
export const notificationScenes: readonly Scene[] = [paletteRun, failures, question];
