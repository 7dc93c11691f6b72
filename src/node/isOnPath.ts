import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

const isWindows = process.platform === 'win32';

/** Whether a program of that name is found by the PATH. */
export async function isOnPath(name: string): Promise<boolean> {
  const files = isWindows ? ['.exe', '.cmd', '.bat'].map((ending) => name + ending) : [name];
  const places = (process.env['PATH'] ?? '')
    .split(delimiter)
    .filter(Boolean)
    .flatMap((folder) => files.map((file) => join(folder, file)));
  for (const place of places) {
    const found = await access(place, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (found) return true;
  }
  return false;
}
