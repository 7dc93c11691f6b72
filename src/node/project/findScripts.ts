import type { ProjectScript } from '../../contracts/project';
import { parseJson } from '../testRunners/parseJson';
import type { ProjectReader } from '../testRunners/testCommand';

/** More are told by nobody. */
const most = 200;
const makefiles = ['GNUmakefile', 'makefile', 'Makefile'];

/** The scripts of package.json and composer.json, and the targets of a Makefile, as they are written there. */
export async function findScripts(project: ProjectReader): Promise<ProjectScript[]> {
  const found = [
    ...fromJson('package.json', await project.readText('package.json')),
    ...fromJson('composer.json', await project.readText('composer.json')),
  ];
  const names = await project.list('.');
  const makefile = makefiles.find((name) => names.includes(name));
  if (makefile) found.push(...fromMakefile(makefile, (await project.readText(makefile)) ?? ''));
  return found.slice(0, most);
}

function fromJson(path: string, text: string | undefined): ProjectScript[] {
  const { scripts } = Object(parseJson(text)) as { scripts?: unknown };
  if (text === undefined || typeof scripts !== 'object' || scripts === null) return [];
  const lineOf = scriptLines(text);
  return Object.entries(scripts).map(([name, value]): ProjectScript => {
    const line = lineOf(name);
    return {
      name,
      line: typeof value === 'string' ? value : '',
      place: { path, ...(line !== undefined && { line }) },
    };
  });
}

/** One-based; undefined where it is not found. */
export function lineOfScript(text: string, name: string): number | undefined {
  return scriptLines(text)(name);
}

/** Finds the line of a script: where its name is a key behind `"scripts"`. */
function scriptLines(text: string): (name: string) => number | undefined {
  const lines = text.split(/\r?\n/);
  const from = lines.findIndex((line) => /"scripts"\s*:/.test(line));
  return (name) => {
    const key = JSON.stringify(name);
    const at = lines.findIndex((line, index) => index >= from && isKey(line, key));
    return from < 0 || at < 0 ? undefined : at + 1;
  };
}

function isKey(line: string, key: string): boolean {
  const at = line.indexOf(key);
  return at >= 0 && /^\s*:/.test(line.slice(at + key.length));
}

/** What can be asked for by name: no files, no patterns. */
function fromMakefile(path: string, text: string): ProjectScript[] {
  return text.split(/\r?\n/).flatMap((each, at): ProjectScript[] => {
    const name = /^([\w][\w-]*)\s*:(?![=:])/.exec(each)?.[1];
    return name === undefined ? [] : [{ name, line: `make ${name}`, place: { path, line: at + 1 } }];
  });
}
