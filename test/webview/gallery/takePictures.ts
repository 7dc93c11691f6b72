import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { fixtures } from '../fixtures';
import { themes, type ThemeName } from '../themes';
import { openGallery } from './openGallery';
import { galleryStates } from './states';

/** A picture that was taken. `group` and `name` say of what, `variant` in which theme. */
export interface Picture {
  readonly group: string;
  readonly name: string;
  readonly variant: string;
  /** Relative to the gallery's folder. */
  readonly file: string;
}

const group = 'Panel';

/**
 * Takes pictures of the panel's states in all four themes into a folder. `isWanted` takes a group and a name.
 * @throws Error where a page complained while it was drawn
 */
export async function takePanelPictures(
  folder: string,
  isWanted: (group: string, name: string) => boolean,
): Promise<readonly Picture[]> {
  const shown = galleryStates.filter(({ name }) => isWanted(group, name));
  if (shown.length === 0) return [];
  const gallery = await openGallery();
  const pictures: Picture[] = [];
  const complaints: string[] = [];
  await mkdir(folder, { recursive: true });
  for (const { name, state, width = 760, height = 700, zoom = 1, motion, act } of shown)
    for (const theme of Object.keys(themes) as ThemeName[]) {
      // A zoomed editor's page has as many pixels and less room.
      const panel = await gallery.open({
        theme,
        width: Math.round(width / zoom),
        height: Math.round(height / zoom),
        scale: zoom,
        motion,
      });
      await panel.page.clock.setFixedTime(fixtures[state]!.session.updatedAt + 3_000);
      await panel.show(fixtures[state]!);
      await act?.(panel);
      await panel.settled();
      const file = `panel-${name}-${theme}.png`;
      await panel.page.screenshot({ path: path.join(folder, file) });
      complaints.push(...panel.errors.map((error) => `${file}: ${error}`));
      pictures.push({ group, name, variant: theme, file });
      await panel.page.close();
    }
  await gallery.close();
  if (complaints.length > 0) throw new Error(complaints.join('\n'));
  return pictures;
}
