import { realpathSync } from 'node:fs';
import path from 'node:path';

/**
 * A path relative to a folder, by either name of the folder: the one that is given, and where it really lies. Forward
 * slashes; empty for the folder itself, undefined outside of it. What the path names need not exist. Links below the
 * folder are not followed, so a link that leads out keeps its name here; whether it may be used is for `resolveInside`
 * to say.
 * @param file relative ones are taken from where the folder really lies
 */
export function relativeByName(folder: string, file: string): string | undefined {
  const named = path.isAbsolute(file) ? below(folder, file) : undefined;
  if (named !== undefined) return named;
  const real = realName(folder);
  const whole = path.resolve(real, file);
  return below(real, whole) ?? below(real, realName(whole));
}

/** Where a path really lies: of what is not there, the nearest folder above that is. Letter case as the disk has it. */
export function realName(file: string): string {
  const missing: string[] = [];
  for (let at = file; ;) {
    try {
      return path.join(realpathSync.native(at), ...missing);
    } catch {
      const parent = path.dirname(at);
      if (parent === at) return file;
      missing.unshift(path.basename(at));
      at = parent;
    }
  }
}

function below(folder: string, file: string): string | undefined {
  const inner = path.relative(folder, file);
  return inner === '..' || inner.startsWith(`..${path.sep}`) || path.isAbsolute(inner)
    ? undefined
    : inner.split(path.sep).join('/');
}
