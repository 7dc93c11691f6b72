import assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CancelledError, FluxError } from '../../../src/base/errors';
import { runProcess } from '../../../src/node/process/processes';
import { until } from '../../harness/until.mjs';

const signal = () => new AbortController().signal;
const cwd = tmpdir();
const node = (script: string) => ({ command: process.execPath, args: ['-e', script], cwd });
const alive = (pid: number) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

describe('processes', function () {
  this.timeout(10_000);
  if (process.platform === 'win32') return;

  it('reports the exit code and everything that was printed', async () => {
    const heard: string[] = [];
    const result = await runProcess({
      ...node('console.log("ö".repeat(3)); console.error("err"); process.exit(3)'),
      signal: signal(),
      onOutput: (text) => heard.push(text),
    });
    assert.equal(result.exitCode, 3);
    assert.match(result.output, /ööö\n/);
    assert.match(result.output, /err\n/);
    assert.equal(heard.join(''), result.output);
  });

  it('runs a shell line with its own environment and no standard input', async () => {
    const result = await runProcess({
      shellCommand: 'cat; echo "$FLUX_X" | tr a-z A-Z && exit 5',
      cwd,
      env: { FLUX_X: 'word', HOME: undefined },
      signal: signal(),
    });
    assert.equal(result.output, 'WORD\n');
    assert.equal(result.exitCode, 5);
  });

  it('keeps the order of what a shell line writes to both of its outputs', async () => {
    const result = await runProcess({
      shellCommand: 'for i in 1 2 3 4 5 6 7 8 9; do echo "out $i"; echo "err $i" >&2; done',
      cwd,
      signal: signal(),
    });
    assert.equal(result.output, Array.from({ length: 9 }, (_, at) => `out ${at + 1}\nerr ${at + 1}\n`).join(''));
  });

  it('keeps both ends of a very long output', async () => {
    const result = await runProcess({
      ...node(
        'process.stdout.write("BEGIN"); for (let i = 0; i < 200; i++) process.stdout.write("x".repeat(1000)); ' +
          'process.stdout.write("END")',
      ),
      signal: signal(),
      keep: 10_000,
    });
    assert.match(result.output, /^BEGINx/);
    assert.match(result.output, /xEND$/);
    assert.match(result.output, /characters cut/);
    assert.ok(result.output.length < 10_100);
  });

  it('ends a process that ignores the polite request', async () => {
    const abort = new AbortController();
    let pid = 0;
    const started = Date.now();
    await assert.rejects(
      runProcess({
        ...node('process.on("SIGTERM", () => {}); console.log(process.pid); setInterval(() => {}, 1000)'),
        signal: abort.signal,
        onOutput: (text) => {
          pid = Number(text);
          abort.abort();
        },
      }),
      CancelledError,
    );
    assert.ok(Date.now() - started >= 1900);
    assert.equal(alive(pid), false);
  });

  it('ends children and grandchildren too, even those that ignore the polite request', async () => {
    const abort = new AbortController();
    let output = '';
    const run = runProcess({
      shellCommand:
        `(trap '' TERM; echo "pid:$$"; sh -c 'trap "" TERM; echo "pid:$$"; while :; do sleep 1; done' & sleep ` +
        `100) & echo "pid:$!"; wait`,
      cwd,
      signal: abort.signal,
      onOutput: (text) => {
        output += text;
      },
    });
    await until('three of them run', () => output.match(/pid:\d+\n/g)?.length === 3);
    abort.abort();
    await assert.rejects(run, CancelledError);
    const pids = [...output.matchAll(/pid:(\d+)/g)].map((match) => Number(match[1]));
    assert.equal(pids.length, 3);
    // Orphans stay visible until the system's first process has noticed their end.
    await until('all have ended', () => !pids.some(alive));
  });

  it('does not wait for a grandchild that keeps the pipe open', async () => {
    const started = Date.now();
    const result = await runProcess({ shellCommand: 'sleep 60 & echo started', cwd, signal: signal() });
    assert.equal(result.output, 'started\n');
    assert.ok(Date.now() - started < 50_000);
  });

  it('passes bytes through, apart from standard error, however many there are', async () => {
    const input = Buffer.alloc(3_000_000, 'ab\xff\n', 'latin1');
    const heard: Buffer[] = [];
    const result = await runProcess({
      command: 'sh',
      args: ['-c', 'echo said >&2; cat; (sleep 0.4; printf later) &'],
      cwd,
      signal: signal(),
      input,
      onBytes: (data) => heard.push(data),
    });
    assert.ok(Buffer.concat(heard).equals(Buffer.concat([input, Buffer.from('later')])));
    assert.equal(result.output, 'said\n');
    assert.equal(result.exitCode, 0);
  });

  it('waits for no bytes of what has left the family once it is stopped', async function () {
    if (process.platform !== 'linux') return this.skip();
    const abort = new AbortController();
    let printed = '';
    const run = runProcess({
      shellCommand: 'setsid sleep 60 & echo $!; wait',
      cwd,
      signal: abort.signal,
      onBytes: (data) => (printed += data.toString()),
    });
    await until('it runs', () => printed.endsWith('\n'));
    abort.abort();
    await assert.rejects(run, CancelledError);
    if (alive(Number(printed))) process.kill(Number(printed));
  });

  it('gives what is typed to its standard input', async () => {
    let write: (text: string | undefined) => void = () => undefined;
    const result = await runProcess({
      shellCommand: 'echo ready; read x; echo "got $x"; cat; echo end',
      cwd,
      signal: signal(),
      onInput: (given) => (write = given),
      onOutput: (text) => {
        if (text.includes('ready')) write('one\ntwo\n');
        if (text.includes('two')) write(undefined);
      },
    });
    assert.equal(result.output, 'ready\ngot one\ntwo\nend\n');
    write('too late');
  });

  it('tells whether its input is being read, where the system tells', async function () {
    if (process.platform !== 'linux') return this.skip();
    const stop = join(cwd, `flux-stop-${process.pid}`);
    let isRead = async () => false;
    let write: (text: string | undefined) => void = () => undefined;
    const run = runProcess({
      shellCommand: 'read x; (read y; echo "$x $y"); while kill -0 $PPID && [ ! -e "$STOP" ]; do sleep 0.05; done',
      env: { STOP: stop },
      cwd,
      signal: signal(),
      onInput: (given, reading) => {
        write = given;
        isRead = reading;
      },
    });
    await until('the shell reads', isRead);
    write('one\n');
    await until('its child reads', isRead);
    write('two\n');
    await until('nobody reads', async () => !(await isRead()));
    await writeFile(stop, '');
    assert.equal((await run).output, 'one two\n');
    await rm(stop);
  });

  it('ends a daemon that has left the family, where the system tells', async function () {
    if (process.platform !== 'linux') return this.skip();
    const abort = new AbortController();
    let output = '';
    const run = runProcess({
      shellCommand:
        `(setsid sh -c 'trap "" TERM; echo "pid:$$"; while :; do sleep 1; done' &); sleep 100 & echo "pid:$!"; ` +
        `wait`,
      cwd,
      mark: { name: 'FLUX_TEST_MARK', value: `${process.pid}-${Date.now()}` },
      signal: abort.signal,
      onOutput: (text) => {
        output += text;
        if (output.match(/pid:\d+\n/g)?.length === 2) abort.abort();
      },
    });
    await assert.rejects(run, CancelledError);
    const pids = [...output.matchAll(/pid:(\d+)/g)].map((match) => Number(match[1]));
    await until('all have ended', () => !pids.some(alive));
  });

  it('says in a sentence that a program or folder is missing', async () => {
    const missing = (error: unknown) => FluxError.is(error, 'command_not_found') && /was not found/.test(error.message);
    await assert.rejects(runProcess({ command: 'no-such-program-anywhere', cwd, signal: signal() }), missing);
    await assert.rejects(runProcess({ ...node(''), cwd: '/no/such/folder', signal: signal() }), missing);
    await assert.rejects(runProcess({ ...node(''), signal: AbortSignal.abort() }), CancelledError);
  });
});
