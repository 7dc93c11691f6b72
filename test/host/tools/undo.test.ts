import assert from 'node:assert/strict';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { answersByPurpose } from '../../model/scriptedModel';
import { disk, fixBlock, fixPlan, fixStep, git, planText, put, reset, root, testStep } from '../flux';
import { useFlux } from '../useFlux';
import { readTree } from './tree';

const goal = 'add email validation';

describe('undo and redo', () => {
  const flux = useFlux({ settings: { 'flux.tests.baselineSeconds': 0, 'files.autoSave': 'off' } });

  const run = async (plan: string) => {
    flux.model.script(answersByPurpose({ plan, commit_message: 'Check addresses' }));
    const session = await flux.api.start({ goal, approve: 'now' });
    return flux.api.whenSettled(session.id);
  };

  const everything = `${planText(
    [
      fixStep,
      { id: 'note', title: 'Note it', tool: 'write_file', input: { path: 'docs/deep/NOTES.md' } },
      { id: 'tidy', title: 'Move and delete', tool: 'edit_file', input: {}, dependsOn: ['fix'] },
      {
        id: 'make',
        title: 'Make a file by a command',
        tool: 'run_command',
        input: {
          command: 'mkdir -p made/here && printf "made\\n" > made/here/file.txt && printf "more\\n" >> README.md',
        },
        dependsOn: ['tidy', 'note'],
      },
      { ...testStep, dependsOn: ['make'] },
      { id: 'commit', title: 'Commit', tool: 'git_commit', input: { message: 'Check addresses' } },
    ],
    { verify: 'tests' },
  )}
=== fix ===
${fixBlock}
=== note ===
\`\`\`md
# Notes
\`\`\`
=== tidy ===
*** Begin Patch
*** Update File: src/clock.js
*** Move to: src/time/clock.js
*** Update File: src/session.js
@@
-import { minutes, systemClock } from './clock.js';
+import { minutes, systemClock } from './time/clock.js';
*** Update File: test/session.test.js
@@
-import { minutes } from '../src/clock.js';
+import { minutes } from '../src/time/clock.js';
*** End Patch`;

  it('leaves the folder byte for byte as it was after a run that edits, moves, runs a command, tests and commits', async function () {
    this.timeout(120_000); // a whole run, and four times over the tree
    const before = readTree(root());
    const head = git('rev-parse', 'HEAD');
    const done = await run(everything);
    assert.equal(
      done.state,
      'complete',
      `${done.error?.message}\n${JSON.stringify(
        done.plan?.steps.map(({ id, status, error }) => ({ id, status, error })),
        null,
        1,
      )}`,
    );
    const after = readTree(root());
    const commit = git('rev-parse', 'HEAD');
    assert.notEqual(commit, head);
    assert.ok(existsSync(join(root(), 'src/time/clock.js')) && existsSync(join(root(), 'made/here/file.txt')));

    const undone = await flux.api.undo(done.id);
    assert.deepEqual(undone.conflicts, [], JSON.stringify(undone));
    assert.deepEqual(readTree(root()), before);
    assert.equal(git('rev-parse', 'HEAD'), head, 'the commit is taken back');
    assert.equal(git('status', '--porcelain'), '');
    assert.deepEqual((await flux.api.session(done.id)).changedFiles, []);

    const redone = await flux.api.redo(done.id);
    assert.deepEqual(redone.conflicts, [], JSON.stringify(redone));
    assert.deepEqual(readTree(root()), after);
    assert.equal(git('rev-parse', 'HEAD'), commit, 'the same commit again');
    assert.equal(git('status', '--porcelain'), '');

    await flux.api.undo(done.id);
    assert.deepEqual(readTree(root()), before, 'and undone again');
  });

  it('keeps the edits that a person made elsewhere in the file, saved or not', async () => {
    const done = await run(fixPlan);
    put('src/login/validate.js', `// a line of the person's\n${disk('src/login/validate.js')}`);
    const report = await flux.api.undo(done.id);
    assert.deepEqual([report.merged, report.conflicts], [['src/login/validate.js'], []]);
    assert.match(disk('src/login/validate.js'), /^\/\/ a line of the person's\n/);
    assert.doesNotMatch(disk('src/login/validate.js'), /valid e-mail/);

    await reset();
    const again = await run(fixPlan);
    const document = await vscode.workspace.openTextDocument(join(root(), 'src/login/validate.js'));
    const editor = await vscode.window.showTextDocument(document);
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), '// not saved\n'));
    const second = await flux.api.undo(again.id);
    assert.deepEqual(second.conflicts, []);
    assert.match(document.getText(), /^\/\/ not saved\n/);
    assert.doesNotMatch(document.getText(), /valid e-mail/);
    assert.ok(document.isDirty, 'what was unsaved stays unsaved');
  });

  it('leaves a file alone where the person has changed the same lines, and says so', async () => {
    const done = await run(fixPlan);
    put(
      'src/login/validate.js',
      disk('src/login/validate.js').replace('Enter a valid e-mail address.', 'The words of the person.'),
    );
    const mine = disk('src/login/validate.js');
    const report = await flux.api.undo(done.id);
    assert.deepEqual(report.conflicts, ['src/login/validate.js']);
    assert.ok(report.reasons?.['src/login/validate.js']);
    assert.equal(disk('src/login/validate.js'), mine);
  });

  it('undoes one step and leaves the others', async () => {
    const done = await run(
      `${planText([fixStep, { id: 'note', title: 'Note', tool: 'write_file', input: { path: 'docs/NOTES.md' } }])}\n=== ` +
        `fix ===\n${fixBlock}\n=== note ===\n\`\`\`\nnotes\n\`\`\``,
    );
    const report = await flux.api.undo(done.id, 'note');
    assert.deepEqual(report.restored, ['docs/NOTES.md']);
    assert.ok(!existsSync(join(root(), 'docs')), 'the folder that was made is gone');
    assert.match(disk('src/login/validate.js'), /valid e-mail/);
    const steps = (await flux.api.session(done.id)).plan?.steps ?? [];
    assert.deepEqual(
      steps.filter(({ undone }) => undone).map(({ id }) => id),
      ['note'],
    );
  });

  it('keeps what a person put into a folder that the run made', async () => {
    const done = await run(
      `${planText([{ id: 'note', title: 'Note', tool: 'write_file', input: { path: 'docs/deep/NOTES.md' } }])}\n=== ` +
        `note ===\n\`\`\`\nnotes\n\`\`\``,
    );
    mkdirSync(join(root(), 'docs/deep/own'), { recursive: true });
    put('docs/deep/own/mine.txt', 'mine\n');
    await flux.api.undo(done.id);
    assert.ok(!existsSync(join(root(), 'docs/deep/NOTES.md')));
    assert.equal(disk('docs/deep/own/mine.txt'), 'mine\n');
  });

  it('refuses while the session works, and says when there is nothing to redo', async () => {
    const done = await run(fixPlan);
    await assert.rejects(flux.api.redo(done.id), { reason: 'nothing_to_redo' });
    const hanging = planText([{ id: 'wait', title: 'Wait', tool: 'run_command', input: { command: 'sleep 30' } }]);
    flux.model.script(answersByPurpose({ plan: hanging }));
    const running = await flux.api.start({ goal: 'wait a little', approve: 'now' });
    await assert.rejects(flux.api.undo(running.id), { reason: 'running' });
    await flux.api.stop(running.id);
  });
});
