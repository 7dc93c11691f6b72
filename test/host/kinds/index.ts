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

/** Runs the tests of the kind that the scene names. */
export const run = () => {
  const load = kinds[process.env['FLUX_TEST_KIND'] ?? ''];
  if (!load) throw new Error(`No such kind: ${process.env['FLUX_TEST_KIND']}.`);
  return runMocha([load]);
};
