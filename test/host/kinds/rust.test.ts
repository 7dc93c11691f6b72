import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { disk, git, put, root, until } from '../flux';
import { block, canRun, counts, done, explored, place, step, useStage } from './stage';

const tests = { title: 'Run the tests', tool: 'run_tests' };
const apostrophes = block(
  'src/words.rs',
  '    text.split(|c: char| !c.is_alphanumeric())',
  "    text.split(|c: char| !c.is_alphanumeric() && c != '\\'')",
);

describe('a Rust crate', function () {
  this.timeout(120_000);
  const stage = useStage();

  before(function () {
    if (!canRun('cargo', '--version')) this.skip();
  });

  it('is tested whole, by file, by name and by what failed, and mended', async () => {
    const end = await stage.run({
      steps: [
        { ...tests, id: 'all', expect: [{ kind: 'tests_fail' }] },
        { ...tests, id: 'file', input: { files: ['tests/counting.rs'] }, dependsOn: ['all'] },
        { ...tests, id: 'name', input: { name: 'counts_nothing' }, dependsOn: ['file'] },
        { id: 'fix', title: 'Keep apostrophes', tool: 'edit_file', input: {}, dependsOn: ['name'] },
        { ...tests, id: 'last', expect: [{ kind: 'tests_pass' }], dependsOn: ['fix'] },
        {
          id: 'commit',
          title: 'Commit',
          tool: 'git_commit',
          input: { message: 'Keep apostrophes' },
          dependsOn: ['last'],
        },
      ],
      edits: { fix: apostrophes },
      verify: 'last',
    });
    assert.equal(end.state, 'complete', end.error?.message);
    assert.deepEqual(
      ['all', 'file', 'name', 'last'].map((id) => counts(end, id)),
      [
        [3, 1],
        [2, 0],
        [1, 0],
        [4, 0],
      ],
    );
    const [failure] = step(end, 'all').tests?.failures ?? [];
    assert.deepEqual(
      [failure?.name, failure?.file, failure?.line],
      ['words::tests::keeps_apostrophes', 'src/words.rs', 21],
    );
    assert.deepEqual(git('show', '--name-only', '--format=', 'HEAD'), 'src/words.rs');
    assert.equal(git('status', '--porcelain'), '');
    await until(
      'the Test Explorer shows them',
      async () => (await explored('src/lib.rs')).length === 2 && (await explored('tests/counting.rs')).length === 2,
    );
    assert.deepEqual(await explored('tests/counting.rs'), ['counts_lines_and_words', 'counts_nothing']);

    put('src/words.rs', disk('src/words.rs').replace(" && c != '\\''", ''));
    const again = await stage.run({
      steps: [
        { ...tests, id: 'all', expect: [{ kind: 'tests_fail' }] },
        { ...tests, id: 'only', input: { failedOnly: true }, expect: [{ kind: 'tests_fail' }], dependsOn: ['all'] },
      ],
    });
    assert.deepEqual(counts(again, 'only'), [0, 1]);
  });

  it('tells what does not compile, and where', async () => {
    put('src/lib.rs', disk('src/lib.rs').replace('words: words::words(text).len(),', 'words: words::words(text),'));
    const end = await stage.run({ steps: [{ ...tests, id: 'all' }] });
    assert.equal(step(end, 'all').status, 'failed');
    assert.match(step(end, 'all').error?.message ?? '', /src\/lib\.rs:\d+|mismatched types/);
  });

  it('is formatted by rustfmt, only where it should be', async function () {
    if (!canRun('rustfmt', '--version')) this.skip();
    put('src/main.rs', disk('src/main.rs').replace('let counts = count(&text);', 'let   counts=count( &text );'));
    put(
      'src/words.rs',
      disk('src/words.rs').replace('assert_eq!(words("one, two;three")', 'assert_eq!( words("one, two;three")'),
    );
    const mine = disk('src/words.rs');
    const end = await stage.run({
      steps: [{ id: 'format', title: 'Format', tool: 'auto_fix', input: { paths: ['src/main.rs'] } }],
    });
    assert.deepEqual(done(end, 'format').files, ['src/main.rs']);
    assert.equal(git('diff', '--name-only'), 'src/words.rs');
    assert.equal(disk('src/words.rs'), mine);
    const all = await stage.run({ steps: [{ id: 'format', title: 'Format', tool: 'auto_fix', input: { all: true } }] });
    assert.deepEqual(done(all, 'format').files, ['src/words.rs']);
    assert.equal(git('diff', '--name-only'), '');
    await stage.api.undo(all.id);
    assert.equal(disk('src/words.rs'), mine);
  });

  it('runs its program with an exit code that counts, and in a folder', async () => {
    place('sample/text.txt', 'one two\nthree\n');
    const end = await stage.run({
      steps: [
        {
          id: 'good',
          title: 'Count',
          tool: 'run_command',
          input: { command: 'cargo run --quiet -- < sample/text.txt' },
          expect: [{ kind: 'output_matches', pattern: '^2 lines, 3 words' }],
        },
        {
          id: 'bad',
          title: 'Count bytes that are no text',
          tool: 'run_command',
          input: { command: "printf '\\377' | cargo run --quiet" },
          expect: [{ kind: 'exit_code', equals: 2 }],
          dependsOn: ['good'],
        },
        {
          id: 'folder',
          title: 'Where',
          tool: 'run_command',
          input: { command: 'cat text.txt', folder: 'sample' },
          dependsOn: ['bad'],
        },
        {
          id: 'wrong',
          title: 'Wrong',
          tool: 'run_command',
          input: { command: 'cargo no-such-command' },
          dependsOn: ['folder'],
        },
      ],
    });
    for (const id of ['good', 'bad', 'folder']) done(end, id);
    assert.equal(step(end, 'wrong').error?.reason, 'exit_code');
    assert.ok(existsSync(join(root(), 'target')));
  });

  it('is indexed, and suggests what to do', async () => {
    place('target/debug/made.rs', 'fn made() {}\n');
    const end = await stage.run({
      steps: [
        { id: 'index', title: 'Index', tool: 'index_codebase', input: { anew: true } },
        { id: 'again', title: 'Index', tool: 'index_codebase', input: { paths: ['src'] }, dependsOn: ['index'] },
        { id: 'suggest', title: 'Suggest', tool: 'get_suggestions', input: { paths: ['src'] }, dependsOn: ['again'] },
      ],
      answers: { summarize: 'nothing of use' },
    });
    const held = (id: string) => Number(/(\d+) files/.exec(done(end, id).result ?? '')?.[1]);
    const tracked = git('ls-files')
      .split('\n')
      .filter((path) => !path.startsWith('.'));
    assert.equal(held('index'), tracked.length, done(end, 'index').result);
    assert.equal(held('again'), held('index'));
    assert.match(done(end, 'suggest').result ?? '', /src\/lib\.rs/);
  });
});
