import { clearNotifications, closeEditors, command } from '../acts';
import type { Stage } from '../stage';
import { newLines, seenIn, type Seen } from './seen';

/** How long something may take to come, and how long it must then stay the same, in milliseconds. */
const longestMs = 12_000;
const steadyMs = 1_500;

/** Calls a command from the palette and waits until what it shows stands still; returns it in lines. */
export async function callCommand(stage: Stage, title: string): Promise<readonly string[]> {
  const { page } = stage;
  const before = await seenIn(page);
  await command(stage, title);
  // Where the palette was clicked, the tip of a placeholder would hide the title.
  await page.mouse.move(700, 650);
  const toasts = new Set<string>();
  let last = '';
  let since = Date.now();
  for (const deadline = Date.now() + longestMs; ; await page.waitForTimeout(100)) {
    const now = await seenIn(page);
    for (const toast of now.toasts) toasts.add(toast);
    const lines = newLines(before, now, toasts);
    const shown = lines.join('\n');
    if (shown !== last) since = Date.now();
    last = shown;
    if (Date.now() > deadline || (shown !== '' && Date.now() - since > steadyMs)) return lines;
  }
}

/** Leaves what a command has opened as somebody does who wants none of it. */
export async function leave(stage: Stage): Promise<void> {
  const { page } = stage;
  for (let press = 0; press < 4; press++) {
    const { picker, dialog } = await seenIn(page);
    if (picker.length === 0 && dialog.length === 0) break;
    await page.keyboard.press('Escape');
    await page.waitForTimeout(200);
  }
  const { toasts, places }: Seen = await seenIn(page);
  if (toasts.length > 0) await clearNotifications(stage);
  if (places.some((place) => place.startsWith('editor'))) await closeEditors(stage);
  if (places.some((place) => place.startsWith('lower panel'))) await command(stage, 'View: Hide Panel');
}
