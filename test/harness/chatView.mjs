// @ts-check
import { runCommand } from './runCommand.mjs';

/** @typedef {import('playwright-core').Page} Page */

const input = '.interactive-session .chat-input-container .monaco-editor';
const responses = '.interactive-session .interactive-response';

/** Shows the chat view and waits for its input. Fine when it is already shown. @param {Page} page */
export async function openChat(page) {
  if (!(await page.locator(input).first().isVisible())) await runCommand(page, 'Chat: Open Chat');
  await page.locator(input).first().waitFor();
}

/**
 * Waits until a language model is chosen in the chat view. Before that VS Code answers every message itself, with
 * "Language model unavailable". In agent mode it chooses only models that can call tools.
 * @param {Page} page
 * @param {string | RegExp} [name] any when left out
 */
export async function waitForChatModel(page, name = /^(?!Models$|\s*$)/) {
  await openChat(page);
  await page
    .locator('.interactive-session .model-picker-name .chat-input-picker-label')
    .filter({ hasText: name })
    .first()
    .waitFor();
}

/**
 * Sends a chat message: replaces whatever stands in the input (after a first message, VS Code puts `@flux` there) and
 * presses Enter. Line breaks stay.
 * @param {Page} page
 * @param {string} text such as `@flux /plan add e-mail validation`
 */
export async function typeInChat(page, text) {
  await openChat(page);
  await page.locator(input).first().click();
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.press('Delete');
  await page.keyboard.insertText(text);
  const suggestions = page.locator('.suggest-widget.visible');
  await page.waitForTimeout(300);
  // With the list open, Enter would accept a suggestion instead of sending.
  if (await suggestions.isVisible()) await page.keyboard.press('Escape');
  await page.keyboard.press('Enter');
}

/**
 * Waits until some response in the chat view holds a text.
 * @param {Page} page
 * @param {string | RegExp} text
 * @throws Error with what the chat shows instead
 */
export async function waitForChatText(page, text) {
  const found = page.locator(responses).filter({ hasText: text }).last();
  try {
    await found.waitFor();
  } catch (cause) {
    throw new Error(`The chat does not show ${text}. It shows:\n${(await chatTexts(page)).join('\n---\n')}`, { cause });
  }
}

/**
 * The responses that the chat view shows, as text, the oldest first. @param {Page} page @returns {Promise<string[]>}
 */
export async function chatTexts(page) {
  return page.locator(`${responses} .value`).allInnerTexts();
}

/** Waits until the last response has ended. @param {Page} page */
export async function waitForChatEnd(page) {
  await page
    .locator(`${responses}.chat-most-recent-response:not(.chat-response-loading) .chat-response-completed-at`)
    .last()
    .waitFor({ state: 'attached' });
}

/** Presses a button that a participant put into a response. @param {Page} page @param {string | RegExp} label */
export async function clickChatButton(page, label) {
  await page.locator(`${responses} .chat-command-button a.monaco-button`).filter({ hasText: label }).last().click();
}
