// @ts-check
import { longestWaitMs } from './patience.mjs';

/** @typedef {import('playwright-core').Page} Page */
/** @typedef {import('playwright-core').Frame} Frame */

/**
 * Finds the visible webview, in an editor or a view, whose HTML has this title (or, with no title, this text).
 * @param {Page} page
 * @param {string | RegExp} title a part of it, or a pattern
 * @param {number} [timeoutMs]
 * @returns {Promise<Frame>} the frame of the extension's own HTML
 * @throws Error naming the webviews that there are
 */
export async function panelFrame(page, title, timeoutMs = longestWaitMs) {
  const matches = (/** @type {string} */ text) => (typeof title === 'string' ? text.includes(title) : title.test(text));
  /** @type {string[]} */
  let seen = [];
  for (const deadline = Date.now() + timeoutMs; Date.now() < deadline; await page.waitForTimeout(100)) {
    seen = [];
    for (const frame of page.frames()) {
      const name = await describeWebview(frame).catch(() => undefined);
      if (name === undefined) continue;
      if (matches(name)) return frame;
      seen.push(name.slice(0, 80));
    }
  }
  throw new Error(`No webview shows ${title}. There are: ${seen.join(' | ') || 'none'}.`);
}

/** The title or text of a visible webview's own frame; undefined for any other frame. @param {Frame} frame */
async function describeWebview(frame) {
  if (!frame.url().includes('/fake.html')) return undefined;
  if (!(await (await frame.frameElement()).isVisible())) return undefined;
  const { title, text } = await frame.evaluate(() => ({ title: document.title, text: document.body.innerText }));
  return title || text;
}
