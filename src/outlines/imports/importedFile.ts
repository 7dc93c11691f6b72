const scripts = /\.(?:d\.)?(?:[cm]?[jt]sx?|vue|svelte|astro|json)$/;
/** Files that stand for their folder. */
const ofFolder = /(?:^|\/)(?:index|__init__|mod|lib|main|package)$/;
/** Folders that importers do not name. */
const unnamed = new Set(['src', 'lib', 'source', 'python', 'java', 'kotlin']);
const packages = /(?:^|\/)(?:packages|libs|apps|modules|plugins|crates|projects)\//;

/**
 * A word by which the importers of a file are found quickly: the last one of an imported name. Empty for a folder that
 * is named by dots alone.
 */
export function importKey(name: string): string {
  const last = lastPart(name.replace(/\.\*$/, '').replace(scripts, ''));
  return /^(?:\.*|crate|self|super)$/.test(last) ? '' : last;
}

/** The words under which a file may be imported. */
export function importKeysOf(path: string): string[] {
  const bare = stripped(path);
  const folders = bare.split('/').slice(0, -1).reverse();
  const own = bare.split('/').at(-1) ?? '';
  const folder = folders.find((each) => !unnamed.has(each)) ?? '';
  if (!ofFolder.test(bare) && !/\.(?:go|java|kts?|scala)$/.test(path)) return [own];
  return [...new Set([own, folders[0] ?? '', folder, ''])];
}

/** Whether a file that imports this name means the file at `path`; told by paths alone, so it may mean two. */
export function isImportOf(name: string, from: string, path: string): boolean {
  const extension = /\.(\w+)$/.exec(from)?.[1] ?? '';
  if (/^pyi?$/.test(extension)) return /\.pyi?$/.test(path) && isPythonModule(name, from, stripped(path));
  if (extension === 'rs') return path.endsWith('.rs') && isRustModule(name.split('::'), from, path);
  if (extension === 'go')
    return path.endsWith('.go') && !path.endsWith('_test.go') && isGoPackage(name, folderOf(path));
  if (/^(?:java|kts?|scala)$/.test(extension)) return isJavaClass(name, path);
  return scripts.test(path) && isScriptModule(name, from, stripped(path));
}

/** A name's part after which it has no more folders; of names with dots for slashes the whole last word. */
function lastPart(name: string): string {
  if (name.includes('/')) return name.replace(/\/+$/, '').split('/').at(-1) ?? '';
  if (name.includes('::')) return name.split('::').at(-1) ?? '';
  return name.split('.').at(-1) ?? '';
}

function isScriptModule(name: string, from: string, bare: string): boolean {
  const wanted = name.replace(/\?.*$/, '').replace(scripts, '').replace(/\/+$/, '');
  if (wanted.startsWith('.')) {
    const target = joined(folderOf(from), wanted);
    return target !== undefined && isOrHolds(target, bare);
  }
  const parts = wanted.split('/');
  const [first = '', ...rest] = parts;
  if (/^[@~#$]\w*$/.test(first) && !(first.length > 1 && first.startsWith('@') && rest.length < 2)) {
    if (rest.length > 0 && endsWith(bare, rest.join('/'))) return true;
  }
  const [called = '', ...inside] = first.startsWith('@') ? rest : parts;
  const place = packages.exec(bare) ? `${called}/` : undefined;
  if (place !== undefined)
    for (const source of ['', 'src/', 'lib/'])
      if (endsWith(bare, `${place}${source}${inside.join('/')}`.replace(/\/$/, ''))) return true;
  return rest.length > 0 && ['', 'src/', 'lib/', 'app/'].some((source) => isOrHolds(source + wanted, bare));
}

function isPythonModule(name: string, from: string, bare: string): boolean {
  const dots = /^\.*/.exec(name)?.[0].length ?? 0;
  const target = name.slice(dots).split('.').filter(Boolean).join('/');
  const module = bare.replace(/\/?__init__$/, '');
  if (dots > 0) {
    const folder = folderOf(from).split('/').filter(Boolean);
    if (dots - 1 > folder.length) return false;
    return [...folder.slice(0, folder.length - dots + 1), target].filter(Boolean).join('/') === module;
  }
  if (module === target) return true;
  if (!module.endsWith(`/${target}`)) return false;
  const before = module.slice(0, -target.length - 1);
  return unnamed.has(before.split('/').at(-1) ?? '') || from.startsWith(`${before}/`);
}

function isRustModule(parts: readonly string[], from: string, path: string): boolean {
  const there = rustModule(path);
  const here = rustModule(from);
  const [first = '', ...rest] = parts;
  const own = here.crate === there.crate;
  const means = (target: readonly string[]) => target.join('/') === there.module.join('/');
  if (first === 'crate') return own && means(rest);
  if (first === 'self') return own && means([...here.module, ...rest]);
  if (first === 'super') return own && means([...here.module.slice(0, -1), ...rest]);
  const called = there.crate.split('/').at(-1)?.replaceAll('-', '_');
  return means(rest) && !here.isInside && (called === first || (own && called === ''));
}

/** `crates/a/src/b/mod.rs` → crate `crates/a`, module `b`. */
function rustModule(path: string): { crate: string; module: readonly string[]; isInside: boolean } {
  const [, crate = '', inside] = /^(?:(.*?)\/)?(?:src|tests|benches|examples)\/(.*)\.rs$/.exec(path) ?? [];
  const parts = (inside ?? path.replace(/\.rs$/, '')).split('/');
  const isRoot = parts.length === 1 && /^(?:lib|main)$/.test(parts[0] ?? '');
  if (parts.at(-1) === 'mod') parts.pop();
  return {
    crate,
    module: isRoot ? [] : parts,
    isInside: /(?:^|\/)src\//.test(path),
  };
}

/** Where a module's name for itself is not known, the last folders tell. */
function isGoPackage(name: string, folder: string): boolean {
  const wanted = folder.split('/').filter(Boolean).slice(-2).join('/');
  return wanted !== '' && endsWith(name, wanted);
}

function isJavaClass(name: string, path: string): boolean {
  const bare = stripped(path);
  if (name.endsWith('.*')) return endsWith(folderOf(bare), name.slice(0, -2).replaceAll('.', '/'));
  return endsWith(bare, name.replaceAll('.', '/'));
}

function isOrHolds(target: string, bare: string): boolean {
  const inside = target === '' ? '' : `${target}/`;
  return bare === target || bare === `${inside}index` || bare === `${inside}package`;
}

function endsWith(bare: string, end: string): boolean {
  const whole = bare.replace(/\/(?:index|package)$/, '');
  return end !== '' && (whole === end || whole.endsWith(`/${end}`));
}

function stripped(path: string): string {
  return scripts.test(path) ? path.replace(scripts, '') : path.replace(/\.\w+$/, '');
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

/** Undefined where it leads out of the workspace. */
function joined(folder: string, relative: string): string | undefined {
  const parts = folder.split('/').filter(Boolean);
  for (const part of relative.split('/')) {
    if (part === '..') {
      if (parts.pop() === undefined) return undefined;
    } else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}
