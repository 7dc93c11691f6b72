import path from 'node:path';
import { steadyPicture } from '../harness/screenshot.mjs';
import type { Part } from './scene';
import type { Stage } from './stage';

const editorThemes = ['dark', 'light'] as const;
type EditorTheme = (typeof editorThemes)[number];

const parts: Readonly<Record<Part, string>> = {
  sidebar: '.part.activitybar, .part.sidebar',
  'status bar': '.part.statusbar',
  notifications: '.notifications-toasts',
};

/**
 * Takes a picture in each theme, the present one first, so that the theme changes once a picture.
 * @returns the themes
 */
export async function takeInThemes(
  stage: Stage,
  fileOf: (theme: EditorTheme) => string,
  part?: Part,
): Promise<readonly EditorTheme[]> {
  const isDark = await stage.page.locator('.monaco-workbench.vs-dark').isVisible();
  const order = isDark ? editorThemes : editorThemes.toReversed();
  for (const theme of order) {
    await turnTo(theme, stage);
    await steadyPicture(stage.page, fileOf(theme), part && (await boxOf(part, stage)));
  }
  return editorThemes;
}

/** Changes the theme as the system's does, so that the focus and what is open stay. */
async function turnTo(theme: EditorTheme, { page }: Stage): Promise<void> {
  await page.emulateMedia({ colorScheme: theme });
  await page.locator(`.monaco-workbench:${theme === 'dark' ? 'is' : 'not'}(.vs-dark)`).waitFor();
}

/** The smallest box around a part of the window, with a little around it. */
async function boxOf(part: Part, { page }: Stage): Promise<{ x: number; y: number; width: number; height: number }> {
  const boxes = await page.locator(parts[part]).evaluateAll((elements) =>
    elements.map((element) => {
      const { left, top, right, bottom } = element.getBoundingClientRect();
      return { left, top, right, bottom };
    }),
  );
  const seen = boxes.filter(({ left, right, top, bottom }) => right > left && bottom > top);
  if (seen.length === 0) throw new Error(`There is no ${part} to take a picture of.`);
  const { width, height } = page.viewportSize() ?? { width: 1400, height: 900 };
  const left = Math.max(0, Math.min(...seen.map((box) => box.left)) - 8);
  const top = Math.max(0, Math.min(...seen.map((box) => box.top)) - (part === 'status bar' ? 80 : 8));
  const right = part === 'status bar' ? 720 : Math.max(...seen.map((box) => box.right)) + 8;
  const bottom = Math.max(...seen.map((box) => box.bottom)) + 8;
  return { x: left, y: top, width: Math.min(width, right) - left, height: Math.min(height, bottom) - top };
}

/** Where a picture lies in the gallery's folder. */
export function pictureFile(folder: string, group: string, name: string, variant: string): string {
  return path.join(folder, pictureName(group, name, variant));
}

/** A picture's file name. */
export function pictureName(group: string, name: string, variant: string): string {
  return `${group.toLowerCase().replaceAll(' ', '-')}-${name}-${variant}.png`;
}
