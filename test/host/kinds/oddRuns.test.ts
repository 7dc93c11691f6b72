import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { disk, put, root, setFlux } from '../flux';
import { counts, done, failed, isAlive, place, step, useStage } from './stage';

const tests = { id: 'tests', title: 'Run the tests', tool: 'run_tests' };
const command = (line: string, more: object = {}) => ({
  id: 'run',
  title: 'Run it',
  tool: 'run_command',
  input: { command: line },
  ...more,
});

describe('odd commands and runners', function () {
  this.timeout(60_000);
  const stage = useStage();
  const running = (line: string, more: object = {}) => stage.run({ steps: [command(line, more)] });
  const testing = (more: object = {}) => stage.run({ steps: [{ ...tests, ...more }] });
  const script = (line: string) =>
    put('package.json', JSON.stringify({ name: 'odd', type: 'module', scripts: { test: line } }));

  it('a command that leaves something running behind comes to its end', async () => {
    const end = await running('sleep 300 & echo $! > pid; echo started');
    const pid = Number(disk('pid'));
    if (isAlive(pid)) process.kill(pid, 'SIGKILL');
    assert.match(done(end, 'run').result ?? '', /started/);
  });

  it('20 MB of output are taken, shown cut, and kept', async () => {
    const end = await running(
      'echo BEGIN; yes 0123456789012345678901234567890123456789012345678 | head -c 20000000; echo; echo END',
      { expect: [{ kind: 'output_matches', pattern: '^END$' }] },
    );
    const { result = '', outputKey } = done(end, 'run');
    assert.ok(result.length < 8000 && outputKey);
    assert.match(result, /BEGIN[\s\S]*END/);
    assert.ok(JSON.stringify(end).length < 50_000, 'the session does not carry it');
  });

  it('a command that waits for input nobody gives is ended', async () => {
    const session = await stage.start({ steps: [command('printf "Really? [y/N] "; read answer; echo "got $answer"')] });
    const gate = await stage.asked(session);
    assert.equal(gate.step, 'run');
    await stage.api.answer(session.id, gate.id, gate.choices?.at(-1)?.id ?? '');
    failed(await stage.api.whenSettled(session.id), 'run', 'no_input');
  });

  it('colours and control codes do not reach the result', async () => {
    const end = await running("printf '\\033[31mred\\033[0m \\033]0;title\\007plain\\nover\\rnew\\n\\033[2Kline\\n'");
    const { result = '' } = done(end, 'run');
    assert.doesNotMatch(result, /[\u001b\u0007]/);
    assert.match(result, /red plain\nnew.*\nline/);
  });

  it('a command line that no shell can read ends, too', async () => {
    const session = await stage.start({
      steps: [{ ...command('echo "unfinished'), input: { command: 'echo "unfinished', timeoutSeconds: 10 } }],
    });
    const end = await stage.api.whenSettled(session.id);
    if (end.gates.length > 0) await stage.api.stop(session.id);
    const { status } = step(await stage.api.session(session.id), 'run');
    assert.ok(['failed', 'denied', 'cancelled'].includes(status), status);
  });

  it('a command that kills its own shell, or is none, is told as failed', async () => {
    assert.equal(step(await running('kill -9 $$'), 'run').status, 'failed');
    failed(await running('no-such-program-at-all'), 'run', 'exit_code');
    const several = await running(
      'for n in 1 2 3; do\n  echo "line $n"\ndone\ncat <<END\nhere "is" $((1 + 1))\nEND\nexit 4',
      { expect: [{ kind: 'exit_code', equals: 4 }] },
    );
    assert.match(done(several, 'run').result ?? '', /line 3\nhere "is" 2/);
  });

  it('a runner that crashes in the middle proves nothing', async () => {
    put(
      'test/crash.test.js',
      "import { test } from 'node:test';\ntest('dies', () => process.kill(process.pid, 'SIGKILL'));\n",
    );
    const end = await testing({ input: { files: ['test/crash.test.js'] }, expect: [{ kind: 'tests_pass' }] });
    assert.equal(step(end, 'tests').status, 'failed');
    assert.notEqual(step(end, 'tests').error?.reason, 'bug');
  });

  it('a runner that ends at once, or that is not there, is told', async () => {
    script('node -e "process.exit(7)"');
    const ended = await testing();
    assert.equal(step(ended, 'tests').status, 'failed');
    script('no-such-runner');
    const missing = await testing();
    assert.equal(step(missing, 'tests').status, 'failed');
    put('package.json', '{ "name": "broken", ');
    const broken = await testing();
    assert.equal(step(broken, 'tests').status, 'failed');
    assert.notEqual(step(broken, 'tests').error?.reason, 'bug');
  });

  it('a runner that prints nothing and says all is well proves nothing', async () => {
    script('node -e ""');
    const end = await testing();
    assert.deepEqual(
      counts(end, 'tests').map((count) => count ?? 0),
      [0, 0],
    );
    assert.match(step(end, 'tests').result ?? '', /\S/);
    put('package.json', JSON.stringify({ name: 'odd', type: 'module', scripts: { test: 'node --test none/' } }));
    assert.equal(step(await testing(), 'tests').status, 'failed');
  });

  it('a runner that floods and colours what it prints is read', async () => {
    place(
      'test/flood.test.js',
      "import { test } from 'node:test';\ntest('floods', () => { for (let n = 0; n < 200; n++) " +
        "console.log('x'.repeat(99_999)); });\n",
    );
    script('FORCE_COLOR=1 node --test');
    const end = await testing({ expect: [{ kind: 'tests_fail' }] });
    assert.deepEqual(counts(end, 'tests'), [5, 1]);
    const [failure] = step(end, 'tests').tests?.failures ?? [];
    assert.doesNotMatch(JSON.stringify(failure), /\\u001b|\u001b/);
    assert.equal(failure?.file, 'test/voucher.test.js');
    assert.ok(JSON.stringify(end).length < 80_000);
  });

  it('names that a shell could misread run no shell', async () => {
    for (const input of [
      { name: '"; touch hacked; "' },
      { name: '$(touch hacked)' },
      { files: ['test/$(touch hacked).test.js'] },
      { name: '`touch hacked`' },
    ]) {
      const end = await testing({ input });
      assert.ok(['failed', 'done'].includes(step(end, 'tests').status));
      assert.equal(existsSync(join(root(), 'hacked')), false, JSON.stringify(input));
    }
  });

  it('a step that takes too long is ended by the setting', async () => {
    await setFlux({ 'execution.stepTimeoutSeconds': 2 });
    try {
      const end = await running('sleep 300');
      assert.equal(step(end, 'run').status, 'failed');
    } finally {
      await setFlux({ 'execution.stepTimeoutSeconds': undefined });
    }
  });
});
