import { findings, fixtures } from '../fixtures';
import type { PanelPage } from './openGallery';

/** One picture of the panel, taken in each theme. */
export interface GalleryState {
  readonly name: string;
  readonly state: string;
  readonly width?: number;
  readonly height?: number;
  /** How much the page is enlarged, as by the editor's zoom. */
  readonly zoom?: number;
  readonly motion?: 'reduce' | 'no-preference';
  /** What is done before the picture is taken. */
  readonly act?: (panel: PanelPage) => Promise<void>;
}

const openStep = (id: string) => async (panel: PanelPage) => {
  await panel.page.click(`[data-step="${id}"] .title`);
};

const openFound =
  (id: string, ...found: string[]) =>
  async (panel: PanelPage) => {
    await openStep(id)(panel);
    for (const name of found) await panel.send(findings[name]!);
  };

const openExchange = async (panel: PanelPage): Promise<void> => {
  await openFound('edit', 'changes')(panel);
  await panel.page.click('[data-step="edit"] >> text=Show model exchange');
  await panel.send(findings['exchange']!);
  await panel.page.locator('.call').first().scrollIntoViewIfNeeded();
};

const focusList = async ({ page }: PanelPage): Promise<void> => {
  await page.focus('.title[tabindex="0"]');
  await page.keyboard.press('ArrowDown');
};

const editAsText = async (panel: PanelPage): Promise<void> => {
  await openStep('edit')(panel);
  await panel.page.click('text=Edit as text');
  await panel.page.fill('.edit textarea >> nth=0', 'Reject addresses without a domain.');
};

/** Every state of the panel, and the ways of looking at it that have gone wrong before. */
export const galleryStates: readonly GalleryState[] = [
  ...Object.keys(fixtures).map((state): GalleryState => ({ name: state, state })),
  { name: 'asking-open', state: 'asking', act: openStep('edit'), height: 1150 },
  { name: 'asking-focus', state: 'asking', act: focusList },
  { name: 'asking-text', state: 'asking', act: editAsText, height: 1000 },
  { name: 'asking-narrow', state: 'asking', width: 320, act: openStep('edit'), height: 900 },
  { name: 'asking-zoomed', state: 'asking', zoom: 2, height: 900 },
  { name: 'asking-moving', state: 'asking', motion: 'no-preference' },
  { name: 'problem-open', state: 'problem', act: openStep('edit') },
  { name: 'running-open', state: 'running', act: openFound('edit', 'changes'), height: 1000 },
  { name: 'running-narrow', state: 'running', width: 320 },
  { name: 'running-zoomed', state: 'running', zoom: 2, height: 900 },
  { name: 'exchange', state: 'running', act: openExchange, height: 1000 },
  { name: 'exchange-narrow', state: 'running', act: openExchange, width: 320, height: 1000 },
  { name: 'failed-open', state: 'failedTests', act: openStep('run'), height: 1000 },
  { name: 'failed-narrow', state: 'failedTests', width: 320, height: 1100 },
  { name: 'complete-open', state: 'complete', act: openFound('edit', 'changes'), height: 1200 },
  { name: 'complete-narrow', state: 'complete', width: 320, height: 1000 },
  { name: 'undone-open', state: 'undone', act: openFound('edit', 'changes'), height: 1200 },
  { name: 'thirty-narrow', state: 'thirty', width: 320, height: 1200 },
  { name: 'thirty-zoomed', state: 'thirty', zoom: 2, height: 900 },
  { name: 'rightToLeft-open', state: 'rightToLeft', act: openStep('edit'), height: 1150 },
  { name: 'questionOpen-narrow', state: 'questionOpen', width: 320, height: 1000 },
  { name: 'hostile-narrow', state: 'hostile', width: 320, height: 1200, act: openStep('h0') },
  { name: 'hostile-open', state: 'hostile', height: 1300, act: openStep('h0') },
];
