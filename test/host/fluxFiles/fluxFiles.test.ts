import assert from 'node:assert/strict';
import { symlink, unlink, utimes } from 'node:fs/promises';
import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeFileSync } from 'node:fs';
import { flux, until } from '../flux';
import { absolute, openFluxFiles, put, removeAll, roleText, shown } from './place';

const own = '.flux/agents/gardener.md';

describe('roles and workflows of the workspace', () => {
  let place: ReturnType<typeof openFluxFiles>;
  before(async () => {
    await (await flux()).sessions();
  });
  beforeEach(() => {
    place = openFluxFiles();
  });
  afterEach(async () => {
    place.dispose();
    await removeAll('.flux', 'second/.flux');
  });
  const roleNames = async () => (await place.roles()).filter(({ path }) => path !== undefined).map(({ name }) => name);

  it('are there as soon as their files are, beside what is built in', async () => {
    assert.deepEqual(await roleNames(), []);
    assert.equal((await place.roles()).length, 9);
    await put(own, roleText('description: Prunes', 'tools: [read_files]'));
    await put('.flux/workflows/greet.md', '---\ndescription: Greets\ninputs: [who]\n---\nGreet {{who}}.\n');
    assert.deepEqual((await place.roles()).at(-1), {
      name: 'gardener',
      description: 'Prunes',
      prompt: 'Prune what has grown wild.',
      tools: ['read_files'],
      phases: [],
      path: 'login/.flux/agents/gardener.md',
    });
    assert.deepEqual(
      (await place.workflows()).map(({ name }) => name),
      ['architect', 'implement', 'test', 'review', 'fix', 'refactor', 'document', 'greet'],
    );
    await put(own, roleText('description: Waters'));
    assert.equal((await place.roles()).at(-1)?.description, 'Waters');
    await removeAll(own);
    assert.deepEqual(await roleNames(), []);
  });

  it('are read again where neither size nor time tells that they have changed', async () => {
    for (let round = 0; round < 20; round++) {
      for (const word of ['One', 'Two']) {
        await put(own, roleText(`description: ${word}`));
        await utimes(absolute(own), 1000, 1000);
        assert.equal((await place.roles()).at(-1)?.description, word);
      }
    }
  });

  it('show what is wrong however their folders come and go', async () => {
    for (let round = 0; round < 5; round++) {
      await put(own, roleText(`description: x`, 'tools: [nothing]'));
      await until('the mistake shows', () => shown(own)[0]?.startsWith('3 There is no tool “nothing”') === true);
      await put(own, roleText('description: x'));
      await until('it shows no more', () => shown(own).length === 0);
      await removeAll('.flux');
    }
  });

  it('stand in for what is built in; of two folders the first counts', async () => {
    await put('second/.flux/agents/tester.md', roleText('description: Second'));
    assert.equal((await place.roles()).find(({ name }) => name === 'tester')?.path, 'second/.flux/agents/tester.md');
    await put('.flux/agents/tester.md', roleText('description: First'));
    const testers = (await place.roles()).filter(({ name }) => name === 'tester');
    assert.deepEqual(
      testers.map(({ description }) => description),
      ['First'],
    );
    assert.deepEqual([shown('.flux/agents/tester.md'), shown('second/.flux/agents/tester.md')], [[], []]);
  });

  it('that are wrong show at their line without anybody asking, and no more once they are mended', async () => {
    place.dispose();
    await put(own, roleText('description: Prunes', 'tools:', '  - read_files', '  - prune'));
    await until('the mistake shows', () => shown(own).length > 0);
    assert.equal(shown(own).length, 1);
    assert.match(shown(own)[0] ?? '', /^5 There is no tool “prune”\. Available tools: run_tests, /);
    await put(own, roleText('description: Prunes', 'tools:', '  - read_files'));
    await until('it shows no more', () => shown(own).length === 0);
    await put(own, 'Prune.');
    await until('the next mistake shows', () => shown(own)[0]?.startsWith('1 The file must start with') === true);
    await removeAll('.flux');
    await until('what is gone shows no more', () => shown(own).length === 0);
  });

  it('that are wrong are left out, each alone', async () => {
    await put(own, roleText('description: Prunes'));
    await put('.flux/agents/broken.md', '---\ndescription: x');
    await put('.flux/agents/again.md', roleText('name: gardener', 'description: Prunes too'));
    await put('.flux/agents/notes.txt', 'no role');
    await put('.flux/agents/folder.md/x.md', 'no role');
    assert.deepEqual(await roleNames(), ['gardener']);
    assert.equal((await place.roles()).at(-1)?.description, 'Prunes too');
    assert.match(shown('.flux/agents/broken.md')[0] ?? '', /^1 .*have no end/);
    assert.match(shown(own)[0] ?? '', /^1 login\/\.flux\/agents\/again\.md already has the name “gardener”/);
    assert.deepEqual(shown('.flux/agents/folder.md'), []);
  });

  it('of 5 MB, of other encodings, and behind links that lead out or to secrets are refused', async () => {
    await put('.flux/agents/large.md', roleText('description: x') + 'x'.repeat(5 * 1024 * 1024));
    await put('.flux/agents/utf16.md', Buffer.from(roleText('description: x'), 'utf16le'));
    const outside = join(tmpdir(), `flux-role-${process.pid}.md`);
    writeFileSync(outside, roleText('description: Outside'));
    await put('.env', 'TOKEN=secret');
    await put('notes/inside.md', roleText('description: Inside'));
    await symlink(outside, absolute('.flux/agents/outside.md'));
    await symlink(absolute('.env'), absolute('.flux/agents/env.md'));
    await symlink(absolute('notes/inside.md'), absolute('.flux/agents/inside.md'));
    await symlink(join(tmpdir(), 'nowhere'), absolute('.flux/agents/nowhere.md'));
    await symlink(absolute('.flux/agents/loop.md'), absolute('.flux/agents/loop.md'));
    assert.deepEqual(await roleNames(), ['inside']);
    for (const [name, words] of Object.entries({
      large: /256 kB/,
      utf16: /UTF-8/,
      outside: /leads out/,
      env: /contains secrets/,
      loop: /leads/,
    }))
      assert.match(shown(`.flux/agents/${name}.md`)[0] ?? '', words, name);
    for (const path of [outside, absolute('.env')]) await unlink(path);
    await removeAll('notes');
  });

  it('are not read through a folder that leads out', async () => {
    const outside = join(tmpdir(), `flux-roles-${process.pid}`);
    execFileSync('mkdir', ['-p', join(outside, 'agents')]);
    writeFileSync(join(outside, 'agents/spy.md'), roleText('description: Spies'));
    await symlink(outside, absolute('.flux'));
    assert.deepEqual(await roleNames(), []);
    await unlink(absolute('.flux'));
    execFileSync('rm', ['-r', outside]);
  });

  it('come with lists to choose from', async () => {
    const { signal } = new AbortController();
    const failures = ['b', 'a', 'b'].map((name) => ({ name, message: 'no' }));
    place.dispose();
    place = openFluxFiles(() => ({ command: 'x', passed: 0, failed: 3, skipped: 0, failures }));
    assert.deepEqual(await place.choices('failing_tests', signal), ['b', 'a']);
    execFileSync('git', ['branch', 'feature/x'], { cwd: absolute('.') });
    assert.deepEqual([...(await place.choices('branches', signal))].sort(), ['feature/x', 'main']);
    await put('src/new.js', '');
    assert.deepEqual(await place.choices('changed_files', signal), ['login/src/new.js']);
    const files = await place.choices('files', signal);
    assert.ok(files.includes('login/src/login/validate.js') && files.length <= 200, files.join());
    await removeAll('src/new.js');
    await assert.rejects(place.choices('files', AbortSignal.abort()), { name: 'CancelledError' });
  });

  it('are soon asked for again, also when there are many', async () => {
    for (let index = 0; index < 50; index++)
      await put(`.flux/agents/role-${index}.md`, roleText(`description: Number ${index}`));
    assert.equal((await roleNames()).length, 50);
    const before = process.cpuUsage();
    for (let times = 0; times < 10; times++) await place.roles();
    const { user, system } = process.cpuUsage(before);
    assert.ok((user + system) / 10_000 < 500, `${(user + system) / 10_000} ms each`);
  });
});
