import { runMocha } from '../harness';

const kinds: Readonly<Record<string, () => Promise<unknown>>> = {
  node: () => import('./node.test'),
  python: () => import('./python.test'),
  rust: () => import('./rust.test'),
  several: () => import('./several.test'),
  git: () => import('./git.test'),
  oddFiles: () => import('./oddFiles.test'),
  oddRuns: () => import('./oddRuns.test'),
};

/** Runs the tests of the kinds that the scene names, separated by blanks. */
export const run = () =>
  runMocha(
    (process.env['FLUX_TEST_KIND'] ?? '').split(' ').map((kind) => {
      const load = kinds[kind];
      if (!load) throw new Error(`No such kind: ${kind}.`);
      return load;
    }),
  );
