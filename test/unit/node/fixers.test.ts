import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CancelledError } from '../../../src/base/errors';
import { findFixers } from '../../../src/node/fixers/findFixers';
import { fixerTable } from '../../../src/node/fixers/fixerTable';
import {
  readBlack,
  readGithub,
  readLines,
  readPrettier,
  readRubocop,
  readRuff,
  readStylelint,
} from '../../../src/node/fixers/readProblems';
import { rootFixers } from '../../../src/node/fixers/rootFixers';
import { runFixers } from '../../../src/node/fixers/runFixers';

const never = new AbortController().signal;

describe('fixers', function () {
  this.timeout(60_000);
  let root: string;
  const path = process.env['PATH'];
  beforeEach(async () => void (root = await mkdtemp(join(tmpdir(), 'flux fix ü-'))));
  afterEach(async () => {
    process.env['PATH'] = path;
    await rm(root, { recursive: true, force: true });
  });

  const put = async (name: string, text: string) => {
    await mkdir(dirname(join(root, name)), { recursive: true });
    await writeFile(join(root, name), text);
  };
  const textOf = (name: string) => readFile(join(root, name), 'utf8');
  /** A program in the place where packages put theirs. */
  const install = async (name: string, script: string, folder = 'node_modules/.bin') => {
    await put(`${folder}/${name}`, `#!${process.execPath}\n${script}`);
    await chmod(join(root, folder, name), 0o755);
  };
  /** Writes down how it was called. */
  const recorder = `const fs = require('fs');
fs.appendFileSync(${JSON.stringify('calls.jsonl')}, JSON.stringify({ cwd: process.cwd(), args: process.argv.slice(2) }) + '\\n');
`;
  const callsIn = async (folder = '.') =>
    (await textOf(join(folder, 'calls.jsonl')))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { cwd: string; args: string[] });
  const fix = async (
    paths: readonly string[],
    more: { skip?: string[]; limitMs?: number; signal?: AbortSignal } = {},
  ) =>
    runFixers(await findFixers(root, paths, more.skip ?? []), {
      root,
      signal: more.signal ?? never,
      report: () => undefined,
      limitMs: more.limitMs,
    });

  describe('eslint, the real one', () => {
    const config =
      "export default [{ rules: { 'prefer-const': 'error', 'no-debugger': 'warn' } }, { ignores: ['**/old.js'] }];\n";
    beforeEach(async () => {
      await mkdir(join(root, 'node_modules/.bin'), { recursive: true });
      await symlink(
        resolve(process.env['FLUX_REPO_ROOT'] ?? '.', 'node_modules/.bin/eslint'),
        join(root, 'node_modules/.bin/eslint'),
      );
      await put('eslint.config.mjs', config);
    });

    it('mends files in place, and says what is left', async () => {
      await put('src/a.js', 'let x = 1;\ndebugger;\nconsole.log(x);\n');
      await put('src/b.js', 'const fine = 1;\nconsole.log(fine);\n');
      const { used, trouble, problems } = await fix(['src/a.js', 'src/b.js']);
      assert.deepEqual([used, trouble], [['eslint --fix'], []]);
      assert.equal(await textOf('src/a.js'), 'const x = 1;\ndebugger;\nconsole.log(x);\n');
      assert.deepEqual(problems, [
        { path: 'src/a.js', line: 2, severity: 'warning', message: "Unexpected 'debugger' statement. (no-debugger)" },
      ]);
    });

    it('takes names as they are, whatever characters they have', async () => {
      const names = [
        '--fix-dry-run.js',
        'app/[id].js',
        'it\'s "odd" $(touch x) ☃.js',
        'two\nlines.js',
        '*.js',
        'наука.js',
      ];
      for (const name of names) await put(name, 'let x = 1;\nexport { x };\n');
      await put('other.js', 'let x = 1;\nexport { x };\n');
      const { trouble } = await fix(names);
      assert.deepEqual(trouble, []);
      for (const name of names) assert.match(await textOf(name), /^const/, name);
      assert.match(await textOf('other.js'), /^let/);
      assert.ok(!existsSync(join(root, 'x')));
    });

    it('reports files that do not parse, and leaves ignored ones alone', async () => {
      await put('bad.js', 'let = = 1;\n');
      await put('old.js', 'let x = 1;\nexport { x };\n');
      const { problems, trouble } = await fix(['bad.js', 'old.js']);
      assert.deepEqual(trouble, []);
      assert.deepEqual(
        problems.map(({ path, line, severity }) => [path, line, severity]),
        [['bad.js', 1, 'error']],
      );
      assert.match(await textOf('old.js'), /^let/);
    });

    it('that crashes is trouble, and the others go on', async () => {
      await put('eslint.config.mjs', 'throw new Error("the settings are broken");\n');
      await put('.prettierrc', '');
      await install(
        'prettier',
        "for (const file of process.argv.slice(process.argv.indexOf('--') + 1)) " +
          "require('fs').appendFileSync(file, '// pretty\\n');",
      );
      await put('a.js', 'let x = 1;\n');
      const { used, trouble } = await fix(['a.js']);
      assert.equal(trouble.length, 1);
      assert.match(trouble[0]!, /^eslint --fix stopped with exit code 2: .*the settings are broken/);
      assert.deepEqual(used, ['prettier --write']);
      assert.equal(await textOf('a.js'), 'let x = 1;\n// pretty\n');
    });
  });

  describe('rustfmt, the real one', () => {
    beforeEach(function () {
      const own = join(homedir(), '.cargo', 'bin');
      process.env['PATH'] = `${path}${delimiter}${own}`;
      if (![...(path ?? '').split(delimiter), own].some((folder) => existsSync(join(folder, 'rustfmt')))) {
        console.log('      rustfmt is not installed here, so it is not tried.');
        this.skip();
      }
    });

    it('formats the named file and none of its modules', async () => {
      await put('Cargo.toml', '[workspace.package]\nedition = "2021"\n');
      await put('crate/Cargo.toml', '[package]\nname = "c"\nedition.workspace = true\n');
      await put('crate/src/lib.rs', 'mod inner;\npub async fn  f( ){inner::g( )}\n');
      await put('crate/src/inner.rs', 'pub fn  g( ){ }\n');
      const { used, trouble, problems } = await fix(['crate/src/lib.rs']);
      assert.deepEqual([used, trouble, problems], [['rustfmt'], [], []]);
      assert.equal(await textOf('crate/src/lib.rs'), 'mod inner;\npub async fn f() {\n    inner::g()\n}\n');
      assert.equal(await textOf('crate/src/inner.rs'), 'pub fn  g( ){ }\n');
    });

    it('says what it cannot parse and keeps the text', async () => {
      await put('Cargo.toml', '[package]\nname = "c"\nedition = "2021"\n');
      await put('src/lib.rs', 'fn ok() {}\nfn bad( {\n');
      const { problems } = await fix(['src/lib.rs']);
      assert.deepEqual([problems[0]?.path, problems[0]?.line, problems[0]?.severity], ['src/lib.rs', 2, 'error']);
      assert.equal(await textOf('src/lib.rs'), 'fn ok() {}\nfn bad( {\n');
    });
  });

  describe('finding', () => {
    const marks: Record<string, [mark: string, text: string, file: string]> = {
      eslint: ['.eslintrc.json', '{}', 'a.tsx'],
      oxlint: ['.oxlintrc.json', '{}', 'a.js'],
      stylelint: ['.stylelintrc', '{}', 'a.scss'],
      biome: ['biome.json', '{}', 'a.ts'],
      prettier: ['package.json', '{ "prettier": {} }', 'a.md'],
      dprint: ['dprint.json', '{}', 'a.ts'],
      deno: ['deno.json', '{}', 'a.ts'],
      ruff: ['pyproject.toml', '[tool.ruff.lint]\n', 'a.py'],
      isort: ['setup.cfg', '[isort]\n', 'a.py'],
      black: ['pyproject.toml', '[tool.black]\n', 'a.py'],
      rubocop: ['.rubocop.yml', '', 'Rakefile'],
      gofmt: ['go.mod', '', 'a.go'],
      rustfmt: ['Cargo.toml', '', 'a.rs'],
      'clang-format': ['.clang-format', '', 'a.cpp'],
      dart: ['pubspec.yaml', '', 'a.dart'],
      mix: ['.formatter.exs', '', 'a.ex'],
    };

    it('goes by the project’s settings, for every fixer', async () => {
      assert.deepEqual(Object.keys(marks).sort(), fixerTable.map(({ name }) => name).sort());
      for (const [name, [mark, text, file]] of Object.entries(marks)) {
        await put(`${name}/${mark}`, text);
        await install(name, '', `${name}/node_modules/.bin`);
        const jobs = await findFixers(root, [`${name}/deep/${file}`, `${name}/deep/a.unknown`, file], []);
        assert.deepEqual(
          jobs.map((job) => [job.fixer.name, job.folder, job.files, job.paths]),
          [[name, join(root, name), [`deep/${file}`], [`${name}/deep/${file}`]]],
          name,
        );
        assert.equal(jobs[0]?.executable?.command, join(root, name, 'node_modules/.bin', name));
        assert.deepEqual(await findFixers(root, [`${name}/deep/${file}`], [name.toUpperCase()]), []);
      }
    });

    it('is told of a folder, with what is not installed apart', async () => {
      assert.deepEqual(await rootFixers(root, []), { installed: [], missing: [] });
      await put('eslint.config.js', '');
      await put('.prettierrc', '{}');
      await put('.stylelintrc.json', '{}');
      await install('eslint', '');
      // Nothing of this computer's.
      process.env['PATH'] = '';
      const told = await rootFixers(root, ['stylelint']);
      assert.deepEqual(told, { installed: ['eslint'], missing: ['prettier'] });
    });

    it('does not take other files of these names for settings', async () => {
      await put(
        'package.json',
        '{ "devDependencies": { "stylelint": "16", "eslintConfig": "1" }, "scripts": { "prettier": "x" } }',
      );
      await put('pyproject.toml', '[tool.poetry]\n# [tool.black]\n');
      await put('setup.cfg', '[metadata]\n');
      assert.deepEqual(
        (await findFixers(root, ['a.py', 'a.css', 'a.ts'], [])).map((job) => job.fixer.name),
        [],
      );
      await put('package.json', '{ not json');
      assert.deepEqual(await findFixers(root, ['a.ts'], []), []);
      await put('package.json', '{ "devDependencies": { "prettier": "3" } }');
      assert.deepEqual(
        (await findFixers(root, ['a.ts'], [])).map((job) => job.fixer.name),
        ['prettier'],
      );
    });

    it('takes the project’s own program, then a virtual environment’s, then the PATH’s', async () => {
      await put('pyproject.toml', '[tool.black]\n');
      const bin = join(root, 'elsewhere');
      process.env['PATH'] = `.${delimiter}${bin}`;
      const found = async () => (await findFixers(root, ['pkg/a.py'], []))[0]?.executable?.command;
      assert.equal(await found(), undefined);
      await install('black', '', 'elsewhere');
      assert.equal(await found(), join(bin, 'black'));
      await install('black', '', 'venv/bin');
      assert.equal(await found(), join(root, 'venv/bin/black'));
      await install('black', '');
      assert.equal(await found(), join(root, 'node_modules/.bin/black'));
    });

    it('says what is set up but not installed', async () => {
      await put('.rubocop.yml', '');
      process.env['PATH'] = '';
      assert.match((await fix(['a.rb'])).trouble[0]!, /^rubocop is set up for 1 file but not installed here\. Install/);
    });
  });

  describe('running', () => {
    it('calls each in the folder of its settings, with options before -- and names after', async () => {
      for (const [name, folder] of [
        ['biome', 'web'],
        ['prettier', '.'],
        ['ruff', 'py'],
        ['isort', 'py'],
        ['black', 'py'],
      ] as const)
        await install(
          name,
          recorder.replace('calls.jsonl', join(root, folder, 'calls.jsonl')),
          `${folder}/node_modules/.bin`,
        );
      await put('web/biome.json', '{}');
      await put('.prettierrc', '');
      await put('py/pyproject.toml', '[tool.ruff]\n[tool.isort]\n[tool.black]\n');
      const { used, trouble } = await fix(['web/a.ts', 'web/-b.ts', 'py/a b.py']);
      assert.deepEqual(
        [used, trouble],
        [['biome check --write', 'prettier --write', 'ruff check --fix', 'ruff format', 'isort', 'black'], []],
      );
      const [biome] = await callsIn('web');
      assert.deepEqual([biome?.args.at(-3), ...biome!.args.slice(-2)], ['--', 'a.ts', '-b.ts']);
      assert.ok(biome!.cwd.endsWith('/web'));
      assert.deepEqual((await callsIn())[0]?.args.slice(-3), ['--', 'web/a.ts', 'web/-b.ts']);
      assert.deepEqual(
        (await callsIn('py')).map(({ args }) => [args[0], ...args.slice(-2)]),
        [
          ['check', '--', 'a b.py'],
          ['format', '--', 'a b.py'],
          ['--filter-files', '--', 'a b.py'],
          ['--quiet', '--', 'a b.py'],
        ],
      );
    });

    it('batches many files', async () => {
      await put('.prettierrc', '');
      await install('prettier', recorder);
      await fix(Array.from({ length: 250 }, (_, at) => `src/f${at}.ts`));
      await fix(Array.from({ length: 30 }, (_, at) => `${'x'.repeat(1990)}${at}.ts`));
      const counts = (await callsIn()).map(({ args }) => args.length - args.indexOf('--') - 1);
      assert.deepEqual(counts, [100, 100, 50, 10, 10, 10]);
    });

    it('ends one that hangs, with all that it started, and goes on', async () => {
      await put('.stylelintrc', '');
      await put('.prettierrc', '');
      await install(
        'stylelint',
        `require('fs').writeFileSync('pid', String(require('child_process').spawn('sleep', ['600'], { stdio: ` +
          `'inherit' }).pid)); process.on('SIGTERM', () => {}); setInterval(() => {}, 1000);`,
      );
      await install('prettier', recorder);
      const { used, trouble } = await fix(['a.css'], { limitMs: 1500 });
      assert.deepEqual(trouble, ['stylelint --fix did not end within 1.5 s and was stopped.']);
      assert.deepEqual(used, ['prettier --write']);
      const pid = Number(await textOf('pid'));
      assert.throws(() => process.kill(pid, 0), /ESRCH/);
    });

    it('stops when told to', async () => {
      await put('.prettierrc', '');
      await install(
        'prettier',
        `require('fs').writeFileSync('pid', String(process.pid)); setInterval(() => {}, 1000);`,
      );
      const stop = new AbortController();
      const fixing = fix(['a.ts'], { signal: stop.signal });
      while (!existsSync(join(root, 'pid')) || (await textOf('pid')) === '') await sleep(20);
      stop.abort();
      await assert.rejects(fixing, CancelledError);
      const pid = Number(await textOf('pid'));
      assert.throws(() => process.kill(pid, 0), /ESRCH/);
    });

    it('tells of one that cannot be started, or dies without a word', async () => {
      await put('.prettierrc', '');
      await put('.stylelintrc', '');
      await put('node_modules/.bin/stylelint', '#!/no/such/interpreter\n');
      await chmod(join(root, 'node_modules/.bin/stylelint'), 0o755);
      await install('prettier', 'process.exit(7);');
      const { used, trouble } = await fix(['a.css']);
      assert.deepEqual(used, []);
      assert.match(trouble[0]!, /^stylelint --fix: .*was not found/);
      assert.equal(trouble[1], 'prettier --write stopped with exit code 7 and printed nothing.');
    });
  });

  it('reads what fixers say is left', () => {
    assert.deepEqual(
      readStylelint(
        '[{"source":"/p/a.css","warnings":[{"line":3,"severity":"error","text":"Unknown word (no-unknown)"}]}]',
      ),
      [{ path: '/p/a.css', line: 3, severity: 'error', message: 'Unknown word (no-unknown)' }],
    );
    assert.deepEqual(
      readRuff(
        '[{"filename":"/p/a.py","location":{"row":2,"column":1},"message":"`os` imported but ' +
          'unused","code":"F401"},{"filename":"/p/b.py","location":{"row":1,"column":4},"message":"Expected an ' +
          'expression","code":null}]',
      ).map(({ severity, message }) => [severity, message]),
      [
        ['warning', '`os` imported but unused (F401)'],
        ['error', 'Expected an expression'],
      ],
    );
    assert.deepEqual(
      readRubocop(
        '{"files":[{"path":"a.rb","offenses":[{"severity":"convention","message":"Style/X: ' +
          'y","corrected":true,"location":{"line":1}},{"severity":"fatal","message":"syntax","corrected":false,"location":{"start_line":4}}]}]}',
      ),
      [{ path: 'a.rb', line: 4, severity: 'error', message: 'syntax' }],
    );
    assert.deepEqual(
      readGithub('::error title=lint/suspicious,file=a%2Cb.ts,line=3,endLine=3,col=1::No %0A good\nother\n'),
      [{ path: 'a,b.ts', line: 3, severity: 'error', message: 'No   good (lint/suspicious)' }],
    );
    assert.deepEqual(readLines("a b.go:3:5: expected ';'\nnothing"), [
      { path: 'a b.go', line: 3, severity: 'error', message: "expected ';'" },
    ]);
    assert.deepEqual(readPrettier("[error] a.ts: SyntaxError: ';' expected. (3:5)\n[error] > 3 | x"), [
      { path: 'a.ts', line: 3, severity: 'error', message: "SyntaxError: ';' expected." },
    ]);
    assert.deepEqual(
      readBlack('error: cannot format /p/a.py: Cannot parse for target version Python 3.11: 1:4: x = ('),
      [{ path: '/p/a.py', line: 1, severity: 'error', message: 'Cannot parse for target version Python 3.11: x = (' }],
    );
    for (const read of [readStylelint, readRuff, readRubocop, readGithub, readLines, readPrettier, readBlack])
      for (const text of ['', 'null', '{}', '[1, "x", null]', 'garbage'])
        assert.deepEqual(
          read(text).filter(({ path }) => path !== 'undefined'),
          [],
        );
  });
});
