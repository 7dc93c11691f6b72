import { isCancelled } from '../../base/errors';

/** What comes of some asking, or undefined where it fails: the brief does without. Being cancelled is no failure. */
export async function quietly<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (isCancelled(error)) throw error;
    return undefined;
  }
}
