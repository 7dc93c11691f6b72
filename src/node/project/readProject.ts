import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProjectFiles, ProjectPackages, ProjectTests } from '../../contracts/project';
import { setUpFixers } from '../fixers/rootFixers';
import { detectTests } from '../testRunners/detectTests';
import { diskProject } from '../testRunners/diskProject';
import { createOwnTests } from '../testRunners/ownTests';
import type { ProjectReader, TestCommand } from '../testRunners/testCommand';
import { countLanguages } from './countLanguages';
import { findPackages } from './findPackages';
import { findScripts, lineOfScript } from './findScripts';
import { parseJson } from '../testRunners/parseJson';

export interface ReadProjectOptions {
  /** Absolute. */
  readonly root: string;
  /** Paths of its files, relative to it, and whether there are more. */
  readonly files: readonly string[];
  readonly isCut: boolean;
  /** As in `DetectOptions`. */
  readonly settings: { readonly command: string; readonly framework: string };
  /** Names of fixers that are left out; undefined: all are. */
  readonly skipFixers: readonly string[] | undefined;
}

/** In more packages nobody looks for fixers. */
const mostFolders = 50;

/** Reads what a project's own files say of it. Nothing of it is run. */
export async function readProject({
  root,
  files,
  isCut,
  settings,
  skipFixers,
}: ReadProjectOptions): Promise<ProjectFiles> {
  const project = diskProject(root);
  const packages = await findPackages(files, project);
  const folders = packages.all.slice(0, mostFolders).map(({ path }) => path);
  const [command, fixers, scripts, unreadable] = await Promise.all([
    detectTests({ root, settings, project }),
    skipFixers && setUpFixers(root, folders, skipFixers),
    findScripts(project),
    findUnreadable(root, project),
  ]);
  const isSet = settings.command.trim() !== '';
  const tests = command && (await describeTests(command, project));
  return {
    languages: countLanguages(files),
    isCut,
    packages: isSet ? packages : await withTests(packages, { root, whole: command, framework: settings.framework }),
    ...(tests && { tests }),
    ...(fixers && { fixers }),
    scripts,
    unreadable,
  };
}

/** What says how the tests are run; the setting, where no file does. */
async function describeTests({ line, framework, from }: TestCommand, project: ProjectReader): Promise<ProjectTests> {
  if (!from) return { command: line, framework, why: 'the setting flux.tests.command' };
  const isScript = from.by === 'script';
  const at = isScript ? lineOfScript((await project.readText(from.file)) ?? '', 'test') : undefined;
  return {
    command: line,
    framework,
    why: from.why,
    place: { path: from.file, ...(at !== undefined && { line: at }) },
  };
}

interface Whole {
  readonly root: string;
  readonly whole: TestCommand | undefined;
  readonly framework: string;
}

/** The packages with how the tests of each are run, where they are run in it. */
async function withTests({ all, why }: ProjectPackages, { root, whole, framework }: Whole): Promise<ProjectPackages> {
  const own = createOwnTests(root, whole, framework);
  const found = await Promise.all(all.map(({ path }) => own.in(path)));
  return {
    why,
    all: all.map((each, at) => ({ ...each, ...(found[at] && { tests: found[at].command.line }) })),
  };
}

/** Files of JSON that tell much, where they are damaged or far too large. */
async function findUnreadable(root: string, project: ProjectReader): Promise<ProjectFiles['unreadable']> {
  const found = await Promise.all(
    ['package.json', 'lerna.json'].map(async (path) => {
      const isFile = await stat(join(root, path)).then(
        (stats) => stats.isFile(),
        () => false,
      );
      if (!isFile) return [];
      const text = await project.readText(path);
      if (text === undefined) return [{ path, why: 'too large or not readable' }];
      return typeof parseJson(text) === 'object' ? [] : [{ path, why: 'not valid JSON' }];
    }),
  );
  return found.flat();
}
