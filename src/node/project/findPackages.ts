import type { ProjectPackage, ProjectPackages } from '../../contracts/project';
import { parseJson } from '../testRunners/parseJson';
import type { ProjectReader } from '../testRunners/testCommand';
import { declaredPackages, tomlTable, type Declaration } from './declaredPackages';

/** The files that make a folder a package, the one that counts first where several lie in a folder. */
const manifestNames = ['package.json', 'pyproject.toml', 'go.mod', 'Cargo.toml'] as const;

/** All of them, as a glob. */
export const manifestGlob = `**/{${manifestNames.join(',')}}`;

/** Folders whose packages are no part of the project, unless it says that they are. */
const samples =
  /(?:^|\/)(?:node_modules|vendor|third_party|tests?|__tests__|specs?|fixtures?|__fixtures__|testdata|examples?|samples?|templates?|target|dist|build)\//;

/**
 * The packages of a project that has several: those that it names; where it names none, every folder below it with a
 * manifest of its own. The project itself is not among them.
 * @param files paths of the project's files, relative to its folder, or at least those of all manifests
 */
export async function findPackages(files: readonly string[], project: ProjectReader): Promise<ProjectPackages> {
  const manifests = files.filter((path) => path.includes('/') && isManifest(nameOf(path)));
  const declared = await declaredPackages(project);
  const chosen = declared.length > 0 ? named(manifests, declared) : unnamed(manifests);
  const all = await Promise.all(
    chosen.map(async (manifest): Promise<ProjectPackage> => {
      const path = folderOf(manifest);
      return { name: await readName(manifest, project), path, manifest };
    }),
  );
  const why = declared.length > 0 ? declared.map((each) => each.why) : unnamedWhy(chosen);
  return { all, why: all.length > 0 ? why : [] };
}

function named(manifests: readonly string[], declared: readonly Declaration[]): string[] {
  return onePerFolder(
    manifests.filter((path) =>
      declared.some(({ manifest, holds }) => nameOf(path) === manifest && holds(folderOf(path))),
    ),
  );
}

function unnamed(manifests: readonly string[]): string[] {
  return onePerFolder(manifests.filter((path) => !samples.test(path)));
}

function unnamedWhy(chosen: readonly string[]): string[] {
  return manifestNames
    .filter((name) => chosen.some((path) => nameOf(path) === name))
    .map((name) => `folders with ${name}`);
}

/** By folder, in order. */
function onePerFolder(manifests: readonly string[]): string[] {
  const rank = (path: string) => manifestNames.findIndex((name) => name === nameOf(path));
  const byFolder = new Map<string, string>();
  for (const path of manifests) {
    const known = byFolder.get(folderOf(path));
    if (known === undefined || rank(path) < rank(known)) byFolder.set(folderOf(path), path);
  }
  return [...byFolder].sort(([one], [two]) => (one < two ? -1 : 1)).map(([, path]) => path);
}

/** What a package calls itself, else its folder. */
async function readName(manifest: string, project: ProjectReader): Promise<string> {
  const text = (await project.readText(manifest)) ?? '';
  const folder = nameOf(folderOf(manifest));
  return nameIn(nameOf(manifest), text)?.trim() || folder;
}

function nameIn(manifest: string, text: string): string | undefined {
  if (manifest === 'package.json') {
    const { name } = Object(parseJson(text)) as { name?: unknown };
    return typeof name === 'string' ? name : undefined;
  }
  if (manifest === 'go.mod') return /^module\s+(\S+)/m.exec(text)?.[1];
  const tables = manifest === 'Cargo.toml' ? ['package'] : ['project', 'tool.poetry'];
  return tables
    .map((table) => /^\s*name\s*=\s*["']([^"']+)["']/m.exec(tomlTable(text, table))?.[1])
    .find((name) => name !== undefined);
}

function isManifest(name: string): boolean {
  return manifestNames.some((each) => each === name);
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}
