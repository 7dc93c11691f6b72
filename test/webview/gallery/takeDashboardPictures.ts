import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { dashboards, openDashboards, type DashboardPage } from '../dashboardFixtures';
import { themes, type ThemeName } from '../themes';
import type { Picture } from './takePictures';

const group = 'Dashboard';

interface Shown {
  readonly name: string;
  readonly state: keyof typeof dashboards;
  readonly width?: number;
  readonly act?: (page: DashboardPage) => Promise<void>;
}

const states: readonly Shown[] = [
  { name: 'busy', state: 'busy' },
  { name: 'one', state: 'one' },
  { name: 'quiet', state: 'quiet' },
  { name: 'empty', state: 'empty' },
  { name: 'busy-narrow', state: 'busy', width: 320 },
  {
    name: 'tables',
    state: 'busy',
    async act({ page, settled }) {
      const closed = page.getByRole('button', { name: 'Show as table' });
      while ((await closed.count()) > 0) {
        await closed.first().click();
        await settled();
      }
      await page.locator('[data-card="tokens"] .columns').focus();
      await page.keyboard.press('ArrowLeft');
    },
  },
];

/**
 * Takes pictures of the dashboard in all four themes into a folder, whole pages each. `isWanted` takes a group and a
 * name. @throws Error where a page complained while it was drawn
 */
export async function takeDashboardPictures(
  folder: string,
  isWanted: (group: string, name: string) => boolean,
): Promise<readonly Picture[]> {
  const shown = states.filter(({ name }) => isWanted(group, name));
  if (shown.length === 0) return [];
  const gallery = await openDashboards();
  const pictures: Picture[] = [];
  const complaints: string[] = [];
  await mkdir(folder, { recursive: true });
  for (const { name, state, width = 1000, act } of shown)
    for (const theme of Object.keys(themes) as ThemeName[]) {
      const dashboard = await gallery.open({ theme, width, height: 800 });
      await dashboard.show(dashboards[state]);
      await act?.(dashboard);
      await dashboard.settled();
      // The page scrolls within itself: a window as high as its content shows all of it.
      const height = await dashboard.page.locator('.dashboard').evaluate((main) => main.scrollHeight);
      await dashboard.page.setViewportSize({ width, height });
      await dashboard.settled();
      const file = `dashboard-${name}-${theme}.png`;
      await dashboard.page.screenshot({ path: path.join(folder, file) });
      complaints.push(...dashboard.errors.map((error) => `${file}: ${error}`));
      pictures.push({ group, name, variant: theme, file });
      await dashboard.page.close();
    }
  await gallery.close();
  if (complaints.length > 0) throw new Error(complaints.join('\n'));
  return pictures;
}
