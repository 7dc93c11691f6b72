import { parse } from 'yaml';
import { globMatcher } from '../search/pathGlob';
import { parseJson } from '../testRunners/parseJson';
import type { ProjectReader } from '../testRunners/testCommand';

/** What a project says its packages are. */
export interface Declaration {
  /** Where it says so, for people: `workspaces in package.json`. */
  readonly why: string;
  /** The name of the file that each such package has. */
  readonly manifest: string;
  /** Whether a folder, relative to the project's, is one of them. */
  readonly holds: (folder: string) => boolean;
}

/** What a project's own files say of its packages: npm, pnpm, Yarn and Bun, Lerna, Cargo, Go, uv. */
export async function declaredPackages(project: ProjectReader): Promise<Declaration[]> {
  const found: Declaration[] = [];
  for (const { file, manifest, why, globs } of sources) {
    const text = await project.readText(file);
    const wanted = text === undefined ? [] : readGlobs(() => globs(text));
    if (wanted.length > 0) found.push({ why, manifest, holds: folderMatcher(wanted) });
  }
  return found;
}

interface Source {
  readonly file: string;
  readonly manifest: string;
  readonly why: string;
  /** Globs of folders; what begins with `!` leaves out. */
  readonly globs: (text: string) => unknown;
}

const sources: readonly Source[] = [
  {
    file: 'package.json',
    manifest: 'package.json',
    why: 'workspaces in package.json',
    globs(text) {
      const { workspaces } = Object(parseJson(text)) as { workspaces?: unknown };
      return Array.isArray(workspaces) ? workspaces : (Object(workspaces) as { packages?: unknown }).packages;
    },
  },
  {
    file: 'pnpm-workspace.yaml',
    manifest: 'package.json',
    why: 'packages in pnpm-workspace.yaml',
    globs: (text) => (Object(parse(text, { logLevel: 'silent' })) as { packages?: unknown }).packages,
  },
  {
    file: 'lerna.json',
    manifest: 'package.json',
    why: 'packages in lerna.json',
    globs: (text) => (Object(parseJson(text)) as { packages?: unknown }).packages,
  },
  {
    file: 'Cargo.toml',
    manifest: 'Cargo.toml',
    why: 'members in Cargo.toml',
    globs: (text) => tomlMembers(text, 'workspace'),
  },
  {
    file: 'pyproject.toml',
    manifest: 'pyproject.toml',
    why: 'members in pyproject.toml',
    globs: (text) => tomlMembers(text, 'tool.uv.workspace'),
  },
  {
    file: 'go.work',
    manifest: 'go.mod',
    why: 'use in go.work',
    globs: (text) =>
      [...text.replace(/\/\/.*/g, '').matchAll(/^\s*use\s+(?:\(([^)]*)\)|(\S+))/gm)].flatMap(
        ([, many, one]) => many?.split(/\s+/).filter(Boolean) ?? one ?? [],
      ),
  },
];

/** A text that somebody is in the middle of editing declares nothing. */
function readGlobs(read: () => unknown): readonly string[] {
  try {
    const globs = read();
    return Array.isArray(globs) ? globs.filter((glob): glob is string => typeof glob === 'string' && glob !== '') : [];
  } catch {
    return [];
  }
}

/** The lists `members` and `exclude` of a table, the latter with a `!` before each. */
function tomlMembers(text: string, table: string): string[] {
  const body = tomlTable(text, table);
  const list = (key: string) => {
    const inside = new RegExp(`^\\s*${key}\\s*=\\s*\\[([^\\]]*)\\]`, 'm').exec(body)?.[1] ?? '';
    return [...inside.replace(/#.*/g, '').matchAll(/"([^"]*)"|'([^']*)'/g)].map(([, one, two]) => one ?? two ?? '');
  };
  return [...list('members'), ...list('exclude').map((glob) => `!${glob}`)];
}

/** The lines of a table of a TOML text; empty where it has none. */
export function tomlTable(text: string, table: string): string {
  const lines = text.split(/\r?\n/);
  const from = lines.findIndex((line) => line.replace(/#.*/, '').trim() === `[${table}]`);
  if (from < 0) return '';
  const length = lines.slice(from + 1).findIndex((line) => /^\s*\[[^\]"']+\]{1,2}\s*(?:#.*)?$/.test(line));
  return lines.slice(from + 1, length < 0 ? undefined : from + 1 + length).join('\n');
}

function folderMatcher(globs: readonly string[]): (folder: string) => boolean {
  const rules = globs.map((glob) => {
    const isLeftOut = glob.startsWith('!');
    const bare = (isLeftOut ? glob.slice(1) : glob).replace(/^(?:\.?\/)+/, '').replace(/\/+$/, '');
    // From the project's folder, which a glob without a slash would not be.
    return { isLeftOut, matches: bare.includes('/') ? globMatcher(bare) : oneFolder(bare) };
  });
  return (folder) => rules.reduce((isIn, { isLeftOut, matches }) => (matches(folder) ? !isLeftOut : isIn), false);
}

/** `*` or a name: a folder right in the project's. */
function oneFolder(glob: string): (folder: string) => boolean {
  const matches = globMatcher(glob);
  return (folder) => (glob === '**' || !folder.includes('/')) && matches(folder);
}
