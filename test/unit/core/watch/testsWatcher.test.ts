import assert from 'node:assert/strict';
import { CancelledError, FluxError } from '../../../../src/base/errors';
import type { Settings, SettingsPort } from '../../../../src/contracts/settings';
import type { TestCase, TestReport, TestRequest } from '../../../../src/contracts/tests';
import type { Change, Finding } from '../../../../src/contracts/watch';
import { createTestsWatcher } from '../../../../src/core/watch/testsWatcher';
import { until } from '../../../harness/until.mjs';
import { finding, hang, schedule } from './stand';

const saved = (...paths: string[]): Change => ({ kind: 'saved', paths });
const asked: Change = { kind: 'asked' };

/** What a run says of tests by name: true for one that passes. */
type Results = Readonly<Record<string, boolean>>;

/** A project with two files of tests, and a runner that a test plays. */
function project(given: { readonly trusted?: boolean; readonly command?: string | undefined } = {}) {
  const settings: { -readonly [Key in keyof Settings]?: Settings[Key] } = { 'watchers.tests': 'affected' };
  const requests: TestRequest[] = [];
  const state = {
    trusted: given.trusted ?? true,
    command: 'command' in given ? given.command : 'npm test',
    files: { 'a.test.js': { adds: true, subtracts: true }, 'b.test.js': { divides: true } } as Record<string, Results>,
    ms: 60_000,
    /** Instead of what the files say. */
    play: undefined as ((request: TestRequest, signal: AbortSignal) => Promise<TestReport> | undefined) | undefined,
    affected: (paths: readonly string[]): readonly string[] => (paths.includes('readme.md') ? [] : ['a.test.js']),
  };
  const report = (request: TestRequest): TestReport => {
    const cases = Object.entries(state.files).flatMap(([file, results]) =>
      Object.entries(results)
        .filter(([name]) => request.failed?.some((each) => each.name === name && each.file === file) ?? true)
        .filter(() => request.files?.includes(file) ?? true)
        .map(([name, passes]): TestCase => ({ name, file, line: 3, status: passes ? 'passed' : 'failed' })),
    );
    const failures = cases
      .filter(({ status }) => status === 'failed')
      .map((test) => ({ ...test, message: 'Expected 3, got 4.' }));
    return {
      command: 'npm test',
      framework: 'node',
      exitCode: failures.length > 0 ? 1 : 0,
      durationMs: state.ms,
      passed: cases.length - failures.length,
      failed: failures.length,
      skipped: 0,
      failures,
      cases: cases.map((test) => failures.find(({ name }) => name === test.name) ?? test),
      output: '',
    };
  };
  const watcher = createTestsWatcher({
    tests: {
      describe: async () => state.command,
      async runQuietly(request, signal) {
        requests.push(request);
        return (await state.play?.(request, signal)) ?? report(request);
      },
    },
    affected: async (paths) => state.affected(paths),
    settings: ((key: keyof Settings) => settings[key]) as SettingsPort,
    trusted: () => state.trusted,
    patience: { times: 3, least: 40, most: 120 },
  });
  const look = (...changes: Change[]): Promise<readonly Finding[]> =>
    watcher.look(changes, new AbortController().signal);
  return { watcher, look, requests, state, settings, report };
}

describe('watcher of tests', () => {
  it('offers what a save broke, with what it was and where', async () => {
    const { look, requests, state } = project();
    assert.deepEqual(await look(saved('a.js')), []);
    state.files['a.test.js'] = { adds: false, subtracts: true };
    const [found, ...others] = await look(saved('a.js'));
    assert.deepEqual(others, []);
    assert.deepEqual(
      { ...found, sure: undefined },
      {
        kind: 'failing_tests',
        key: 'a.test.js',
        cause: 'adds',
        title: '“adds” fails',
        detail: 'Expected 3, got 4\nSince a.js changed.',
        goal: 'Fix the failing test “adds” in a.test.js:3: Expected 3, got 4. It began when a.js changed.',
        paths: ['a.test.js', 'a.js'],
        places: [{ path: 'a.test.js', line: 3 }],
        sure: undefined,
        useful: 0.85,
      },
    );
    assert.ok((found?.sure ?? 0) > 0.9);
    assert.deepEqual(requests.slice(1), [{ files: ['a.test.js'] }, { failed: [{ ...requests[2]?.failed?.[0] }] }]);
    state.files['a.test.js'] = { adds: true, subtracts: true };
    assert.deepEqual(await look(saved('a.js')), []);
    assert.equal(requests.length, 4, 'what passes is not run twice');
  });

  it('is less sure of what failed when it first ran', async () => {
    const { look, state } = project();
    state.files['a.test.js'] = { adds: false };
    const [old] = await look(saved('a.js'));
    assert.ok((old?.sure ?? 1) < 0.9);
    state.files['a.test.js'] = { adds: true };
    await look(saved('a.js'));
    state.files['a.test.js'] = { adds: false };
    assert.ok(((await look(saved('a.js')))[0]?.sure ?? 0) > 0.9);
  });

  it('calls flaky what changes its mind without a change, and does not offer it', async () => {
    const { watcher, look, state, report } = project();
    await look(saved('a.js'));
    let runs = 0;
    state.play = async (request) => {
      state.files['a.test.js'] = { adds: runs++ > 0, subtracts: true };
      return report(request);
    };
    assert.deepEqual(await look(saved('a.js')), []);
    assert.equal(runs, 2);
    assert.match(await watcher.describe(), /Not offered, since they fail and pass by themselves: “adds”\.$/);
  });

  it('still offers what fails where it cannot be run alone', async () => {
    const { look, state } = project();
    await look(saved('a.js'));
    state.files['a.test.js'] = { adds: false };
    state.play = (request) =>
      request.failed ? Promise.reject(new FluxError('tests_crashed', 'It knows no such option.')) : undefined;
    assert.equal((await look(saved('a.js'))).length, 1);
  });

  it('forgets a run that typing cut short, so that all of it comes again', async () => {
    const { watcher, look, requests, state } = project();
    await look(saved('a.js'));
    state.files['a.test.js'] = { adds: false };
    const typing = new AbortController();
    state.play = (request, signal) => {
      if (!request.failed) return undefined;
      typing.abort();
      return hang(signal);
    };
    await assert.rejects(watcher.look([saved('a.js')], typing.signal), { name: 'AbortError' });
    state.play = undefined;
    const before = requests.length;
    assert.equal((await look(saved('a.js'))).length, 1);
    assert.equal(requests.length, before + 2, 'what is new is confirmed');
  });

  it('stops a runner that does not end, says so once, and tries again when it is asked', async () => {
    const { watcher, state, requests } = project();
    state.play = (_, signal) => hang(signal);
    const { scheduler, log } = schedule([watcher]);
    scheduler.hear(saved('a.js'));
    await until('it has given up', () => scheduler.statuses()[0]?.state === 'failing');
    for (let times = 0; times < 3; times++) {
      scheduler.hear(saved('a.js'));
      await until('it is off', () => scheduler.statuses()[0]?.state === 'off');
    }
    assert.equal(requests.length, 1);
    assert.match(scheduler.statuses()[0]?.detail ?? '', /^Stopped: npm test had not ended after .+\. It is not run/);
    assert.equal(log.warnings.length, 1);
    state.play = undefined;
    scheduler.hear(asked);
    await scheduler.settled();
    assert.deepEqual([requests.length, scheduler.statuses()[0]?.state], [2, 'watching']);
    scheduler.dispose();
  });

  it('tries again where the command is another', async () => {
    const { watcher, look, state } = project();
    state.play = (_, signal) => hang(signal);
    await assert.rejects(look(saved('a.js')), { reason: 'tests_given_up' });
    assert.match((await watcher.off()) ?? '', /^Stopped: npm test/);
    state.command = 'npx vitest run';
    assert.equal(await watcher.off(), undefined);
  });

  it('does not take a slow whole suite for endless because a part of it was quick', async () => {
    const { look, state, report } = project();
    state.ms = 1;
    await look(saved('a.js'));
    state.ms = 60_000;
    state.play = (request, signal) =>
      Promise.race([
        hang(signal),
        new Promise<TestReport>((resolve) => setTimeout(() => resolve(report(request)), 70)),
      ]);
    await look(asked);
    await assert.rejects(look(saved('a.js')), { reason: 'tests_given_up' }, 'the part has a limit of its own');
  });

  it('runs the whole suite once that is known to be quick, and not because a second run of one test was', async () => {
    const { look, requests, state } = project();
    state.ms = 100;
    state.files['a.test.js'] = { adds: false };
    await look(saved('a.js'));
    assert.ok(requests[1]?.failed);
    await look(saved('a.js'));
    assert.deepEqual(requests.at(-1), { files: ['a.test.js'] });
    await look(asked);
    await look(saved('readme.md'));
    assert.deepEqual(requests.at(-1), {});
  });

  it('runs nothing for saves that reach no test, for too many at once, and for a start', async () => {
    const { look, requests } = project();
    await look(saved('readme.md'));
    await look(saved(...Array.from({ length: 51 }, (_, at) => `${at}.js`)));
    await look({ kind: 'opened' });
    assert.deepEqual(requests, []);
  });

  it('runs few files for many saves, those that failed among them', async () => {
    const { look, requests, state } = project();
    state.files['b.test.js'] = { divides: false };
    state.affected = () => ['b.test.js'];
    await look(saved('b.js'));
    state.affected = () => Array.from({ length: 40 }, (_, at) => `${at}.test.js`);
    await look(saved(...Array.from({ length: 50 }, (_, at) => `${at}.js`)));
    assert.equal(requests.at(-1)?.files?.length, 24);
    assert.ok(requests.at(-1)?.files?.includes('b.test.js'));
  });

  it('does not hear what tests write, so that tests which rewrite sources do not run for ever', async () => {
    const { watcher, requests, report, state } = project();
    const { scheduler } = schedule([watcher]);
    state.play = async (request) => {
      scheduler.hear({ kind: 'changed', paths: ['src/generated.js', 'a.js'] });
      scheduler.hear({ kind: 'git' });
      return report(request);
    };
    scheduler.hear(saved('a.js'));
    await scheduler.settled();
    await scheduler.settled();
    assert.equal(requests.length, 1);
    scheduler.dispose();
  });

  it('looks anew when a session has ended, at what it changed', async () => {
    const { look, requests } = project();
    const session = { changedFiles: ['a.js'] } as unknown as Extract<Change, { kind: 'ended' }>['session'];
    await look({ kind: 'ended', session });
    assert.deepEqual(requests, [{ files: ['a.test.js'] }]);
  });

  it('offers after a reload what it offered before, until a run says otherwise', async () => {
    const { watcher, look, requests, state } = project();
    const before = finding({ cause: 'adds\nsubtracts', paths: ['a.test.js', 'a.js'] });
    watcher.recall?.([before]);
    state.files['a.test.js'] = { adds: false, subtracts: true };
    const [found, ...others] = await look({ kind: 'opened' });
    assert.deepEqual(others, []);
    assert.deepEqual(requests, [{ files: ['a.test.js'] }], 'what is known to fail is no news, so not confirmed');
    assert.deepEqual([found?.cause, found?.key, found?.paths], ['adds', 'a.test.js', ['a.test.js', 'a.js']]);
    state.files['a.test.js'] = {};
    assert.deepEqual(await look(saved('other.js')), [], 'tests that are gone fail no more');
  });

  it('runs everything where a failing test names no file, since a part cannot be asked for', async () => {
    const { watcher, look, requests } = project();
    watcher.recall?.([finding({ key: '' })]);
    assert.deepEqual(await look(saved('readme.md')), []);
    assert.deepEqual(requests, [{}]);
  });

  it('runs nothing in a workspace that is not trusted, without tests, or where it is off', async () => {
    const untrusted = project({ trusted: false });
    assert.match((await untrusted.watcher.off()) ?? '', /not trusted/);
    const { scheduler, found } = schedule([untrusted.watcher]);
    for (const change of [{ kind: 'opened' } as const, saved('a.js'), asked]) scheduler.hear(change);
    await scheduler.settled();
    assert.deepEqual(untrusted.requests, []);
    assert.deepEqual(found, [{ watcher: 'tests', findings: undefined }]);
    untrusted.state.trusted = true;
    scheduler.hear(saved('a.js'));
    await scheduler.settled();
    assert.equal(untrusted.requests.length, 1, 'once trusted it runs');
    scheduler.dispose();
    const none = project({ command: undefined });
    assert.match((await none.watcher.off()) ?? '', /no tests were found/);
    const off = project();
    off.settings['watchers.tests'] = 'off';
    assert.match((await off.watcher.off()) ?? '', /flux\.watchers\.tests/);
  });

  for (const reason of ['command_not_found', 'tests_crashed'])
    it(`says once that the command cannot be run (${reason}), and goes on after the next save`, async () => {
      const { watcher, requests, state } = project();
      const { scheduler, log } = schedule([watcher]);
      state.play = () => Promise.reject(new FluxError(reason, 'The command “vitest” was not found.'));
      for (let times = 1; times <= 3; times++) {
        scheduler.hear(saved('a.js'));
        await until('it was tried', () => requests.length === times && scheduler.statuses()[0]?.state === 'failing');
      }
      assert.equal(scheduler.statuses()[0]?.detail, 'The command “vitest” was not found.');
      assert.equal(log.warnings.length, 1);
      state.play = undefined;
      scheduler.hear(saved('a.js'));
      await until('it watches', () => scheduler.statuses()[0]?.state === 'watching');
      scheduler.dispose();
    });

  it('does not take a command that the shell does not find for a failing test', async () => {
    const { look, state, report } = project();
    const failure = { name: 'no-such ended with exit code 127', message: 'sh: 1: no-such: not found' };
    state.play = async (request) => ({
      ...report(request),
      command: 'no-such',
      framework: 'unknown',
      exitCode: 127,
      cases: [],
      failures: [failure],
    });
    await assert.rejects(look(saved('a.js')), {
      reason: 'command_not_found',
      message: /^“no-such” could not be started: sh: 1: no-such: not found\. Set flux\.tests\.command/,
    });
    state.play = async (request) => ({
      ...report(request),
      framework: 'unknown',
      exitCode: 1,
      cases: [],
      failures: [failure],
    });
    assert.equal((await look(saved('a.js'))).length, 1, 'any other exit code is one');
  });

  it('starts no task that only the person can', async () => {
    const { watcher, look, state } = project({ command: 'task “Test”' });
    state.play = () => Promise.reject(new FluxError('tests_by_task', 'The tests run by the task “Test”.'));
    await assert.rejects(look(saved('a.js')), { reason: 'tests_given_up' });
    assert.equal(await watcher.off(), 'The tests run by the task “Test”.');
  });

  it('runs once for ten saves a second', async () => {
    const { watcher, requests } = project();
    const { scheduler } = schedule([watcher], { quietMs: () => 300 });
    for (let at = 0; at < 10; at++) {
      scheduler.hear(saved('a.js'));
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    assert.equal(requests.length, 0);
    await scheduler.settled();
    assert.equal(requests.length, 1);
    scheduler.dispose();
  });

  it('runs all tests where that is wished', async () => {
    const { look, requests, settings } = project();
    settings['watchers.tests'] = 'all';
    await look(saved('readme.md'));
    assert.deepEqual(requests, [{}]);
  });

  it('passes on that it was stopped', async () => {
    const { look, state } = project();
    state.play = () => Promise.reject(new CancelledError());
    await assert.rejects(look(saved('a.js')), { name: 'CancelledError' });
  });
});
