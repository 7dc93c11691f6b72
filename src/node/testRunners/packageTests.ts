import { parseJson } from './parseJson';
import { frameworkOf, findRunner, parseScript } from './scriptLine';
import { withoutWatching } from './withoutWatching';
import type { ProjectReader, TestCommand, TestFramework, TestSource } from './testCommand';

interface PackageJson {
  readonly scripts?: Readonly<Record<string, string>>;
  readonly packageManager?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}
type PackageTool = 'npm' | 'pnpm' | 'yarn' | 'bun';

/** Tests that package.json names: by its script, else by a runner among its packages. */
export async function packageTests(project: ProjectReader): Promise<TestCommand | undefined> {
  const manifest = await readManifest(project);
  if (!manifest) return undefined;
  const tool = await packageTool(project, manifest);
  const script = manifest.scripts?.['test'];
  const once = script && withoutWatching(tool === 'bun' ? 'bun run test' : `${tool} test`, manifest.scripts ?? {});
  const from: TestSource = { by: 'script', file: 'package.json', why: 'the script “test” in package.json' };
  if (once) return { ...lineCommand(once), from };
  if (script && !/no test specified/.test(script))
    return { ...scriptCommand(manifest.scripts ?? {}, 'test', tool), from };
  const packages = { ...manifest.dependencies, ...manifest.devDependencies };
  for (const [framework, line] of [
    ['vitest', 'npx vitest run'],
    ['jest', 'npx jest'],
    ['mocha', 'npx mocha'],
    ['ava', 'npx ava'],
    ['tap', 'npx tap'],
  ] as const) {
    if (framework in packages) return { framework, line, passOn: '', script: line, from: listed(framework, manifest) };
  }
  return undefined;
}

function listed(name: string, { devDependencies = {} }: PackageJson): TestSource {
  const list = name in devDependencies ? 'devDependencies' : 'dependencies';
  return { by: 'runner', file: 'package.json', why: `${name} in the ${list} of package.json` };
}

/** What a line that the person has set up runs; a package script behind it is looked into. */
export async function customCommand(
  project: ProjectReader,
  line: string,
  framework?: TestFramework,
): Promise<TestCommand> {
  const manifest = await readManifest(project);
  const once = withoutWatching(line, manifest?.scripts ?? {});
  if (once) return { ...lineCommand(once), ...(framework && { framework }) };
  const parsed = parseScript(line);
  const called = parsed?.before.length === 0 ? calledScript(parsed.words) : undefined;
  if (called && manifest?.scripts?.[called.name]) {
    const { passOn, ...found } = scriptCommand(manifest.scripts, called.name, called.tool);
    return { ...found, line, passOn: called.separated ? '' : passOn, framework: framework ?? found.framework };
  }
  return { ...withoutCall(line), ...(framework && { framework }) };
}

function withoutCall(line: string): TestCommand {
  const parsed = parseScript(line);
  // What stands behind `--` is not for the runner itself.
  const reaches =
    parsed !== undefined &&
    findRunner(parsed.words) !== undefined &&
    !parsed.words.includes('--') &&
    !parsed.words.includes('-args');
  return { framework: frameworkOf(line), line, ...(reaches ? { passOn: '', script: line } : {}) };
}

/** A script that would watch, as a line that runs once. */
function lineCommand(line: string): TestCommand {
  return { ...withoutCall(line), isScript: true };
}

function scriptCommand(scripts: Readonly<Record<string, string>>, name: string, tool: PackageTool): TestCommand {
  const line = name === 'test' && tool !== 'bun' ? `${tool} test` : `${tool} run ${name}`;
  const before: string[] = [];
  const separators: string[] = [];
  let script = scripts[name] ?? '';
  let via: PackageTool = tool;
  // A script that only calls another one is followed, a few times at most.
  for (let depth = 0, at = name; depth < 4; depth++) {
    if (scripts[`pre${at}`] && via !== 'pnpm') before.push(`${via} run pre${at}`);
    // npm needs a separator for each time that arguments are passed on; the others need none and would pass it on too.
    if (via === 'npm') separators.push('--');
    const parsed = parseScript(script);
    const called = parsed && calledScript(parsed.words);
    const next = called && !called.separated ? scripts[called.name] : undefined;
    if (!parsed || !called || next === undefined || called.name === at) break;
    before.push(...parsed.before);
    [at, script, via] = [called.name, next, called.tool];
  }
  const parsed = parseScript(script);
  const reaches = parsed !== undefined && findRunner(parsed.words) !== undefined;
  return {
    framework: frameworkOf(script),
    line,
    ...(reaches ? { passOn: separators.join(' '), script: [...before, script].join(' && ') } : {}),
  };
}

/** `npm run unit`, `yarn unit`, `pnpm test`: which script a command calls. */
function calledScript(words: readonly string[]): { tool: PackageTool; name: string; separated: boolean } | undefined {
  const [tool, ...rest] = words;
  if (tool !== 'npm' && tool !== 'pnpm' && tool !== 'yarn' && tool !== 'bun') return undefined;
  const plain = rest.filter((word) => word !== 'run' && word !== 'run-script' && word !== '-s' && word !== '--silent');
  const name = plain[0] === 't' ? 'test' : plain[0];
  if (name === undefined || name.startsWith('-') || (plain.length > 1 && plain[1] !== '--')) return undefined;
  // bun has a test command of its own.
  if ((tool === 'bun' || (tool === 'npm' && name !== 'test')) && !rest.some((word) => word.startsWith('run')))
    return undefined;
  return { tool, name, separated: plain.length > 1 };
}

/** What the project says, or its lock file; npm runs the scripts of any where that is not installed. */
async function packageTool(project: ProjectReader, { packageManager = '' }: PackageJson): Promise<PackageTool> {
  const tool =
    (/^(npm|pnpm|yarn|bun)@/.exec(packageManager)?.[1] as PackageTool | undefined) ?? (await lockedBy(project));
  return tool === 'npm' || (await project.canStart(tool)) ? tool : 'npm';
}

async function lockedBy({ exists, above = [] }: ProjectReader): Promise<PackageTool> {
  for (const folder of ['.', ...above])
    for (const [file, tool] of lockFiles) if (await exists(folder === '.' ? file : `${folder}/${file}`)) return tool;
  return 'npm';
}

const lockFiles = [
  ['pnpm-lock.yaml', 'pnpm'],
  ['yarn.lock', 'yarn'],
  ['bun.lock', 'bun'],
  ['bun.lockb', 'bun'],
  ['package-lock.json', 'npm'],
] as const;

async function readManifest(project: ProjectReader): Promise<PackageJson | undefined> {
  const text = await project.readText('package.json');
  // No JSON while somebody is in the middle of editing it.
  const value = parseJson(text);
  return typeof value === 'object' && value !== null ? value : undefined;
}
