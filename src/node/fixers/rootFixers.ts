import type { ProjectFixer } from '../../contracts/project';
import { findFixers } from './findFixers';

/** A name for each sort of file that a fixer may look at. */
const samples = ['a.ts', 'a.css', 'a.md', 'a.py', 'a.rb', 'a.go', 'a.rs', 'a.c', 'a.dart', 'a.ex'] as const;

/** The fixers that a folder is set up for at its top, by name; those that are not installed apart. */
export interface RootFixers {
  readonly installed: readonly string[];
  readonly missing: readonly string[];
}

/** @param skip names of fixers that are left out */
export async function rootFixers(root: string, skip: readonly string[]): Promise<RootFixers> {
  const all = await setUpFixers(root, [], skip);
  const named = (wanted: boolean) => all.flatMap(({ name, isInstalled }) => (isInstalled === wanted ? name : []));
  return { installed: named(true), missing: named(false) };
}

/**
 * The fixers that a folder is set up for at its top or in these folders below it, each once.
 * @param skip names of fixers that are left out
 */
export async function setUpFixers(
  root: string,
  below: readonly string[],
  skip: readonly string[],
): Promise<ProjectFixer[]> {
  const paths = ['', ...below].flatMap((folder) => samples.map((name) => (folder === '' ? name : `${folder}/${name}`)));
  const byName = new Map<string, ProjectFixer>();
  for (const { fixer, executable, markedBy } of await findFixers(root, paths, skip)) {
    const known = byName.get(fixer.name);
    const isInstalled = executable !== undefined || known?.isInstalled === true;
    byName.set(fixer.name, { name: fixer.name, isInstalled, place: known?.place ?? { path: markedBy } });
  }
  return [...byName.values()];
}
