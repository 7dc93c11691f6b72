import { setTimeout as sleep } from 'node:timers/promises';
import type { Frame } from 'playwright-core';
import { openChat, typeInChat, waitForChatModel } from '../harness/chatView.mjs';
import { panelFrame } from '../harness/panelFrame.mjs';
import { answerQuickInput, runCommand } from '../harness/runCommand.mjs';
import { waitMs, type Stage } from './stage';

/** Runs a command from the palette. */
export function command({ page }: Stage, title: string): Promise<void> {
  return runCommand(page, title, waitMs);
}

/** Waits until something outside of the page holds. */
export async function holdsSoon(what: string, holds: () => boolean): Promise<void> {
  for (const deadline = Date.now() + waitMs; !holds(); await sleep(50))
    if (Date.now() > deadline) throw new Error(`Waited ${waitMs / 1000} s in vain until ${what}.`);
}

/**
 * Leaves whatever is open (lists, dialogs, editors, notifications), lets go of everything that is held, and makes the
 * files what they were.
 */
export async function tidy(stage: Stage): Promise<void> {
  const { page, holds } = stage;
  const wasRunning = holds.release();
  for (let press = 0; press < 3; press++) await page.keyboard.press('Escape');
  await closeEditors(stage);
  await clearNotifications(stage);
  // What was let go ends with its tests, for which the files must be as it left them.
  if (wasRunning) await page.waitForTimeout(6_000);
  holds.restoreFiles();
}

/** Closes all editors, the plan panel among them. */
export async function closeEditors(stage: Stage): Promise<void> {
  if ((await stage.page.locator('.part.editor .tab').count()) > 0) await command(stage, 'View: Close All Editors');
}

/** Closes all notifications that are shown. */
export async function clearNotifications(stage: Stage): Promise<void> {
  if ((await stage.page.locator('.notification-toast').count()) > 0)
    await command(stage, 'Notifications: Clear All Notifications');
}

/** An empty chat, with a model chosen. */
async function newChat(stage: Stage): Promise<void> {
  const { page } = stage;
  await openChat(page);
  const responses = page.locator('.interactive-session .interactive-response');
  if ((await responses.count()) > 0) {
    await page.locator('.part.auxiliarybar a.action-label[aria-label^="New Chat"]').first().click();
    await responses.first().waitFor({ state: 'detached' });
  }
  await waitForChatModel(page);
}

/** Says something to Flux in an empty chat. */
export async function sayInNewChat(stage: Stage, text: string): Promise<void> {
  await newChat(stage);
  await typeInChat(stage.page, `@flux ${text}`);
}

/** The plan panel's page. */
export function panel({ page }: Stage): Promise<Frame> {
  return panelFrame(page, /Flux/, waitMs);
}

/** Gives a goal by “Run Goal…”. */
export async function giveGoal(stage: Stage, goal: string): Promise<void> {
  await command(stage, 'Flux: Run Goal…');
  await answerQuickInput(stage.page, goal);
}

/** Gives a goal by “Run Goal…” and waits for its plan in the panel. */
export async function planGoal(stage: Stage, goal: string): Promise<Frame> {
  await giveGoal(stage, goal);
  return planShown(stage, goal);
}

/** Waits until the panel shows the plan of a goal, ready to be approved. */
export async function planShown(stage: Stage, goal: string): Promise<Frame> {
  const frame = await panel(stage);
  await frame.getByText(goal).first().waitFor();
  await frame.getByRole('button', { name: 'Approve and run' }).waitFor();
  return frame;
}

/** Approves the plan that the panel shows. */
export async function approve(frame: Frame): Promise<void> {
  await frame.getByRole('button', { name: 'Approve and run' }).click();
}

/** Waits until the panel shows a text. */
export async function panelSays(frame: Frame, text: string | RegExp): Promise<void> {
  await frame.getByText(text).first().waitFor();
}
