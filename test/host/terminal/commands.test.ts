import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { isCancelled } from '../../../src/base/errors';
import type { CommandRequest } from '../../../src/contracts/ports';
import { createVscodeCommands } from '../../../src/editor/terminal/commands';
import { workspaceFolders } from '../../../src/editor/workspace/folder';
import { bytesOf, noSignal, put, removeAll, until } from '../editor/workspace';

const isAlive = (pid: number) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};
const pidsIn = async (path: string) => (await bytesOf(path).catch(() => '')).split('\n').filter(Boolean).map(Number);
const nobody: CommandRequest['onPrompt'] = async () => {
  throw new Error('It asked.');
};

describe('commands', function () {
  this.timeout(60_000);
  let commands: ReturnType<typeof createVscodeCommands>;
  before(() => (commands = createVscodeCommands({ folders: workspaceFolders })));
  after(async () => {
    commands.dispose();
    const mine = () => vscode.window.terminals.filter(({ name }) => name.startsWith('Flux'));
    mine().forEach((terminal) => terminal.dispose());
    await until(
      'they are closed',
      () => mine().length === 0 && !/^Flux/.test(vscode.window.activeTerminal?.name ?? ''),
    );
  });
  afterEach(() => removeAll('pids.txt', 'sub', 'typed.txt'));
  const run = (command: string, given: Partial<CommandRequest> = {}) =>
    commands.run({ command, signal: noSignal, onOutput: () => undefined, onPrompt: nobody, ...given });
  const ownTerminals = () => vscode.window.terminals.filter(({ name }) => /^Flux(?: \d+)?$/.test(name));

  it('gives output and exit code of a command in a terminal, and moves nothing', async () => {
    const heard: string[] = [];
    const result = await run('echo out; echo err >&2; exit 3', { onOutput: (text) => heard.push(text) });
    assert.deepEqual(
      { ...result, durationMs: 0 },
      { exitCode: 3, output: 'out\nerr\n', durationMs: 0, through: 'terminal' },
    );
    assert.equal(heard.join(''), result.output);
    assert.equal(vscode.window.activeTextEditor, undefined);
    assert.equal(ownTerminals().length, 1);
  });

  it('types a plain command as it is', async () => {
    const lines: string[] = [];
    const listening = vscode.window.onDidStartTerminalShellExecution(({ execution }) =>
      lines.push(execution.commandLine.value.trim()),
    );
    assert.equal((await run('git --version')).exitCode, 0);
    await run("echo 'a b'");
    await until('both are announced', () => lines.length === 2);
    listening.dispose();
    assert.equal(lines[0], 'git --version');
    assert.match(lines[1] ?? '', /^bash -c 'echo /);
  });

  it('uses one terminal again, and keeps commands apart from each other', async () => {
    await put('sub/a.txt', '');
    await run('cd sub; export FLUX_X=1; alias echo=false; set -e; false');
    const { output, through } = await run('pwd; echo "${FLUX_X:-unset}"; echo "$PAGER"; echo "${CI:-unset}"');
    assert.match(output, /^\/[^\n]*[^b]\nunset\ncat\nunset\n$/);
    assert.equal(through, 'terminal');
    assert.equal(ownTerminals().length, 1);
  });

  it('runs commands side by side in terminals of their own', async () => {
    const results = await Promise.all([run('sleep 1; echo one'), run('sleep 1; echo two')]);
    assert.deepEqual(
      results.map(({ output }) => output),
      ['one\n', 'two\n'],
    );
    assert.equal(ownTerminals().length, 2);
  });

  it('runs in a folder', async () => {
    await put('sub/a.txt', '');
    assert.equal((await run('ls', { folder: 'sub' })).output.trim(), 'a.txt');
    await assert.rejects(run('ls', { folder: 'none' }), { reason: 'not_found' });
    await assert.rejects(run('ls', { folder: 'sub/a.txt' }), { reason: 'not_found' });
    await assert.rejects(run('ls', { folder: '../..' }), { reason: 'outside_workspace' });
  });

  for (const [name, command, output] of [
    ['several lines', 'echo one\necho two\n', 'one\ntwo\n'],
    [
      'a here-document',
      "cat <<'EOF'\n  $HOME \"quoted\" 'single' `x` !x\n\ttab\nEOF",
      '  $HOME "quoted" \'single\' `x` !x\n\ttab\n',
    ],
    ['quotes of every kind', `printf '%s\\n' "it's" 'say "hi"' $'tab\\tbed' a\\ b`, 'it\'s\nsay "hi"\ntab\tbed\na b\n'],
    ['non-Latin letters', "echo 'привет 世界 🎉 ñ'", 'привет 世界 🎉 ñ\n'],
    ['what a shell would expand from its history', 'echo "!!" !echo', '!! !echo\n'],
    ['a comment alone', '# nothing', ''],
    [
      'colours and a progress bar',
      String.raw`printf '\033[31mred\033[0m\n'; for i in 1 2 3; do printf "\r$i%%"; done; printf '\rdone\n'; printf 'ab\bc\n'`,
      'red\ndone\nac\n',
    ],
    ['no line feed at the end', 'printf abc', 'abc'],
  ] as const) {
    it(`copes with ${name}`, async () => {
      const result = await run(command);
      assert.equal(result.output, output);
      assert.equal(result.exitCode, 0);
    });
  }

  it('notices a question and types the answer', async () => {
    const asked: string[] = [];
    const result = await run('read -p "Your name: " x; echo "hello $x"', {
      onPrompt: async (line) => (asked.push(line), 'Zoë; rm x'),
    });
    assert.deepEqual(asked, ['Your name:']);
    assert.match(result.output, /hello Zoë; rm x\n$/);
  });

  it('notices a wait without a question, where the system tells', async function () {
    if (process.platform !== 'linux') return this.skip();
    const asked: string[] = [];
    const result = await run('echo ready; read x; echo "got $x"', {
      onPrompt: async (line) => (asked.push(line), 'it'),
    });
    assert.equal(asked.length, 1);
    assert.match(result.output, /got it\n$/);
  });

  it('takes what the person types in the terminal, and drops a later answer', async () => {
    let answer: (text: string) => void = () => undefined;
    const withdrawn: boolean[] = [];
    const running = run('read -p "First? " x; echo "got $x"; sleep 2; echo end', {
      onPrompt: (_line, goneOn) => {
        goneOn.addEventListener('abort', () => withdrawn.push(true));
        ownTerminals().forEach((terminal) => terminal.sendText('typed here', true));
        return new Promise((resolve) => (answer = resolve));
      },
    });
    const { output } = await running;
    answer('too late');
    assert.deepEqual(withdrawn, [true], 'one question, and nobody need answer it any more');
    assert.match(output, /got typed here\nend\n$/);
  });

  it('ends a command that nobody answers', async () => {
    const result = await run('echo $$ > pids.txt; read -p "Sure? [y/N] " x; echo "no: $x"', {
      onPrompt: async () => undefined,
    });
    assert.equal(result.gaveUp, true);
    assert.doesNotMatch(result.output, /no:/);
    await until('it has ended', async () => (await pidsIn('pids.txt')).every((pid) => !isAlive(pid)));
    assert.equal((await run('echo fine')).output, 'fine\n');
  });

  const cancelAfterStart = async (command: string, count: number) => {
    const controller = new AbortController();
    const ended = run(command, { signal: controller.signal }).then(
      () => undefined,
      (error: unknown) => error,
    );
    await until('it runs', async () => (await pidsIn('pids.txt')).length === count);
    const pids = await pidsIn('pids.txt');
    assert.ok(pids.every(isAlive), String(pids));
    controller.abort();
    assert.ok(isCancelled(await ended));
    await until('everything has ended', () => !pids.some(isAlive));
  };

  it('ends a command and all that it has started', () =>
    cancelAfterStart(
      'sleep 300 & echo $! >> pids.txt; (sleep 301 & echo $! >> pids.txt; wait) & echo $$ >> pids.txt; wait',
      3,
    ));

  it('ends what ignores the wish to end', () =>
    cancelAfterStart(
      'trap "" INT TERM HUP; bash -c \'trap "" INT TERM HUP; echo $$ >> pids.txt; while :; do sleep 1; done\' ' +
        '& echo $$ >> pids.txt; while :; do sleep 1; done',
      2,
    ));

  it('ends a daemon that has left the family, where the system tells', async function () {
    if (process.platform !== 'linux') return this.skip();
    await cancelAfterStart(
      '(setsid bash -c \'echo $$ >> pids.txt; trap "" TERM; while :; do sleep 1; done\' &) ; sleep 300 & echo ' +
        '$! >> pids.txt; wait',
      2,
    );
  });

  it('leaves alone what ran before in the same terminal', async () => {
    await run('echo first');
    await run('(sleep 100 & echo $! > pids.txt)');
    const [kept = 0] = await pidsIn('pids.txt');
    assert.ok(isAlive(kept));
    const controller = new AbortController();
    const ended = run('sleep 200', { signal: controller.signal }).catch(() => undefined);
    setTimeout(() => controller.abort(), 1000);
    await ended;
    assert.ok(isAlive(kept));
    process.kill(kept);
  });

  it('takes a closed terminal for a wish to stop', async () => {
    const ended = run('echo $$ > pids.txt; sleep 300').then(
      () => undefined,
      (error: unknown) => error,
    );
    await until('it runs', async () => (await pidsIn('pids.txt')).length === 1);
    ownTerminals().forEach((terminal) => terminal.dispose());
    assert.ok(isCancelled(await ended));
    assert.equal((await run('echo again')).output, 'again\n');
  });

  it('keeps both ends of a flood', async function () {
    this.timeout(180_000);
    const result = await run(
      'echo BEGIN; yes 0123456789012345678901234567890123456789012345678 | head -c 25000000; echo; echo END',
    );
    assert.equal(result.exitCode, 0);
    assert.match(result.output.slice(0, 100), /^BEGIN\n0123/);
    assert.match(result.output.slice(-100), /END\n$/);
    assert.match(result.output, /characters cut/);
    assert.ok(result.output.length <= 20_000_100);
  });

  it('loses nothing of many short commands, one after the other', async () => {
    for (let count = 0; count < 40; count++) {
      const { output, exitCode } = await run(
        count % 2 === 0 ? `cat <<'EOF'\n  ${count} "x"\nEOF\nexit ${count}` : `echo '  ${count} "x"'; exit ${count}`,
      );
      assert.deepEqual({ output, exitCode }, { output: `  ${count} "x"\n`, exitCode: count });
    }
  });

  describe('without shell integration', () => {
    let apart: ReturnType<typeof createVscodeCommands>;
    const settings = () => vscode.workspace.getConfiguration('terminal.integrated.shellIntegration');
    before(async () => {
      await settings().update('enabled', false, vscode.ConfigurationTarget.Global);
      apart = createVscodeCommands({ folders: workspaceFolders });
    });
    after(async () => {
      apart.dispose();
      await settings().update('enabled', undefined, vscode.ConfigurationTarget.Global);
    });
    const runApart = (command: string, given: Partial<CommandRequest> = {}) =>
      apart.run({ command, signal: noSignal, onOutput: () => undefined, onPrompt: nobody, ...given });

    it('runs as a task', async () => {
      const result = await runApart('echo out; echo "$PAGER"; exit 4');
      assert.deepEqual(
        { ...result, durationMs: 0 },
        { exitCode: 4, output: 'out\ncat\n', durationMs: 0, through: 'task' },
      );
    });

    it('types answers there too', async () => {
      const asked: string[] = [];
      const result = await runApart('printf "Name: "; read x; echo "hello $x"', {
        onPrompt: async (line) => (asked.push(line), 'Zoë'),
      });
      assert.deepEqual(asked, ['Name:']);
      assert.match(result.output, /hello Zoë\n$/);
      assert.equal((await runApart('printf "Name: "; read x', { onPrompt: async () => undefined })).gaveUp, true);
    });

    it('notices a wait without a question there too, where the system tells', async function () {
      if (process.platform !== 'linux') return this.skip();
      let asked = 0;
      // Without a terminal, bash does not print the question.
      const result = await runApart('read -p "Name? " x; echo "hello $x"', { onPrompt: async () => (asked++, 'Zoë') });
      assert.equal(asked, 1);
      assert.match(result.output, /hello Zoë\n$/);
    });

    it('ends everything, a daemon too where the system tells', async function () {
      if (process.platform !== 'linux') return this.skip();
      const controller = new AbortController();
      const ended = runApart(
        '(setsid bash -c \'echo $$ >> pids.txt; trap "" TERM; while :; do sleep 1; done\' &) ; sleep 300 & ' +
          'echo $! >> pids.txt; wait',
        { signal: controller.signal },
      ).then(
        () => undefined,
        (error: unknown) => error,
      );
      await until('it runs', async () => (await pidsIn('pids.txt')).length === 2);
      const pids = await pidsIn('pids.txt');
      controller.abort();
      assert.ok(isCancelled(await ended));
      await until('everything has ended', () => !pids.some(isAlive));
    });

    it('keeps both ends of a flood', async () => {
      const result = await runApart(
        'echo BEGIN; yes 0123456789012345678901234567890123456789012345678 | head -c 100000000; echo; echo END',
      );
      assert.match(result.output.slice(0, 100), /^BEGIN\n0123/);
      assert.match(result.output.slice(-100), /END\n$/);
      assert.ok(result.output.length <= 20_000_100);
    });
  });
});
