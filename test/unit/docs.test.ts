import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { apiActions } from '../../src/contracts/api';
import { chatCommandNames } from '../../src/contracts/commands';
import { builtInRoles, builtInWorkflows } from '../../src/core/agents/builtIn';
import { fixerTable } from '../../src/node/fixers/fixerTable';
import { createTools, type ToolPorts } from '../../src/tools/allTools';

const root = process.env['FLUX_REPO_ROOT'] ?? process.cwd();
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const pages = readdirSync(join(root, 'docs')).filter((name) => name.endsWith('.md'));
const documents = [
  ...['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'CHANGELOG.md'],
  ...pages.map((page) => `docs/${page}`),
];
const manifest = JSON.parse(read('package.json')) as {
  contributes: {
    commands: { command: string; title: string }[];
    configuration: { properties: Record<string, Setting> };
  };
};

interface Setting {
  readonly default: unknown;
  readonly enum?: readonly string[];
  readonly items?: { readonly enum?: readonly string[] };
}

describe('the documentation', () => {
  it('has a README that is read to its end, which names every page', () => {
    const readme = read('README.md');
    assert.ok(readme.split('\n').length <= 151, 'README.md has at most 150 lines');
    for (const page of pages) assert.ok(linksOf(readme).includes(`docs/${page}`), page);
  });

  it('links to what is there, headings included', () => {
    for (const file of documents)
      for (const target of linksOf(read(file))) {
        const [path = '', heading] = target.split('#');
        const to = path === '' ? file : join(dirname(file), path);
        assert.ok(existsSync(join(root, to)), `${file} links to ${target}`);
        if (heading !== undefined) assert.ok(headingsOf(read(to)).includes(heading), `${file} links to ${target}`);
      }
  });

  it('leads from page to page alone, because nothing else is installed', () => {
    for (const page of pages)
      for (const target of linksOf(read(`docs/${page}`)))
        assert.match(target, /^(?:[a-z-]+\.md)?(?:#|$)/, `docs/${page} links to ${target}`);
  });

  it('says which command of the palette and of chat there is, by its name', () => {
    const rows = rowsOf(read('docs/using-flux.md'));
    assert.deepEqual(
      rows.flatMap(([title, id]) => (id?.startsWith('`flux.') ? [`${id} ${title}`] : [])).sort(),
      manifest.contributes.commands.map(({ command, title }) => `\`${command}\` ${title}`).sort(),
    );
    const inChat = rows.flatMap(([first = '']) => [...first.matchAll(/`\/([a-z]+)/g)].map(([, name]) => name));
    assert.deepEqual(inChat.sort(), [...chatCommandNames].sort());
  });

  it('has every setting, with its default and its values', () => {
    const rows = rowsOf(read('docs/settings.md')).filter(([name]) => name?.startsWith('`flux.'));
    const { properties } = manifest.contributes.configuration;
    assert.deepEqual(rows.map(([name]) => name).sort(), Object.keys(properties).map(code).sort());
    for (const [name = '', written, meaning = ''] of rows) {
      const setting = properties[name.replaceAll('`', '')]!;
      assert.equal(written, defaultText(setting.default), name);
      for (const value of [...(setting.enum ?? []), ...(setting.items?.enum ?? [])])
        if (value !== '' && name !== '`flux.approval.mode`')
          assert.ok(meaning.includes(code(value)), `${name} ${value}`);
    }
    for (const mode of properties['flux.approval.mode']?.enum ?? [])
      assert.ok(read('docs/safety.md').includes(`\n- ${code(mode)}`), `Safety tells of the mode ${mode}`);
  });

  it('has every tool, role, workflow, test runner and fixer, and each method of the API', () => {
    const using = read('docs/using-flux.md');
    const effects = { read: 'reads', write: 'writes', execute: 'runs' };
    for (const { name, effect } of createTools({} as ToolPorts))
      assert.ok(using.includes(`| \`${name}\` | ${effects[effect]} |`), name);
    const runners = readdirSync(join(root, 'src/node/testRunners/runners')).map((file) => file.replace('.ts', ''));
    for (const name of [...runners, ...fixerTable.map((fixer) => fixer.name)])
      assert.ok(new RegExp(`[\\s\`]${name.replace(/^node$/, 'node --test')}(?![\\w-])`, 'i').test(using), name);
    const roles = read('docs/roles-and-workflows.md');
    for (const { name } of [...builtInRoles(), ...builtInWorkflows()])
      assert.match(roles, new RegExp(`^\\|[^|]*\`${name}\``, 'm'), name);
    for (const name of [...apiActions, 'tools', 'onDidChangeSession'])
      assert.ok(read('docs/for-other-extensions.md').includes(code(name)), name);
  });
});

describe('“Learn more”', () => {
  const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => `src/${name}`);
  const named = ['package.json', ...sources].flatMap((file) =>
    [...read(file).matchAll(/command:flux\.learnMore\?([^)"'`\s]*)/g)].map(
      ([, query = '']) => (JSON.parse(decodeURIComponent(query)) as string[]).map((page) => `${page}.md`), // one each
    ),
  );

  it('names a page that is there', () => {
    assert.ok(named.length >= 10, `${named.length} links`);
    for (const [page = '', ...more] of named) assert.deepEqual([pages.includes(page), more], [true, []], page);
  });

  it('leads to every page, by way of others', () => {
    const reached = new Set(named.flat());
    for (const page of reached)
      for (const target of linksOf(read(`docs/${page}`)))
        if (!target.startsWith('#')) reached.add(target.split('#')[0]!);
    assert.deepEqual([...reached].sort(), [...pages].sort());
  });
});

/** Where a Markdown text leads within the project; code is no link. */
function linksOf(markdown: string): string[] {
  const text = markdown.replace(/^```[\s\S]*?^```/gm, '').replace(/`[^`\n]+`/g, 'code');
  return [...text.matchAll(/\]\(([^)\s]+)\)|^\[[^\]]+\]: (\S+)$/gm)]
    .map(([, inline, referred]) => inline ?? referred ?? '')
    .filter((target) => !/^[a-z]+:/.test(target));
}

/** The anchors of a text's headings, as the editor's preview makes them. */
function headingsOf(markdown: string): string[] {
  return [...markdown.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s-]/gu, '')
      .trim()
      .replace(/\s/g, '-'),
  );
}

/** The cells of a text's table rows. */
function rowsOf(markdown: string): string[][] {
  const lines = markdown.split('\n').filter((line) => line.startsWith('|'));
  return lines.map((line) =>
    line
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim()),
  );
}

function defaultText(value: unknown): string {
  if (value === '') return 'empty';
  return code(typeof value === 'string' ? value : JSON.stringify(value));
}

function code(text: string): string {
  return `\`${text}\``;
}
