import picomatch from 'picomatch';

/** Matches paths as a glob of .gitignore or ripgrep does: one without a slash matches names at any depth, `!` negates. */
export function globMatcher(glob: string | undefined): (path: string) => boolean {
  if (!glob) return () => true;
  const negated = glob.startsWith('!');
  const bare = (negated ? glob.slice(1) : glob).replace(/^\.?\//, '').replace(/\/$/, '/**');
  const matches = picomatch(bare.includes('/') ? bare : `**/${bare}`, { dot: true });
  return (path) => matches(path) !== negated;
}
