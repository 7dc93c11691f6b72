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
  const jobs = await findFixers(root, samples, skip);
  const named = (isInstalled: boolean) => [
    ...new Set(jobs.flatMap(({ fixer, executable }) => ((executable !== undefined) === isInstalled ? fixer.name : []))),
  ];
  return { installed: named(true), missing: named(false) };
}
