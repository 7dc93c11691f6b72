import { tryJson } from '../../base/tryJson';
import type { Fixer, Mark } from './fixer';
import {
  readBlack,
  readEslint,
  readGithub,
  readLines,
  readPrettier,
  readRubocop,
  readRuff,
  readRust,
  readStylelint,
} from './readProblems';

const script = 'jsx?|mjs|cjs|tsx?|mts|cts';

/** A package.json with settings under this key. */
const packageKey = (key: string): Mark => ({ name: /^package\.json$/, holds: (text) => key in readPackage(text) });
/** A package.json that lists the package: for fixers that need no settings. */
const dependency = (name: string): Mark => ({
  name: /^package\.json$/,
  holds: (text) => ['dependencies', 'devDependencies'].some((kind) => name in Object(readPackage(text)[kind])),
});
/** A pyproject.toml with a table of this name. */
const pyproject = (table: string): Mark => ({
  name: /^pyproject\.toml$/,
  holds: (text) => new RegExp(`^\\s*\\[tool\\.${table}[\\].]`, 'm').test(text),
});
const endingIn = (extensions: string): RegExp => new RegExp(`\\.(?:${extensions})$`, 'i');

/** The fixers that are known, in the order in which they run: what checks first, what formats last. */
export const fixerTable: readonly Fixer[] = [
  {
    name: 'eslint',
    files: endingIn(`${script}|vue|svelte|astro`),
    marks: [
      { name: /^eslint\.config\.[cm]?[jt]s$/ },
      { name: /^\.eslintrc(?:\.(?:[cm]?js|json|ya?ml))?$/ },
      packageKey('eslintConfig'),
    ],
    formats: false,
    runs: [
      {
        title: 'eslint --fix',
        args: ({ report }) => ['--fix', '--format', 'json', '--output-file', report, '--no-error-on-unmatched-pattern'],
        worked: [0, 1],
        problems: readEslint,
      },
    ],
  },
  {
    name: 'oxlint',
    files: endingIn(`${script}|vue|svelte|astro`),
    marks: [{ name: /^\.?oxlintrc\.json$/ }],
    formats: false,
    runs: [{ title: 'oxlint --fix', args: () => ['--fix', '--format=github'], worked: [0, 1], problems: readGithub }],
  },
  {
    name: 'stylelint',
    files: endingIn('css|scss|sass|less'),
    marks: [
      { name: /^stylelint\.config\.[cm]?js$/ },
      { name: /^\.stylelintrc(?:\.(?:[cm]?js|json|ya?ml))?$/ },
      packageKey('stylelint'),
    ],
    formats: false,
    runs: [
      {
        title: 'stylelint --fix',
        args: ({ report }) => ['--fix', '--formatter', 'json', '--output-file', report, '--allow-empty-input'],
        worked: [0, 2],
        problems: readStylelint,
      },
    ],
  },
  {
    name: 'biome',
    files: endingIn(`${script}|jsonc?|css|graphql|gql|vue|svelte|astro`),
    marks: [{ name: /^\.?biome\.jsonc?$/ }],
    formats: true,
    runs: [
      {
        title: 'biome check --write',
        args: () => [
          'check',
          '--write',
          '--no-errors-on-unmatched',
          '--files-ignore-unknown=true',
          '--colors=off',
          '--reporter=github',
        ],
        worked: [0, 1],
        problems: readGithub,
      },
    ],
  },
  {
    name: 'prettier',
    files: endingIn(`${script}|jsonc?|json5|css|scss|less|html?|vue|svelte|astro|mdx?|markdown|ya?ml|graphql|gql|hbs`),
    marks: [
      { name: /^prettier\.config\.[cm]?[jt]s$/ },
      { name: /^\.prettierrc(?:\..+)?$/ },
      packageKey('prettier'),
      dependency('prettier'),
    ],
    formats: true,
    runs: [
      {
        title: 'prettier --write',
        args: () => ['--write', '--ignore-unknown', '--log-level', 'warn'],
        worked: [0],
        problems: readPrettier,
      },
    ],
  },
  {
    name: 'dprint',
    files: endingIn(`${script}|jsonc?|mdx?|toml`),
    marks: [{ name: /^\.?dprint\.jsonc?$/ }],
    formats: true,
    runs: [{ title: 'dprint fmt', args: () => ['fmt', '--allow-no-files'], worked: [0] }],
  },
  {
    name: 'deno',
    files: endingIn(`${script}|jsonc?|mdx?`),
    marks: [{ name: /^deno\.jsonc?$/ }],
    formats: true,
    runs: [{ title: 'deno fmt', args: () => ['fmt', '--quiet'], worked: [0] }],
  },
  {
    name: 'ruff',
    files: endingIn('pyi?'),
    marks: [{ name: /^\.?ruff\.toml$/ }, pyproject('ruff')],
    formats: true,
    runs: [
      {
        title: 'ruff check --fix',
        args: ({ report }) => ['check', '--fix', '--force-exclude', '--output-format', 'json', '--output-file', report],
        worked: [0, 1],
        problems: readRuff,
      },
      { title: 'ruff format', args: () => ['format', '--force-exclude'], worked: [0] },
    ],
  },
  {
    name: 'isort',
    files: endingIn('pyi?'),
    marks: [
      { name: /^\.isort\.cfg$/ },
      { name: /^setup\.cfg$/, holds: (text) => /^\[(?:tool:)?isort\]/m.test(text) },
      pyproject('isort'),
    ],
    formats: false,
    runs: [{ title: 'isort', args: () => ['--filter-files', '--quiet'], worked: [0] }],
  },
  {
    name: 'black',
    files: endingIn('pyi?'),
    marks: [pyproject('black')],
    formats: true,
    runs: [{ title: 'black', args: () => ['--quiet'], worked: [0], problems: readBlack }],
  },
  {
    name: 'rubocop',
    files: /\.(?:rb|rake|gemspec)$|(?:^|\/)(?:Rakefile|Gemfile)$/,
    marks: [{ name: /^\.rubocop\.ya?ml$/ }],
    formats: true,
    runs: [
      {
        title: 'rubocop --autocorrect',
        args: ({ report }) => ['--autocorrect', '--force-exclusion', '--format', 'json', '--out', report],
        worked: [0, 1],
        problems: readRubocop,
      },
    ],
  },
  {
    name: 'gofmt',
    files: endingIn('go'),
    marks: [{ name: /^go\.(?:mod|work)$/ }],
    formats: true,
    runs: [{ title: 'gofmt -w', args: () => ['-w'], worked: [0], problems: readLines }],
  },
  {
    name: 'rustfmt',
    files: endingIn('rs'),
    marks: [{ name: /^Cargo\.toml$/ }],
    formats: true,
    // By its name it would also rewrite every module that the file declares.
    runs: [
      {
        title: 'rustfmt',
        args: ({ marks }) => ['--emit', 'stdout', '--edition', rustEdition(marks)],
        worked: [0],
        problems: readRust,
        isFilter: true,
      },
    ],
  },
  {
    name: 'clang-format',
    files: endingIn('c|cc|cpp|cxx|h|hh|hpp|hxx|m|mm'),
    marks: [{ name: /^[._]clang-format$/ }],
    formats: true,
    runs: [{ title: 'clang-format -i', args: () => ['-i', '--style=file'], worked: [0], problems: readLines }],
  },
  {
    name: 'dart',
    files: endingIn('dart'),
    marks: [{ name: /^pubspec\.yaml$/ }],
    formats: true,
    runs: [{ title: 'dart format', args: () => ['format'], worked: [0] }],
  },
  {
    name: 'mix',
    files: endingIn('exs?'),
    marks: [{ name: /^\.formatter\.exs$/ }],
    formats: true,
    runs: [{ title: 'mix format', args: () => ['format'], worked: [0] }],
  },
];

function readPackage(text: string): Record<string, unknown> {
  return Object(tryJson(text)) as Record<string, unknown>;
}

/** The nearest Cargo.toml that names an edition; one that leaves it out has the first. */
function rustEdition(manifests: readonly string[]): string {
  for (const text of manifests) {
    const edition = /^\s*edition\s*=\s*["'](\d{4})["']/m.exec(text)?.[1];
    if (edition !== undefined) return edition;
    if (/^\s*\[package\]/m.test(text) && !/^\s*edition(?:\.workspace|\s*=\s*\{)/m.test(text)) return '2015';
  }
  return '2021';
}
