import type { Workspace } from '../workspace';
import { fenced, oneLine } from '../../base/fenced';
import { cutMiddle, firstChars } from '../../base/text';

/** What kind of project this is, in a line or two, from its manifest. */
export async function describeProject(workspace: Workspace, files: readonly string[]): Promise<string> {
  const has = (path: string) => files.includes(path);
  const parts: string[] = [];
  if (has('package.json')) parts.push(await nodeProject(workspace));
  if (has('pyproject.toml') || has('setup.py') || has('requirements.txt')) parts.push('Python');
  if (has('go.mod')) parts.push('Go module');
  if (has('Cargo.toml')) parts.push('Rust crate');
  if (has('pom.xml') || has('build.gradle') || has('build.gradle.kts')) parts.push('JVM project');
  if (parts.length === 0) parts.push(`files mostly ${commonestEnding(files)}`);
  return parts.filter(Boolean).join('; ');
}

async function nodeProject(workspace: Workspace): Promise<string> {
  const text = await workspace.files
    .read('package.json')
    .then((file) => file.text)
    .catch(() => '');
  try {
    const manifest = JSON.parse(text) as Record<string, unknown>;
    const scripts = Object.entries((manifest.scripts ?? {}) as Record<string, string>)
      .slice(0, 12)
      .map(([name, command]) => `${oneLine(name)}: ${firstChars(oneLine(command), 80)}`);
    const packages = Object.keys({
      ...(manifest.dependencies as object),
      ...(manifest.devDependencies as object),
    }).slice(0, 30);
    return [
      `Node.js package ${String(manifest.name ?? '')}, ` +
        `${manifest.type === 'module' ? 'ES modules' : 'CommonJS unless a file says otherwise'}`,
      manifest.description ? `“${firstChars(oneLine(String(manifest.description)), 160)}”` : '',
      entries(manifest),
      scripts.length > 0 ? `scripts: ${scripts.join(' | ')}` : '',
      packages.length > 0 ? `packages: ${packages.join(' ')}` : 'no dependencies',
    ]
      .filter(Boolean)
      .join('; ');
  } catch {
    return 'Node.js package (its package.json is not valid JSON)';
  }
}

/** What the package offers to others. */
function entries({ main, exports, bin }: Record<string, unknown>): string {
  const said = Object.entries({ main, exports, bin }).flatMap(([name, value]) =>
    value === undefined
      ? []
      : [`${name} ${firstChars(oneLine(typeof value === 'string' ? value : JSON.stringify(value)), 120)}`],
  );
  return said.length > 0 ? said.join(', ') : 'no main, exports or bin';
}

function commonestEnding(files: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const file of files) {
    const ending = /\.[a-z0-9]+$/i.exec(file)?.[0] ?? 'without ending';
    counts.set(ending, (counts.get(ending) ?? 0) + 1);
  }
  return (
    [...counts]
      .sort((a, b) => b[1] - a[1])
      .slice(0, 2)
      .map(([ending]) => ending)
      .join(', ') || 'none'
  );
}

const instructionFiles = ['AGENTS.md', '.github/copilot-instructions.md'];
const styleFiles = ['.editorconfig', '.prettierrc', '.prettierrc.json', 'biome.json', '.eslintrc.json', 'ruff.toml'];

/** The project's own instructions for assistants, and, for `style`, its format and lint settings, each cut. */
export async function readConventions(workspace: Workspace, { style }: { readonly style: boolean }): Promise<string> {
  const parts: string[] = [];
  for (const path of instructionFiles) {
    const text = await textOf(workspace, path);
    if (text)
      parts.push(
        `Instructions of the project (${path}); follow them where they do not contradict the goal or these ` +
          `rules:\n${fenced(cutMiddle(text, 4000))}`,
      );
  }
  for (const path of style ? styleFiles : []) {
    const text = await textOf(workspace, path);
    if (text) parts.push(`${path}:\n${fenced(cutMiddle(text, 500))}`);
  }
  return parts.join('\n\n');
}

async function textOf(workspace: Workspace, path: string): Promise<string> {
  return workspace.files
    .read(path)
    .then((file) => file.text.trim())
    .catch(() => '');
}
