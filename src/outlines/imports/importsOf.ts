import { pythonImports } from './pythonImports';
import { rustImports } from './rustImports';

/** What a generated file may import at most, and how long a name may be. */
const mostImports = 1_000;
const longestName = 300;

type Extract = (text: string) => Iterable<string>;

const script = matching(
  /\bfrom\s*['"]([^'"\n]+)['"]|\b(?:import|require(?:\.resolve)?|mock|doMock|importActual|requireActual)\s*\(?\s*['"`]([^'"`\n]+)['"`]/g,
);
const java = matching(/^[ \t]*import[ \t]+(?:static[ \t]+)?(\w+(?:\.\w+)*(?:\.\*)?)/gm, (name) =>
  // Of what is imported statically or from inside a class, the class is a part of the name.
  [name, ...(/^(.*\.[A-Z]\w*)\.[\w*]+$/.exec(name)?.slice(1, 2) ?? [])],
);
const go = (text: string): string[] =>
  [...text.matchAll(/^import[ \t]+(?:\(([^)]*)\)|([^\n]*))/gm)].flatMap(([, block = '', line = '']) =>
    [...`${block}\n${line}`.matchAll(/"([^"\n]+)"/g)].flatMap(([, name]) => name ?? []),
  );
const packageEntry = matching(
  /"(?:main|module|import|require|default|types)"\s*:\s*"(\.{0,2}\/?[^"\n]+\.[cm]?[jt]sx?)"/g,
  (name) => [name.startsWith('.') ? name : `./${name}`],
);

/** By a file's extension, how its imports are found. */
const byExtension: Readonly<Record<string, Extract>> = Object.fromEntries(
  (
    [
      ['ts mts cts tsx js mjs cjs jsx vue svelte astro', script],
      ['py pyi', pythonImports],
      ['go', go],
      ['rs', rustImports],
      ['java kt kts scala', java],
    ] as const
  ).flatMap(([extensions, extract]) => extensions.split(' ').map((extension) => [extension, extract])),
);

/**
 * The names by which a file imports others, as its language writes them: `./a.js`, `.core.run`, `crate::a::b`. Found by
 * patterns, so one of a comment may be among them. A `package.json` imports what it names as its package's entry.
 */
export function importsOf(text: string, path: string): string[] {
  const extract = /(^|\/)package\.json$/.test(path) ? packageEntry : byExtension[/\.(\w+)$/.exec(path)?.[1] ?? ''];
  if (!extract) return [];
  const found = new Set<string>();
  for (const name of extract(text)) {
    if (name.length <= longestName) found.add(name);
    if (found.size === mostImports) break;
  }
  return [...found];
}

/** Names that a pattern finds in one of its groups. */
function matching(found: RegExp, all: (name: string) => readonly string[] = (name) => [name]): Extract {
  return function* (text) {
    for (const [, ...groups] of text.matchAll(found)) yield* groups.flatMap((name) => (name ? all(name) : []));
  };
}
