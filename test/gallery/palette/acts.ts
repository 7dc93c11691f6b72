import type { Page } from 'playwright-core';
import { clearNotifications, closeEditors, command, holdsSoon, planGoal } from '../acts';
import { goals } from '../goals';
import type { Stage } from '../stage';

/** Answers what a command shows: the first of a list, or a dialog's button. */
async function takeFirst(page: Page): Promise<void> {
  const row = page.locator('.quick-input-list .monaco-list-row').first();
  if (await row.isVisible()) await row.click();
}

/** Calls a command for one session after the other, as often as it lists some. */
export async function forEach(stage: Stage, title: string, times: number): Promise<void> {
  for (let time = 0; time < times; time++) {
    await command(stage, title);
    await stage.page.waitForTimeout(1_500);
    await takeFirst(stage.page);
    await stage.page.waitForTimeout(1_500);
  }
}

/** Presses a button of the dialog that is open. */
export async function press({ page }: Stage, button: string): Promise<void> {
  await page.locator('.monaco-dialog-box').getByRole('button', { name: button, exact: true }).click();
}

/** Plans a goal whose second step runs until it is let go. */
export async function planHeld(stage: Stage): Promise<void> {
  stage.holds.holdCommands();
  await planGoal(stage, goals.validation.goal);
  await closeEditors(stage);
  await clearNotifications(stage);
}

/** Waits until the held step runs. */
export function runs(stage: Stage): Promise<void> {
  return holdsSoon('the held command runs', stage.holds.commandRuns);
}
