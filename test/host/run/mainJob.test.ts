import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { toolSummaries } from '../../../src/core/toolSummaries';
import { createTools, type ToolPorts } from '../../../src/tools/allTools';
import { answersByPurpose } from '../../model/scriptedModel';
import { disk, fixBlock, fixPlan, fixStep, git, planText, put, root, setFlux, statuses, testStep } from '../flux';
import { useFlux } from '../useFlux';

const goal = 'add email validation to the login form and make the tests pass';

describe('the main job', () => {
  const flux = useFlux();

  it('hands out the API', async () => {
    assert.equal(flux.api.version, 1);
    assert.deepEqual(
      flux.api
        .tools()
        .map((tool) => tool.name)
        .sort(),
      [
        'auto_fix',
        'edit_file',
        'get_suggestions',
        'git_commit',
        'git_diff',
        'index_codebase',
        'read_files',
        'run_command',
        'run_tests',
        'search_code',
        'use_tool',
        'write_file',
      ],
    );
    const unused = {} as ToolPorts;
    assert.deepEqual(
      flux.api.tools(),
      JSON.parse(JSON.stringify(toolSummaries(createTools(unused)))),
      'the summaries that the build made are those of the schemas',
    );
    for (const tool of flux.api.tools()) assert.equal((tool.inputSchema as { type: string }).type, 'object');
    assert.deepEqual(await flux.api.route('what does this project do?'), {
      kind: 'ask',
      intent: undefined,
      confidence: 0.9,
      source: 'pattern',
    });
    assert.equal((await flux.api.route(goal)).kind, 'run');
  });

  it('goes from a goal to edited files, a test task, a commit of its own files only, and a true summary', async () => {
    put('README.md', `${disk('README.md')}\nA line of the person's own.\n`);
    put('src/clock.js', `// staged by the person\n${disk('src/clock.js')}`);
    git('add', 'src/clock.js');
    const staged = git('diff', '--cached');
    flux.model.script(
      answersByPurpose({
        plan:
          `${planText([fixStep, testStep, { id: 'commit', title: 'Commit', tool: 'git_commit', input: { message: 'Check e-mail addresses' } }], { verify: 'tests' })}\n=== ` +
          `fix ===\n${fixBlock}`,
      }),
    );
    const tasks: string[] = [];
    const listening = vscode.tasks.onDidStartTask((event) => tasks.push(event.execution.task.source));
    const changes: string[] = [];
    const sessions = flux.api.onDidChangeSession((session) => changes.push(session.state));

    const proposed = await flux.api.start({ goal });
    assert.equal(proposed.state, 'awaiting_approval');
    assert.equal(proposed.gates[0]?.kind, 'plan');
    assert.doesNotMatch(disk('src/login/validate.js'), /valid e-mail/);
    await flux.api.approve(proposed.id, { revision: proposed.revision });
    const done = await flux.api.whenSettled(proposed.name);
    listening.dispose();
    sessions.dispose();

    assert.equal(done.state, 'complete', done.error?.message);
    assert.deepEqual(statuses(done), ['fix done', 'tests done', 'commit done']);
    assert.match(disk('src/login/validate.js'), /valid e-mail/);
    assert.ok(tasks.includes('Flux'), 'the tests ran as a task');
    assert.deepEqual(git('show', '--name-only', '--format=%s', 'HEAD').split('\n').filter(Boolean), [
      'Check e-mail addresses',
      'src/login/validate.js',
    ]);
    assert.equal(git('diff', '--cached'), staged, 'what the person had staged is staged still');
    assert.match(git('diff', '--name-only'), /README\.md/);
    assert.equal(done.report?.verified, true);
    assert.deepEqual(
      [done.report?.testsBefore?.failed, done.report?.testsAfter?.failed, done.report?.testsAfter?.passed],
      [1, 0, 9],
    );
    assert.equal(done.report?.commit?.hash, git('rev-parse', 'HEAD'));
    assert.equal(done.modelCalls, 1);
    assert.deepEqual(
      [...new Set(changes)],
      ['planning', 'awaiting_approval', 'implementation', 'verification', 'deployment', 'complete'],
    );
    assert.equal(flux.model.requests.at(-1)?.session, done.name);
  });

  it('binds late: a file edited from an instruction and a new file from a fenced answer', async () => {
    flux.model.script(
      answersByPurpose({
        plan: planText(
          [
            { ...fixStep, instruction: 'refuse addresses without a domain' },
            {
              id: 'note',
              title: 'Note it',
              tool: 'write_file',
              input: { path: 'docs/deep/NOTES.md' },
              instruction: 'what changed',
            },
            testStep,
          ],
          { verify: 'tests' },
        ),
        bind: (request) => (request.step === 'fix' ? fixBlock : 'Here it is:\n```md\n# Notes\n\n```js\nok\n```\n```'),
      }),
    );
    const done = await flux.api.whenSettled((await flux.api.start({ goal, approve: 'now' })).id);
    assert.equal(done.state, 'complete', done.error?.message);
    assert.equal(disk('docs/deep/NOTES.md'), '# Notes\n\n```js\nok\n```\n');
    assert.equal(done.modelCalls, 3, 'one plan and two bindings');
  });

  it('opens no editor and leaves the cursor where it is', async () => {
    const document = await vscode.workspace.openTextDocument(join(root(), 'src/login/validate.js'));
    const editor = await vscode.window.showTextDocument(document);
    editor.selection = new vscode.Selection(2, 3, 2, 3);
    flux.model.script(answersByPurpose({ plan: fixPlan }));
    const done = await flux.api.whenSettled((await flux.api.start({ goal, approve: 'now' })).id);
    assert.equal(done.state, 'complete', done.error?.message);
    assert.equal(vscode.window.activeTextEditor, editor);
    assert.deepEqual([editor.selection.active.line, editor.selection.active.character], [2, 3]);
    assert.match(document.getText(), /valid e-mail/);
    assert.equal(document.isDirty, false);
  });

  it('uses the palette command from a script', async () => {
    flux.model.script(answersByPurpose({ plan: fixPlan }));
    const session = await vscode.commands.executeCommand<{ id: string; state: string; name: string }>('flux.runGoal', {
      goal,
      name: 'from a script',
    });
    assert.equal(session.state, 'awaiting_approval');
    assert.equal(session.name, 'from a script');
    await vscode.commands.executeCommand('flux.approvePlan', 'from a script');
    assert.equal((await flux.api.whenSettled(session.id)).state, 'complete');
    await flux.api.remove(session.id);
    await assert.rejects(flux.api.session(session.id), { reason: 'unknown_session' });
  });

  it('shows failing tests with their place and message, and says that it is not done', async () => {
    flux.model.script(
      answersByPurpose({
        plan:
          `${planText([{ id: 'note', title: 'Note', tool: 'write_file', input: { path: 'n.js' } }, testStep], { verify: 'tests' })}\n=== ` +
          `note ===\n\`\`\`js\nexport {};\n\`\`\``,
      }),
    );
    const failed = await flux.api.whenSettled((await flux.api.start({ goal, approve: 'now' })).id);
    assert.equal(failed.state, 'failed');
    const tests = failed.plan?.steps[1]?.tests;
    assert.equal(tests?.failed, 1);
    assert.equal(tests?.failures[0]?.file, 'test/validate.test.js');
    assert.ok((tests?.failures[0]?.line ?? 0) > 15);
    assert.match(tests?.failures[0]?.message ?? '', /ada/);
    assert.match(failed.summary ?? '', /did not pass/);
    assert.ok(existsSync(join(root(), 'n.js')), 'what was done is kept');
  });

  it('formats, shows changes, searches and saves by recipes, without asking the model to plan', async () => {
    flux.model.script(answersByPurpose({ commit_message: 'Tidy the clock\n\nBody.' }));
    const asked = flux.model.requests.length;
    put('src/clock.js', `${disk('src/clock.js')}\nexport   const hours=(n)=>n*3600000;\n`);
    const changed = await flux.api.whenSettled((await flux.api.start({ goal: 'what changed' })).id);
    assert.match(changed.plan?.steps[0]?.result ?? '', /hours=\(n\)/);
    const found = await flux.api.whenSettled((await flux.api.start({ goal: 'find idleLimit' })).id);
    assert.match(found.plan?.steps[0]?.result ?? '', /src\/session\.js/);
    const formatted = await flux.api.whenSettled(
      (await flux.api.start({ goal: 'fix the formatting', approve: 'now' })).id,
    );
    assert.equal(formatted.state, 'complete', formatted.error?.message);
    assert.match(disk('src/clock.js'), /hours = \(n\)/);
    const saved = await flux.api.whenSettled((await flux.api.start({ goal: 'save my work', approve: 'now' })).id);
    assert.equal(saved.state, 'complete', saved.error?.message);
    assert.equal(git('log', '-1', '--format=%s'), 'Tidy the clock');
    assert.deepEqual(
      flux.model.requests.slice(asked).map((request) => request.purpose),
      ['commit_message'],
    );
    const ran = await flux.api.whenSettled((await flux.api.start({ goal: 'run the tests', approve: 'now' })).id);
    assert.equal(ran.plan?.steps[0]?.tests?.failed, 1);
  });

  after(() => setFlux({ 'approval.mode': undefined }));
});
