import type { Workspace } from '../workspace';

const javaScript = /\.[cm]?[jt]sx?$/;
/** What an import without an ending, or with the ending it has once compiled, may stand for. */
const endings = ['', '.ts', '.tsx', '.js', '.jsx', '.mjs', '/index.ts', '/index.js'];

/**
 * The workspace's own files that a file imports by a relative path (JavaScript, TypeScript) or by a module's name
 * (Python), in its order.
 */
export async function importedFiles(path: string, text: string, workspace: Workspace): Promise<string[]> {
  const found = await Promise.all(
    importsOf(path, text)
      .slice(0, 20)
      .map((candidates) => firstThere(candidates, workspace)),
  );
  return [...new Set(found.filter((file) => file !== undefined))];
}

/** The paths that each import may stand for. */
function importsOf(path: string, text: string): string[][] {
  if (javaScript.test(path)) return scriptImports(path, text);
  return path.endsWith('.py') ? pythonImports(path, text) : [];
}

function scriptImports(path: string, text: string): string[][] {
  const named = [
    ...text.matchAll(/(?:\bfrom|\bimport|\brequire\s*\(|\bimport\s*\()\s*['"](\.{1,2}\/[^'"\n]+)['"]/g),
  ].map((match) => beside(path, match[1] ?? ''));
  return named.map((file) => [...endings.map((ending) => file + ending), file.replace(/\.([cm]?)js(x?)$/, '.$1ts$2')]);
}

function pythonImports(path: string, text: string): string[][] {
  const modules = [...text.matchAll(/^[ \t]*(?:from\s+(\.*[\w.]*)\s+import|import\s+([\w.]+))/gm)].map(
    (match) => match[1] ?? match[2] ?? '',
  );
  return modules.map((module) => {
    const up = /^\.*/.exec(module)?.[0].length ?? 0;
    const inner = module.slice(up).replaceAll('.', '/');
    const roots =
      up > 0 ? [beside(path, `./${'../'.repeat(up - 1)}${inner}`)] : [inner, `src/${inner}`, beside(path, inner)];
    return roots.flatMap((root) => [`${root}.py`, `${root}/__init__.py`]);
  });
}

/** A path as it is written in a file, from the workspace's root. */
function beside(path: string, relative: string): string {
  const spelled = (text: string) => text.split('/').map(encodeURIComponent).join('/');
  try {
    return decodeURIComponent(new URL(spelled(relative), `file:///${spelled(path)}`).pathname.slice(1));
  } catch {
    return ''; // not a name that a file can have
  }
}

async function firstThere(candidates: readonly string[], workspace: Workspace): Promise<string | undefined> {
  for (const candidate of candidates) {
    if (candidate && (await workspace.files.kind(candidate).catch(() => undefined)) === 'file') return candidate;
  }
  return undefined;
}
