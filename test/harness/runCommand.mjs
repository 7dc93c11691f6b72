// @ts-check
import { longestWaitMs } from './patience.mjs';

/** @typedef {import('playwright-core').Page} Page */

/**
 * Runs a command through the command palette, as a person would. Waits for commands of extensions that are still
 * starting.
 * @param {Page} page
 * @param {string} title as the palette shows it, such as `Flux: Show Dashboard`
 * @param {number} [timeoutMs]
 * @throws Error naming what the palette offers when the command is not among it in time
 */
export async function runCommand(page, title, timeoutMs = longestWaitMs) {
  /** @type {string[]} */
  let offered = [];
  for (const deadline = Date.now() + timeoutMs; Date.now() < deadline;) {
    // Opened anew each time: an open palette does not learn of new commands, and a loading webview closes it.
    await page.keyboard.press('F1');
    const input = page.locator('.quick-input-widget:visible input[type="text"]').first();
    const typed = await input.fill(`>${title}`, { timeout: 2000 }).then(
      () => true,
      () => false,
    );
    for (let look = 0; typed && look < 10; look++) {
      await page.waitForTimeout(100);
      const rows = page.locator('.quick-input-list .monaco-list-row');
      offered = await rows.evaluateAll((elements) =>
        elements.map((element) => element.getAttribute('aria-label') ?? ''),
      );
      // The label may go on with a keybinding or a note such as "recently used".
      const index = offered.findIndex((name) => name === title || name.startsWith(`${title},`));
      if (
        index >= 0 &&
        (await rows
          .nth(index)
          .click({ timeout: 2000 })
          .then(
            () => true,
            () => false,
          ))
      )
        return;
    }
    await page.keyboard.press('Escape');
  }
  throw new Error(`The command palette has no "${title}". It offers: ${offered.join(' | ')}`);
}

/**
 * Answers the input box or the list that a command opened: types `text` and presses Enter.
 * @param {Page} page
 * @param {string} text
 */
export async function answerQuickInput(page, text) {
  const input = page.locator('.quick-input-widget:visible input:is([type="text"], [type="password"])').first();
  await input.waitFor();
  await input.fill(text);
  await page.waitForTimeout(200);
  await page.keyboard.press('Enter');
}
