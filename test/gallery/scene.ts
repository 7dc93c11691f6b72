import type { Stage } from './stage';

/** What a picture of the editor is of. */
type Group = 'Chat' | 'View' | 'Status bar' | 'Notification' | 'Command' | 'Watching';

/** The part of the window that a picture shows; the whole window where none is named. */
export type Part = 'sidebar' | 'status bar' | 'notifications';

/** Takes the picture of this name, in each theme, where it is wanted. */
export type Shoot = (shot: string, part?: Part) => Promise<void>;

/**
 * A script that goes through some states of the editor and stops at each for a picture. It begins and ends anywhere:
 * the editor is tidied before it.
 */
export interface Scene {
  /** Its pictures in order, as `Group/name`. */
  readonly shots: readonly `${Group}/${string}`[];
  readonly play: (stage: Stage, shoot: Shoot) => Promise<void>;
}
