import { join } from 'node:path';
import { detectTests } from './detectTests';
import { diskProject } from './diskProject';
import type { TestCommand } from './testCommand';

/** How the tests of one package of a project are run. */
export interface OwnTests {
  /** The package's folder, relative to the project's. */
  readonly folder: string;
  readonly command: TestCommand;
}

/** Finds the tests that packages of a project have of their own. What was found is kept: for one run. */
export interface OwnTestsFinder {
  /** Those of the innermost package that a file lies in; undefined where the project's own command runs them. */
  of(file: string): Promise<OwnTests | undefined>;
  /** Those of the package in a folder, as `of`. */
  in(folder: string): Promise<OwnTests | undefined>;
}

/** Files that make a folder a package with a runner of its own. */
const marks = [
  'package.json',
  'pyproject.toml',
  'setup.cfg',
  'setup.py',
  'go.mod',
  'Cargo.toml',
  'pom.xml',
  'composer.json',
  'Gemfile',
];

/**
 * @param root absolute path of the project
 * @param whole how the project's tests are run as a whole, if at all
 * @param framework the setting `tests.framework`
 */
export function createOwnTests(root: string, whole: TestCommand | undefined, framework: string): OwnTestsFinder {
  const known = new Map<string, Promise<OwnTests | undefined>>();
  const find = async (folder: string): Promise<OwnTests | undefined> => {
    const depth = folder.split('/').length;
    const project = diskProject(join(root, folder), depth);
    const isPackage = (await Promise.all(marks.map(project.exists))).includes(true);
    if (!isPackage) return undefined;
    const command = await detectTests({ root: join(root, folder), settings: { command: '', framework }, project });
    return command && isOwn(command, whole) ? { folder, command } : undefined;
  };
  const inFolder = (folder: string) => {
    const found = known.get(folder) ?? find(folder);
    known.set(folder, found);
    return found;
  };
  return {
    in: inFolder,
    async of(file) {
      for (const folder of foldersOf(file)) {
        const found = await inFolder(folder);
        if (found) return found;
      }
      return undefined;
    },
  };
}

/** Whether a package's tests are run in it, and not by the whole project's command. */
function isOwn(own: TestCommand, whole: TestCommand | undefined): boolean {
  if (!whole || languageOf(own) !== languageOf(whole)) return true;
  if (languageOf(own) === 'go') return true;
  if (languageOf(own) === 'python') return own.from?.by === 'runner';
  if (languageOf(own) !== 'script') return false;
  // A script that cannot be told to run a part is no better than a command of the project's that can.
  if (own.from?.by === 'script') return (own.passOn !== undefined || whole.passOn === undefined) && !leaves(own);
  return whole.framework === 'unknown';
}

/** Whether a script only calls what is set up above the package. */
function leaves({ script = '' }: TestCommand): boolean {
  return /^\s*cd\s+\.\./.test(script);
}

/** What only scripts of package.json can be is nothing else. */
const runners = ['mocha', 'vitest', 'jest', 'node', 'ava', 'tap', 'bun', 'unknown'];

function languageOf({ framework }: TestCommand): string {
  if (runners.includes(framework)) return 'script';
  return framework === 'pytest' || framework === 'unittest' ? 'python' : framework;
}

/** The folders that a file lies in, the innermost first, without the project's. */
function foldersOf(file: string): string[] {
  const parts = file.split('/').slice(0, -1);
  return parts.map((_, at) => parts.slice(0, parts.length - at).join('/'));
}
