import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { symlink } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import type { TestReport, TestRequest } from '../../../src/contracts/tests';
import { runProcess } from '../../../src/node/process/processes';
import { detectTests } from '../../../src/node/testRunners/detectTests';
import { prepareTestRun } from '../../../src/node/testRunners/prepareTestRun';
import { makeProject, removeProjects, runnerProjects, type RunnerProject } from './testProjects';

const summary = ({ passed, failed, skipped }: Pick<TestReport, 'passed' | 'failed' | 'skipped'>) =>
  `${passed} passed, ${failed} failed, ${skipped} skipped`;
const failed = ({ failures }: Pick<TestReport, 'failures'>) =>
  failures.map(({ name, file, line }) => `${name} @ ${file}:${line}`).sort();

/** A folder with packages that this repository does not install, to try more runners by hand. */
const morePackages = process.env['FLUX_TRY_PACKAGES'] ?? '';

describe('test runs by runner', function () {
  this.timeout(120_000);
  after(removeProjects);

  for (const [name, sample] of Object.entries(runnerProjects))
    describe(name, () => {
      let root = '';
      before(async function () {
        if (!isThere(sample)) {
          console.log(`      (${name} is not installed here, so it is not tried)`);
          return this.skip();
        }
        root = await makeProject(sample.files);
        if (sample.needsPackage !== undefined && !isInstalledHere(sample.needsPackage))
          await symlink(join(morePackages, 'node_modules'), join(root, 'node_modules'));
      });

      async function run(request: TestRequest = {}): Promise<TestReport> {
        const found = await detectTests({ root, settings: { command: '', framework: '' } });
        assert.equal(found?.framework, sample.framework);
        const prepared = await prepareTestRun(root, found, request);
        try {
          const env = {
            ...prepared.env,
            ...sample.env,
            PATH: [dirname(process.execPath), prepared.env['PATH'] ?? process.env['PATH']].join(delimiter),
          };
          const result = await runProcess({
            shellCommand: prepared.shellCommand,
            cwd: root,
            env,
            signal: new AbortController().signal,
          });
          return await prepared.readReport({ ...result, exitCode: result.exitCode ?? 1 });
        } finally {
          await prepared.dispose();
        }
      }

      it('tells everything', async () => {
        const report = await run();
        assert.equal(report.framework, sample.framework);
        assert.deepEqual(failed(report), [...sample.failed].sort(), report.output);
        assert.equal(summary(report), sample.counts);
        assert.match(report.failures.map(({ message }) => message).join('\n'), sample.message);
        assert.equal(report.cases?.length, report.passed + report.failed + report.skipped);
      });

      it('runs one file', async () => {
        const report = await run({ files: [sample.oneFile.file] });
        assert.equal(summary(report), sample.oneFile.counts, `${report.command}\n${report.output}`);
      });

      it('runs a name, whatever signs are in it', async () => {
        const report = await run({ name: sample.oneName.name });
        const ran = (report.cases ?? []).filter(({ status }) => status !== 'skipped').map((test) => test.name);
        assert.deepEqual(ran, sample.oneName.runs, `${report.command}\n${report.output}`);
      });

      it('runs what failed last, and nothing else', async () => {
        const last = await run();
        const report = await run({ failed: last.failures });
        assert.deepEqual(failed(report), failed(last), `${report.command}\n${report.output}`);
        assert.equal(report.passed, sample.passedAgain ?? 0, `${report.command}\n${report.output}`);
      });
    });
});

function isThere({ probe, needsPackage }: RunnerProject): boolean {
  if (needsPackage !== undefined)
    return isInstalledHere(needsPackage) || existsSync(join(morePackages, 'node_modules', needsPackage));
  try {
    execFileSync(probe[0] ?? '', probe.slice(1), { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

function isInstalledHere(name: string): boolean {
  return existsSync(join(process.env['FLUX_REPO_ROOT'] ?? process.cwd(), 'node_modules', name));
}
