import picomatch from 'picomatch';

/** Whether a path is hidden by one of some globs, which may name it or a folder above; undefined without globs. */
export function hiddenBy(globs: readonly string[]): ((path: string) => boolean) | undefined {
  if (globs.length === 0) return undefined;
  const matches = picomatch([...globs], { dot: true, flags: 's' });
  return (path) => path.split('/').some((_, index, parts) => matches(parts.slice(0, index + 1).join('/')));
}
