import type { Picture } from '../webview/gallery/takePictures';
import { tidy } from './acts';
import { pictureFile, pictureName, takeInThemes } from './camera';
import type { Scene, Shoot } from './scene';
import { takeCommandPictures } from './palette/takeCommandPictures';
import { chatQuestions } from './scenes/chatQuestions';
import { chatRuns } from './scenes/chatRuns';
import { interrupted, notificationScenes } from './scenes/notifications';
import { offlineScenes } from './scenes/offline';
import { sessionScenes } from './scenes/sessions';
import { watchingScenes } from './scenes/watching';
import { openStage, type Stage, type StageOptions } from './stage';

/** What came of it: the pictures, and each state that was not reached with the reason. */
export interface Taken {
  readonly pictures: readonly Picture[];
  readonly missing: readonly string[];
}

/** The scenes by window: a window takes long to open. */
const windows: readonly (StageOptions & { readonly scenes: readonly Scene[] })[] = [
  { withModel: false, scenes: offlineScenes },
  { withModel: true, scenes: [...sessionScenes, ...notificationScenes, ...chatRuns, ...chatQuestions, interrupted] },
  { withModel: true, watches: true, scenes: watchingScenes },
];

/**
 * Takes pictures of the editor's states in two themes into a folder, and of what each command shows in one. `isWanted` takes a group and a name. A scene is
 * played as far as its last wanted picture; where it breaks off, the rest of its states are missing and the next scene
 * is played.
 */
export async function takeEditorPictures(
  folder: string,
  isWanted: (group: string, name: string) => boolean,
): Promise<Taken> {
  const pictures: Picture[] = [];
  const missing: string[] = [];
  for (const { scenes, ...options } of windows) {
    const wanted = scenes.filter(({ shots }) => shots.some((shot) => isWanted(...partsOf(shot))));
    if (wanted.length === 0) continue;
    const stage = await openStage(options);
    try {
      for (const scene of wanted) missing.push(...(await playScene(scene, stage, { folder, isWanted, pictures })));
    } finally {
      await stage.close();
    }
  }
  const commands = await takeCommandPictures(folder, isWanted);
  return { pictures: [...pictures, ...commands.pictures], missing: [...missing, ...commands.missing] };
}

interface Album {
  readonly folder: string;
  readonly isWanted: (group: string, name: string) => boolean;
  /** Gets each picture that is taken. */
  readonly pictures: Picture[];
}

/** Where a scene has shown all that is wanted. */
const curtain = new Error('All that is wanted has been shown.');

/** Plays a scene; returns what was not reached. */
async function playScene(scene: Scene, stage: Stage, { folder, isWanted, pictures }: Album): Promise<string[]> {
  const left = new Set<string>(scene.shots.filter((shot) => isWanted(...partsOf(shot))));
  const shoot: Shoot = async (shot, part) => {
    if (left.size === 0) throw curtain;
    if (!left.has(shot)) return;
    const [group, name] = partsOf(shot);
    const themes = await takeInThemes(stage, (theme) => pictureFile(folder, group, name, theme), part);
    pictures.push(...themes.map((variant) => ({ group, name, variant, file: pictureName(group, name, variant) })));
    left.delete(shot);
    console.log(`  ${shot}`);
  };
  try {
    await tidy(stage);
    await scene.play(stage, shoot);
    return [...left].map((shot) => `${shot}: its scene never comes to it`);
  } catch (error) {
    if (error === curtain || left.size === 0) return [];
    const file = pictureFile(folder, 'missed', partsOf([...left][0] ?? scene.shots[0]!)[1], 'instead');
    await stage.page.screenshot({ path: file }).catch(() => undefined);
    const [first, ...more] = left;
    console.log(`  ${first} is missing: ${reasonOf(error)}`);
    return [`${first}: ${reasonOf(error)}\n  instead: ${file}`, ...more.map((shot) => `${shot}: behind ${first}`)];
  }
}

function partsOf(shot: string): [group: string, name: string] {
  const [group = '', name = ''] = shot.split('/');
  return [group, name];
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message.split('\n').slice(0, 6).join('\n  ') : String(error);
}
