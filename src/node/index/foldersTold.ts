/** Where files lie, by what was said of others in the same folder. */
export interface FoldersTold {
  begin(): void;
  tell(path: string, file: string): void;
  /** Where a path leads; undefined where nothing was said of its folder. */
  fileOf(path: string): string | undefined;
}

/** Remembers where the outermost folders of a workspace lie, a handful of texts, rather than where each file does. */
export function createFoldersTold(): FoldersTold {
  /** By the first part of paths, with its slash; empty for files in no folder. */
  const roots = new Map<string, string>();
  const firstOf = (path: string) => path.slice(0, path.indexOf('/') + 1);
  return {
    begin: () => roots.clear(),
    tell(path, file) {
      const first = firstOf(path);
      if (roots.has(first)) return;
      const rest = path.slice(first.length);
      const plain = file.replaceAll('\\', '/');
      if (plain.endsWith(`/${rest}`)) roots.set(first, plain.slice(0, -rest.length));
    },
    fileOf(path) {
      const first = firstOf(path);
      const root = roots.get(first);
      return root === undefined ? undefined : root + path.slice(first.length);
    },
  };
}
