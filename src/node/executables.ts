import { access, constants } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';

const isWindows = process.platform === 'win32';

/** Whether a file is there and may be started. */
export async function isExecutable(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}

/** The first of these file names that can be started, by the PATH; its full path. */
export async function findOnPath(...names: readonly string[]): Promise<string | undefined> {
  // A relative entry of the PATH would lead into the folder that we happen to run in.
  for (const folder of (process.env['PATH'] ?? '').split(delimiter).filter(isAbsolute))
    for (const name of names) if (await isExecutable(join(folder, name))) return join(folder, name);
  return undefined;
}

/** Whether a program of that name is found by the PATH. */
export async function isOnPath(name: string): Promise<boolean> {
  const files = isWindows ? ['.exe', '.cmd', '.bat'].map((ending) => name + ending) : [name];
  return (await findOnPath(...files)) !== undefined;
}
