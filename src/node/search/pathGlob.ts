import picomatch from 'picomatch';

/**
 * Matches paths as a glob of .gitignore or ripgrep does: one without a slash matches names at any depth, `!` negates.
 */
export function globMatcher(glob: string | undefined): (path: string) => boolean {
  if (!glob) return () => true;
  const negated = glob.startsWith('!');
  const matches = picomatch(rooted(negated ? glob.slice(1) : glob), { dot: true });
  return (path) => matches(path) !== negated;
}

/** Whether a path is left out by a glob: it, or a folder that it lies in, matches. */
export function exclusionMatcher(glob: string | undefined): (path: string) => boolean {
  if (!glob) return () => false;
  const matches = globMatcher(glob);
  return (path) => path.split('/').some((_, at, parts) => matches(parts.slice(0, at + 1).join('/')));
}

/** Whether a glob names something hidden (`.github/**`, `.eslintrc*`); only then are hidden files looked at. */
export function namesHidden(glob: string | undefined): boolean {
  return glob !== undefined && !glob.startsWith('!') && /(?:^|[/{,])\.(?!\.?\/)[^/.*]/.test(glob);
}

function isPlainPath(glob: string): boolean {
  return !/[*?{}[\]()!\\]/.test(glob);
}

/**
 * The lines of an ignore file that leave out what a glob does not match, and the folders that it cannot reach into;
 * undefined where ripgrep's globs may mean something else than ours. It may leave too much in, never too little.
 */
export function narrowingRules(glob: string): string[] | undefined {
  if (/[\r\n()!]|\s$/.test(glob)) return undefined;
  const wanted = rooted(glob);
  const folders = wanted.split('/').slice(0, -1);
  const isFixed = folders.findIndex((folder) => !isPlainPath(folder));
  const fixed = folders.slice(0, isFixed < 0 ? folders.length : isFixed);
  const reach = fixed.flatMap((_, depth) => [
    `/${[...fixed.slice(0, depth), '*'].join('/')}/`,
    `!/${fixed.slice(0, depth + 1).join('/')}/`,
  ]);
  return ['*', '!*/', `!/${wanted}`, ...reach, ...(namesHidden(glob) ? [] : ['.*'])];
}

/** From the root: `*.ts` becomes `**\/*.ts`, `./a` becomes `a`, `a/` everything in it. */
function rooted(glob: string): string {
  const bare = glob.replace(/^\.?\//, '').replace(/\/$/, '/**');
  return bare.includes('/') || /^\*\*$/.test(bare) ? bare : `**/${bare}`;
}
