import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createCodeIndex } from '../../../src/node/index/codeIndex';
import { createOutliner, type GrammarPlace } from '../../../src/node/outlines/outliner';
import { outlineOf } from '../../../src/outlines/outline';
import { bundle } from './buildWorker';

const root = process.env['FLUX_REPO_ROOT'] ?? process.cwd();
const place: GrammarPlace = {
  appRoot: root,
  runtime: join(root, 'node_modules/web-tree-sitter/web-tree-sitter.wasm'),
};

/** `kind name from-to` of each entry, by the grammars of a place. */
async function brief(path: string, text: string, from = place): Promise<string[]> {
  const { prepare, outline } = createOutliner(from);
  await prepare([path]);
  return outline(text, path).map(({ kind, name, line, end }) => `${kind} ${name} ${line}-${end}`);
}

describe('outliner', function () {
  this.timeout(30_000);
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'flux outliner-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('knows what patterns do not', async () => {
    const samples: readonly (readonly [path: string, text: string, entries: readonly string[]])[] = [
      [
        'a.rs',
        'const DOC: &str = r#"\nA "quoted { brace\n"#;\nimpl Flag for Depth {\n    fn name(&self) -> &str { r"\\" }\n}\n',
        ['const DOC 1-3', 'impl Depth 4-6', 'function name 5-5'],
      ],
      [
        'a.cs',
        'class Reader {\n    private static readonly object _lock = new object();\n    public Task<T> ReadAsync<T>() => null;\n' +
          '    void IDisposable.Dispose() { }\n}\n',
        ['class Reader 1-5', 'method ReadAsync 3-3', 'method IDisposable.Dispose 4-4'],
      ],
      [
        'A.java',
        'enum Policy {\n  UPPER() {\n    @Override\n    public String of(Field f) {\n      return "";\n    }\n  };\n}\n',
        ['enum Policy 1-8', 'method of 4-6'],
      ],
      ['a.sh', 'go() { # <path>\n  echo "}"\n}\n', ['function go 1-3']],
      [
        'a.rb',
        'describe "hosts under \'a.org\'" do\n  def call(env)\n  rescue\n    nil\n  end\nend\n',
        ["test hosts under 'a.org' 1-6", 'method call 2-5'],
      ],
      ['a.go', 'package a\n\nfunc Done() <-chan struct{} {\n\treturn nil\n}\n', ['function Done 3-5']],
      [
        'a.ts',
        "interface Get<E> {\n  <K extends keyof E['A']>(key: K): E['A'][K]\n  go(): void\n}\n\nclass A {\n" +
          '  get(key: string): string\n  get(): void\n  get(key?: string) {\n    return key\n  }\n}\n',
        ['interface Get 1-4', 'class A 6-12', 'method get 7-7', 'method get 8-8', 'method get 9-11'],
      ],
      ['a.vue', '<template>\n</template>\n<script>\nfunction go() {\n}\n</script>\n', ['function go 4-5']],
      ['a.tsx', 'const half = <T,>(a: T) => <p>{"}"}</p>;\n', ['function half 1-1']],
    ];
    for (const [path, text, entries] of samples) assert.deepEqual(await brief(path, text), entries, path);
  });

  it('leaves to the patterns what a grammar does not understand, and languages without one', async () => {
    for (const [path, text] of [
      ['a.ts', 'export function one() {\n  return (;\n}\nclass Two {\n  go( {\n}\n'],
      ['a.py', 'def one(:\n  pass\nclass Two:\n'],
      ['a.cpp', 'API int one() {\n}\nnamespace two {\n}\n'],
      ['a.kt', 'fun one() {\n}\n'],
      ['a.ps1', 'function One {\n}\n'],
      ['a.md', '# One\n'],
      ['a.ts', ''],
      ['a', 'one\n  two\n'],
    ] as const)
      assert.deepEqual(
        await brief(path, text),
        outlineOf(text, path).map(({ kind, name, line, end }) => `${kind} ${name} ${line}-${end}`),
        path,
      );
  });

  it('lives with huge, deep and odd texts', async () => {
    const { prepare, outline } = createOutliner(place);
    await prepare(['a.js']);
    assert.equal(outline('function a() {}\n'.repeat(60_000), 'a.js').length, 60_000);
    for (const text of [
      `const a = ${'('.repeat(20_000)}1${')'.repeat(20_000)};\nfunction b() {}\n`,
      `const a = ${'['.repeat(50_000)}\n`,
      `const a = 1${' + 1'.repeat(50_000)};\n`,
      '\u0000\ud800 const a = 1;\r\nfunction b() {\r\n}\r\n',
    ])
      assert.ok(outline(text, 'a.js').length >= 0);
    assert.deepEqual(
      outline('const 𝒂 = "🙂🙂";\r\nfunction b() {\r\n}\r\n', 'a.js').map(({ name, line, end }) => [name, line, end]),
      [
        ['𝒂', 1, 1],
        ['b', 2, 3],
      ],
    );
  });

  it('finds the grammars of desktop builds, and goes by patterns where they or their runtime are missing', async () => {
    const rust = 'fn slash() -> &str { r"\\" }\nfn go() {}\n';
    const byTree = ['function slash 1-1', 'function go 2-2'];
    assert.deepEqual(await brief('a.rs', rust), byTree);
    const unpacked = join(folder, 'node_modules.asar.unpacked', '@vscode');
    await mkdir(unpacked, { recursive: true });
    await symlink(join(root, 'node_modules/@vscode/tree-sitter-wasm'), join(unpacked, 'tree-sitter-wasm'));
    assert.deepEqual(await brief('a.rs', rust, { ...place, appRoot: folder }), byTree);

    const byPatterns = outlineOf(rust, 'a.rs').map(({ kind, name, line, end }) => `${kind} ${name} ${line}-${end}`);
    assert.notDeepEqual(byPatterns, byTree);
    const damaged = join(folder, 'damaged/node_modules/@vscode/tree-sitter-wasm/wasm');
    await mkdir(damaged, { recursive: true });
    await writeFile(join(damaged, 'tree-sitter-rust.wasm'), 'not WebAssembly');
    for (const other of [
      { ...place, appRoot: join(folder, 'nowhere') },
      { ...place, appRoot: join(folder, 'damaged') },
    ])
      assert.deepEqual(await brief('a.rs', rust, other), byPatterns);
  });

  it('keeps no trees', async () => {
    const { prepare, outline } = createOutliner(place);
    await prepare(['a.ts']);
    const text = 'export function load(value: string): string {\n  return value.trim();\n}\n'.repeat(50);
    const rounds = (count: number): number => {
      for (let round = 0; round < count; round++) assert.equal(outline(text, 'a.ts').length, 50);
      return process.memoryUsage().rss;
    };
    const before = rounds(300);
    const grown = (rounds(2_000) - before) / 1024 / 1024;
    // Of kept trees there would be some 300 MB.
    assert.ok(grown < 80, `${grown} MB`);
  });

  it('serves the code index and single texts side by side, from one thread', async () => {
    const worker = await bundle('src/node/index/indexWorker.ts');
    const file = join(folder, 'a.rs');
    await writeFile(file, 'const A: &str = r#"\n"{ "#;\nfn go_on() {}\n');
    const index = createCodeIndex({
      file: join(folder, 'index.db'),
      workerUrl: pathToFileURL(worker.file),
      maxFileKb: () => 100,
      folders: () => [{ root: folder, name: '', hidden: [] }],
      grammars: place,
    });
    try {
      const signal = new AbortController().signal;
      const [, ...outlines] = await Promise.all([
        index.update({ signal, report: () => undefined }),
        ...Array.from({ length: 40 }, (_, at) =>
          at % 2 ? index.outline(`def go${at}():\n  pass\n`, 'a.py') : index.outline(`fn go${at}() {}\n`, 'a.rs'),
        ),
      ]);
      assert.deepEqual(
        outlines.map(([entry]) => entry?.name),
        Array.from({ length: 40 }, (_, at) => `go${at}`),
      );
      assert.deepEqual(await index.symbols('go_on', 5), [{ name: 'go_on', kind: 'function', path: 'a.rs', line: 3 }]);
      await index.close();
      assert.equal((await index.outline('fn late() {}\n', 'a.rs'))[0]?.name, 'late');
    } finally {
      await index.close();
      await worker.remove();
    }
  });
});
