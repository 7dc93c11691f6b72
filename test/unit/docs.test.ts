import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const root = process.env['FLUX_REPO_ROOT'] ?? process.cwd();
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const pages = readdirSync(join(root, 'docs')).filter((name) => name.endsWith('.md'));
const manifest = JSON.parse(read('package.json')) as {
  contributes: {
    commands: { command: string }[];
    configuration: { properties: Record<string, unknown> };
  };
};
const slug = (heading: string) =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s-]/gu, '')
    .trim()
    .replace(/\s/g, '-');

describe('the documentation', () => {
  it('has a README that is read to its end, which names every page', () => {
    const readme = read('README.md');
    assert.ok(readme.split('\n').length <= 151, 'README.md has at most 150 lines');
    for (const page of pages) assert.ok(readme.includes(`docs/${page}`), page);
  });

  it('links to what is there, headings included', () => {
    for (const file of ['README.md', ...pages.map((page) => `docs/${page}`)]) {
      const text = read(file);
      const targets = [...text.matchAll(/\]\(([^)\s]+)\)|^\[[^\]]+\]: (\S+)$/gm)].map(
        ([, inline, named]) => inline ?? named!,
      );
      for (const target of targets.filter((each) => !/^https?:/.test(each))) {
        const [path = '', heading] = target.split('#');
        const to = path === '' ? file : join(dirname(file), path);
        assert.ok(existsSync(join(root, to)), `${file} links to ${target}`);
        if (heading === undefined) continue;
        const headings = [...read(to).matchAll(/^#+ (.*)$/gm)].map(([, each = '']) => slug(each));
        assert.ok(headings.includes(heading), `${file} links to ${target}`);
      }
    }
  });

  it('has every setting and every command of the palette', () => {
    for (const key of Object.keys(manifest.contributes.configuration.properties))
      assert.ok(read('docs/settings.md').includes(`\`${key}\``), key);
    for (const { command } of manifest.contributes.commands)
      assert.ok(read('docs/using-flux.md').includes(`\`${command}\``), command);
  });

  it('is where “Learn more” leads', () => {
    const links = [...read('package.json').matchAll(/command:flux\.learnMore\?([^)]*)\)/g)].map(
      ([, argument = '']) => (JSON.parse(decodeURIComponent(argument)) as string[])[0],
    );
    assert.ok(links.length >= 5);
    for (const page of links) assert.ok(pages.includes(`${page}.md`), page);
  });
});
