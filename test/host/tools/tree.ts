import { lstatSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Every file and folder below a folder, with bytes and permissions; the repository's own data left out. */
export function readTree(folder: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (name === '.git' || name.startsWith('.git/')) continue;
    const stats = lstatSync(join(folder, name));
    const mode = (stats.mode & 0o777).toString(8);
    found[name] = stats.isDirectory()
      ? `folder ${mode}`
      : `${mode} ${readFileSync(join(folder, name)).toString('base64')}`;
  }
  return found;
}
