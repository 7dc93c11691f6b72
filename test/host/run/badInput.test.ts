import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { answersByPurpose } from '../../model/scriptedModel';
import {
  disk,
  fixBlock,
  fixPlan,
  fixStep,
  git,
  planText,
  put,
  reset,
  root,
  setFlux,
  statuses,
  testStep,
  until,
} from '../flux';
import { useFlux } from '../useFlux';

const goal = 'add email validation';
const block = (path: string, search: string, replace: string) =>
  `${path}\n<<<<<<< SEARCH\n${search}\n=======\n${replace}\n>>>>>>> REPLACE`;

describe('bad input', () => {
  const flux = useFlux({ settings: { 'flux.tests.baselineSeconds': 0, 'files.autoSave': 'off' } });

  const run = async (plan: string) => {
    flux.model.script(answersByPurpose({ plan, bind: 'no blocks', repair: 'none' }));
    return flux.api.whenSettled((await flux.api.start({ goal, approve: 'now' })).id);
  };
  const editPlan = (blocks: string) => `${planText([{ ...fixStep, input: {} }])}\n=== fix ===\n${blocks}`;

  it('refuses an empty goal and one of 200,000 characters', async () => {
    await assert.rejects(flux.api.start({ goal: '  ' }), { reason: 'empty_goal' });
    await assert.rejects(flux.api.start({ goal: 'x'.repeat(200_000) }), { reason: 'goal_too_long' });
  });

  it('refuses paths that leave the folder, through a symlink too, and writes nothing', async () => {
    const outside = mkdtempSync(join(tmpdir(), 'flux-outside-'));
    writeFileSync(join(outside, 'victim.txt'), 'untouched\n');
    symlinkSync(outside, join(root(), 'link'));
    for (const path of ['../x.txt', '/etc/x.txt', 'link/victim.txt', 'link/new.txt', '.git/config']) {
      const plan =
        `${planText([{ id: 'w', title: 'Write', tool: 'write_file', input: { path } }])}\n=== w ` +
        `===\n\`\`\`\nbad\n\`\`\``;
      flux.model.script(() => plan);
      await assert.rejects(
        flux.api.start({ goal }),
        (error: Error & { reason: string }) => error.reason === 'plan_unusable' && error.message.includes(path),
        path,
      );
    }
    rmSync(outside, { recursive: true });
  });

  it('keeps CRLF, a BOM and a missing final newline as they were', async () => {
    put('crlf.js', 'one\r\ntwo\r\nthree\r\n');
    put('bom.js', '\ufeffone\ntwo\n');
    put('open.js', 'one\ntwo');
    const done = await run(
      editPlan(
        [block('crlf.js', 'two', 'TWO\nand more'), block('bom.js', 'one', 'ONE'), block('open.js', 'two', 'TWO')].join(
          '\n',
        ),
      ),
    );
    assert.equal(done.plan?.steps[0]?.status, 'done', done.error?.message);
    assert.equal(disk('crlf.js'), 'one\r\nTWO\r\nand more\r\nthree\r\n');
    assert.equal(disk('bom.js'), '\ufeffONE\ntwo\n');
    assert.equal(disk('open.js'), 'one\nTWO');
  });

  it('refuses a binary and a huge file in words, and all blocks of a step with one', async () => {
    put('image.bin', Buffer.from([0x89, 0x50, 0, 1, 2, 3, 0]));
    put('huge.txt', 'x\n'.repeat(6_000_000));
    for (const [path, word] of [
      ['image.bin', /not a text file/i],
      ['huge.txt', /large|MB/i],
    ] as const) {
      const failed = await run(editPlan(`${fixBlock}\n${block(path, 'x', 'y')}`));
      assert.equal(failed.state, 'failed');
      assert.match(failed.error?.message ?? '', word);
      assert.doesNotMatch(disk('src/login/validate.js'), /valid e-mail/, 'nothing is half written');
    }
  });

  it('edits a file that changed on the disk since the plan where the edit still fits, and refuses where it does not', async () => {
    flux.model.script(answersByPurpose({ plan: fixPlan, bind: 'no', repair: 'no' }));
    const first = await flux.api.start({ goal });
    put('src/login/validate.js', `// a line of the person's\n${disk('src/login/validate.js')}`);
    await flux.api.approve(first.id);
    assert.equal((await flux.api.whenSettled(first.id)).state, 'complete');
    assert.match(disk('src/login/validate.js'), /^\/\/ a line of the person's\n[\s\S]*valid e-mail/);
    await reset();
    const second = await flux.api.start({ goal });
    put('src/login/validate.js', 'export const validateLogin = () => ({});\n');
    await flux.api.approve(second.id);
    const failed = await flux.api.whenSettled(second.id);
    assert.equal(failed.state, 'failed');
    assert.match(failed.error?.message ?? '', /validate\.js/);
    assert.equal(disk('src/login/validate.js'), 'export const validateLogin = () => ({});\n');
  });

  it('refuses to overwrite a whole file that changed since it was read', async () => {
    const plan =
      `${planText([{ id: 'w', title: 'Rewrite', tool: 'write_file', input: { path: 'src/clock.js' } }])}\n=== w ` +
      `===\n\`\`\`js\nexport const minutes = 1;\n\`\`\``;
    flux.model.script(answersByPurpose({ plan, bind: '```\nagain\n```' }));
    const proposed = await flux.api.start({ goal: 'rewrite clock.js' });
    put('src/clock.js', '// precious\n');
    await flux.api.approve(proposed.id);
    await flux.api.whenSettled(proposed.id);
    const now = disk('src/clock.js');
    assert.ok(now === '// precious\n' || now === 'again\n', 'kept, or rewritten by a binding that was shown it');
    assert.doesNotMatch(now, /minutes = 1/);
  });

  it('edits unsaved text as it stands and leaves it unsaved, and says so', async () => {
    const document = await vscode.workspace.openTextDocument(join(root(), 'src/login/validate.js'));
    await until('the reset has reached the editor', () => document.getText() === disk('src/login/validate.js'));
    const editor = await vscode.window.showTextDocument(document, { preview: false });
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), '// unsaved\n'));
    const before = disk('src/login/validate.js');
    const done = await run(`${planText([fixStep])}\n=== fix ===\n${fixBlock}`);
    assert.match(document.getText(), /^\/\/ unsaved\n[\s\S]*valid e-mail/);
    assert.equal(document.isDirty, true);
    assert.equal(disk('src/login/validate.js'), before);
    assert.ok(
      done.report?.unverified.some((line) => line.includes('not saved')),
      done.summary,
    );
  });

  it('stops a test task: its processes end, nothing runs on', async () => {
    put(
      'test/slow.test.js',
      "import { test } from 'node:test';\nimport { writeFileSync } from 'node:fs';\ntest('slow', async () => { " +
        "writeFileSync('pid', String(process.pid)); await new Promise((resolve) => setTimeout(resolve, 60_000)); " +
        '});\n',
    );
    flux.model.script(answersByPurpose({ plan: fixPlan }));
    const { id } = await flux.api.start({ goal, approve: 'now' });
    await until('the test process runs', () => {
      try {
        return disk('pid').length > 0;
      } catch {
        return false;
      }
    });
    const pid = Number(disk('pid'));
    const stopped = await flux.api.stop(id);
    assert.equal(stopped.state, 'cancelled');
    assert.deepEqual(statuses(stopped), ['fix done', 'tests cancelled']);
    await until('the test process has ended', () => {
      try {
        process.kill(pid, 0);
        return false;
      } catch {
        return true;
      }
    });
    assert.equal(vscode.tasks.taskExecutions.length, 0);
  });

  it('stops during a commit: the session tells whether the commit was made', async () => {
    mkdirSync(join(root(), '.git/hooks'), { recursive: true });
    put('.git/hooks/pre-commit', '#!/bin/sh\ntouch .git/hook-began\nsleep 2\n');
    chmodSync(join(root(), '.git/hooks/pre-commit'), 0o755);
    flux.model.script(
      answersByPurpose({
        plan:
          `${planText([fixStep, { id: 'commit', title: 'Commit', tool: 'git_commit', input: { message: 'Check' } }], {})}\n=== ` +
          `fix ===\n${fixBlock}`,
      }),
    );
    const { id } = await flux.api.start({ goal, approve: 'now' });
    await until('the hook has begun', () => {
      try {
        disk('.git/hook-began');
        return true;
      } catch {
        return false;
      }
    });
    const stopped = await flux.api.stop(id);
    rmSync(join(root(), '.git/hooks/pre-commit'));
    rmSync(join(root(), '.git/hook-began'));
    assert.equal(stopped.state, 'cancelled');
    const made = git('log', '-1', '--format=%s') === 'Check';
    const commit = stopped.plan?.steps.find((step) => step.id === 'commit');
    assert.equal(commit?.status === 'done', made, `recorded ${commit?.status}, git says ${made}`);
    assert.equal(stopped.report?.commit !== undefined, made);
  });

  it('tells what a hook that refuses the commit said', async () => {
    // Behind pre-commit git may end before the editor's extension has written the message to it, which is an error of its
    // own there that nobody catches.
    put('.git/hooks/commit-msg', '#!/bin/sh\necho "No commits on Fridays" >&2\nexit 1\n');
    chmodSync(join(root(), '.git/hooks/commit-msg'), 0o755);
    const failed = await run(
      `${planText([fixStep, testStep, { id: 'commit', title: 'Commit', tool: 'git_commit', input: { message: 'Check' } }], { verify: 'tests' })}\n=== ` +
        `fix ===\n${fixBlock}`,
    );
    rmSync(join(root(), '.git/hooks/commit-msg'));
    assert.equal(failed.error?.reason, 'hook_refused');
    assert.match(failed.error?.message ?? '', /Fridays/);
  });

  it('tells of a missing identity how to set one', async () => {
    git('config', '--local', '--unset', 'user.name');
    git('config', '--local', '--unset', 'user.email');
    git('config', '--local', 'user.useConfigOnly', 'true');
    const failed = await run(
      `${planText([fixStep, testStep, { id: 'commit', title: 'Commit', tool: 'git_commit', input: { message: 'Check' } }], { verify: 'tests' })}\n=== ` +
        `fix ===\n${fixBlock}`,
    );
    git('config', '--local', 'user.name', 'Sample');
    git('config', '--local', 'user.email', 'sample@example.com');
    assert.equal(failed.error?.reason, 'no_identity', failed.error?.message);
    assert.match(failed.error?.message ?? '', /user\.email/);
  });

  it('tells of an endpoint that is down, and of a wrong key', async () => {
    await setFlux({ 'model.baseUrl': 'http://127.0.0.1:9/v1' });
    await assert.rejects(flux.api.start({ goal }), { reason: 'model_unreachable', message: /127\.0\.0\.1:9/ });
    await setFlux({ 'model.baseUrl': flux.model.url });
    const refused = { text: '', fault: { kind: 'status', status: 401, times: Infinity } } as const;
    flux.model.script(() => refused);
    await assert.rejects(flux.api.start({ goal }), { reason: 'model_key', message: /Set API Key/ });
  });

  it('gives up on an endpoint that is silent for longer than the setting allows, and cuts endless output', async () => {
    await setFlux({ 'model.timeoutSeconds': 1 });
    flux.model.script(() => ({ text: '', fault: 'hang' }));
    await assert.rejects(flux.api.start({ goal }), { reason: 'model_timeout' });
    flux.model.script(() => ({ text: 'word '.repeat(90_000), fault: 'endless' }));
    await assert.rejects(flux.api.start({ goal }), { reason: 'model_runaway' });
    await setFlux({ 'model.timeoutSeconds': undefined });
  });

  it('ends the request when the person cancels while planning', async () => {
    flux.model.script(() => ({ text: '', fault: 'hang' }));
    const before = flux.model.requests.length;
    const starting = flux.api.start({ goal, name: 'to be stopped' });
    await until('the request has arrived', () => flux.model.requests.length > before);
    await flux.api.stop('to be stopped');
    assert.equal((await starting).state, 'cancelled');
    await until('the connection is closed', () => flux.model.requests.at(-1)?.aborted === true);
  });
});
