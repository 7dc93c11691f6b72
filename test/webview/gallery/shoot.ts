import { mkdir } from 'node:fs/promises';
import { fixtures } from '../fixtures';
import type { ThemeName } from '../themes';
import { openGallery, type PanelPage } from './openGallery';

/** Takes pictures of the panel's states into out/screenshots/panel-*.png; arguments choose states by name. */
interface Shot {
  readonly state: string;
  readonly theme?: ThemeName;
  readonly width?: number;
  readonly height?: number;
  readonly name?: string;
  readonly act?: (panel: PanelPage) => Promise<void>;
}

const openStep =
  (id: string) =>
  async ({ page }: PanelPage) => {
    await page.click(`[data-step="${id}"] .title`);
  };
const focusList = async ({ page }: PanelPage): Promise<void> => {
  await page.focus('.title[tabindex="0"]');
  await page.keyboard.press('ArrowDown');
};

const shots: Shot[] = [
  ...Object.keys(fixtures).map((state) => ({ state })),
  { state: 'asking', name: 'asking-open', act: openStep('edit'), height: 1150 },
  { state: 'asking', name: 'asking-open-light', theme: 'light', act: openStep('edit'), height: 1150 },
  { state: 'asking', name: 'asking-open-hc-dark', theme: 'hc-dark', act: openStep('edit'), height: 1150 },
  { state: 'asking', name: 'asking-open-hc-light', theme: 'hc-light', act: openStep('edit'), height: 1150 },
  { state: 'asking', name: 'asking-focus', act: focusList },
  {
    state: 'asking',
    name: 'asking-text',
    act: async (panel) => {
      await openStep('edit')(panel);
      await panel.page.click('text=Edit as text');
      await panel.page.fill('.edit textarea >> nth=0', 'Reject addresses without a domain.');
    },
    height: 1000,
  },
  { state: 'asking', name: 'asking-narrow', width: 320, act: openStep('edit'), height: 900 },
  { state: 'problem', name: 'problem-open', act: openStep('edit') },
  { state: 'running', name: 'running-light', theme: 'light' },
  { state: 'running', name: 'running-hc-dark', theme: 'hc-dark' },
  { state: 'failedTests', name: 'failed-open-light', theme: 'light', act: openStep('run'), height: 1000 },
  { state: 'failedTests', name: 'failed-hc-light', theme: 'hc-light', height: 900 },
  { state: 'failedTests', name: 'failed-narrow', width: 320, height: 1100 },
  { state: 'complete', name: 'complete-light', theme: 'light' },
  { state: 'complete', name: 'complete-open', act: openStep('edit'), height: 900 },
  { state: 'hostile', name: 'hostile-narrow', width: 320, height: 1200, act: openStep('h0') },
  { state: 'hostile', name: 'hostile-open', height: 1300, act: openStep('h0') },
  { state: 'questions', name: 'questions-light', theme: 'light' },
  { state: 'delta', name: 'delta-light', theme: 'light' },
  { state: 'permission', name: 'permission-light', theme: 'light' },
  { state: 'permission', name: 'permission-hc-dark', theme: 'hc-dark' },
  { state: 'unclear', name: 'unclear-hc-light', theme: 'hc-light' },
];

const wanted = process.argv.slice(2);
const gallery = await openGallery();
await mkdir('out/screenshots', { recursive: true });
for (const { state, theme, width, height, act, name = state } of shots) {
  const fixture = fixtures[state];
  if (!fixture || (wanted.length > 0 && !wanted.includes(name))) continue;
  const panel = await gallery.open({ theme, width, height });
  await panel.show(fixture);
  await act?.(panel);
  await panel.page.waitForTimeout(60);
  await panel.page.screenshot({ path: `out/screenshots/panel-${name}.png` });
  if (panel.errors.length > 0) console.log(name, panel.errors);
  await panel.page.close();
}
console.log(gallery.sizes);
await gallery.close();
