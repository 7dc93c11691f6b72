import type { Lock } from '../contracts/tool';

/** A path as models write it, made comparable: forward slashes, no leading `./`, no doubled slashes. Checks nothing. */
export function tidyPath(path: string): string {
  return path
    .trim()
    .replace(/\\/g, '/')
    .replace(/\/{2,}/g, '/')
    .replace(/^(?:\.\/)+/, '');
}

/** Tidied paths, each once, in their order. */
export function tidyPaths(paths: readonly unknown[] | undefined): string[] {
  const texts = (paths ?? []).filter((path): path is string => typeof path === 'string' && path.trim() !== '');
  return [...new Set(texts.map(tidyPath))];
}

/** What a writer of these paths must have: each path alone, the tree shared. */
export function writeLocks(paths: readonly string[]): Lock[] {
  return [...paths.map((path): Lock => ({ key: `path:${path}`, mode: 'write' })), { key: 'tree', mode: 'read' }];
}

/** Names for a person or a model: `a.ts`, `a.ts and b.ts`, `a.ts, b.ts and 3 more`. */
export function nameSome(names: readonly string[], most = 3): string {
  const shown = names.slice(0, names.length === most + 1 ? most + 1 : most);
  const rest = names.length - shown.length;
  if (rest > 0) return `${shown.join(', ')} and ${rest} more`;
  return shown.length < 2 ? (shown[0] ?? '') : `${shown.slice(0, -1).join(', ')} and ${shown[shown.length - 1]}`;
}
