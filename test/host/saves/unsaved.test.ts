import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import * as vscode from 'vscode';
import type { SessionSnapshot } from '../../../src/contracts/session';
import { answersByPurpose } from '../../model/scriptedModel';
import { disk, fixBlock, fixPlan, fixStep, git, planText, put, setFlux, statuses, testStep, until } from '../flux';
import { useFlux } from '../useFlux';
import { assertUnsaved, tabOf, typeInto, uriOf } from './tabs';

const goal = 'add email validation';
const commandStep = (command: string, id = 'command') => ({
  id,
  title: 'Run it',
  tool: 'run_command',
  input: { command },
});
const commitStep = { id: 'commit', title: 'Commit', tool: 'git_commit', input: { message: 'Check' } };
const edited = (...steps: object[]) =>
  `${planText([fixStep, ...steps], { verify: 'tests' })}\n=== fix ===\n${fixBlock}`;
const validate = 'src/login/validate.js';
const configure = async (section: string, values: Record<string, unknown>) => {
  for (const [key, value] of Object.entries(values))
    await vscode.workspace.getConfiguration(section).update(key, value, vscode.ConfigurationTarget.Global);
};

describe('what the person has not saved, in tabs', function () {
  this.timeout(120_000); // whole runs
  const flux = useFlux({
    settings: {
      'files.autoSave': 'off', // on by default in a browser
      'flux.approval.mode': 'plan',
      'flux.approval.allowedCommands': ['echo', 'true', 'sed', 'rm', 'git mv'],
      'flux.tests.baselineSeconds': 0,
      'flux.tests.command': 'true',
    },
  });
  afterEach(() => configure('task', { saveBeforeRun: undefined }));

  const settle = async (id: string): Promise<SessionSnapshot> => {
    for (;;) {
      const session = await flux.api.whenSettled(id);
      const gate = session.gates[0];
      if (!gate || gate.kind === 'plan') return session;
      await flux.api.answer(id, gate.id, String(gate.choices?.[0] ?? 'yes'));
    }
  };
  const run = async (plan: string): Promise<SessionSnapshot> => {
    flux.model.script(answersByPurpose({ plan, bind: 'no blocks', repair: 'none' }));
    return settle((await flux.api.start({ goal, approve: 'now' })).id);
  };
  const toldUnsaved = ({ report }: SessionSnapshot) =>
    report?.unverified.filter((line) => line.includes('not saved')) ?? [];
  const toldSaved = ({ report }: SessionSnapshot) =>
    report?.unverified.filter((line) => line.includes('were saved')) ?? [];

  /**
   * Ways of working that must leave unsaved text alone: the plan, and what the disk then holds of the file that is
   * typed into.
   */
  const table: readonly {
    name: string;
    plan: string;
    typedInto?: string;
    onDisk?: RegExp;
    before?: () => Promise<void> | void;
    settings?: readonly [string, Record<string, unknown>];
  }[] = [
    { name: 'running the tests', plan: planText([testStep], { verify: 'tests' }), typedInto: 'src/clock.js' },
    {
      name: 'measuring and running the tests around an edit of another file',
      plan: fixPlan,
      typedInto: 'src/clock.js',
    },
    {
      name: 'the editor being set to ask before tasks',
      plan: fixPlan,
      typedInto: 'src/clock.js',
      settings: ['task', { saveBeforeRun: 'prompt' }],
    },
    {
      name: 'the editor being set not to save before tasks',
      plan: fixPlan,
      typedInto: 'src/clock.js',
      settings: ['task', { saveBeforeRun: 'never' }],
    },
    { name: 'a command in a terminal', plan: planText([commandStep('echo hello')]), typedInto: 'src/clock.js' },
    {
      name: 'a command where terminals tell nothing',
      plan: planText([commandStep('true')]),
      typedInto: 'src/clock.js',
      settings: ['terminal.integrated.shellIntegration', { enabled: false }],
    },
    {
      name: 'a command that changes that very file',
      plan: planText([commandStep("sed -i '$ a // by a command' src/clock.js")]),
      typedInto: 'src/clock.js',
      onDisk: /\/\/ by a command\n$/,
    },
    {
      name: 'a command that deletes that very file',
      plan: planText([commandStep('rm src/clock.js')]),
      typedInto: 'src/clock.js',
      onDisk: /^$/,
    },
    {
      name: 'a commit of another file',
      plan: edited(testStep, commitStep),
      typedInto: 'src/clock.js',
      settings: ['git', { promptToSaveFilesBeforeCommit: 'always' }],
    },
    {
      name: 'a commit while the file is staged',
      plan: edited(testStep, commitStep),
      typedInto: 'src/clock.js',
      before: () => (put('src/clock.js', `${disk('src/clock.js')}// staged\n`), void git('add', 'src/clock.js')),
      onDisk: /\/\/ staged\n$/,
    },
    {
      name: 'fixing',
      plan: planText(
        [{ id: 'fix', title: 'Fix', tool: 'auto_fix', input: { paths: ['src'] } }, commandStep('true', 'tests')],
        { verify: 'tests' },
      ),
      typedInto: 'src/clock.js',
    },
    {
      name: 'auto save when the focus moves',
      plan: edited(testStep, commandStep('echo x')),
      typedInto: 'src/clock.js',
      settings: ['files', { autoSave: 'onFocusChange' }],
    },
    {
      name: 'auto save when the window loses the focus',
      plan: edited(testStep, commandStep('echo x')),
      typedInto: 'src/clock.js',
      settings: ['files', { autoSave: 'onWindowChange' }],
    },
  ];
  for (const { name, plan, typedInto = validate, onDisk, before, settings } of table) {
    it(`stays unsaved: ${name}`, async () => {
      await before?.();
      if (settings) await configure(...settings);
      try {
        const tab = await typeInto(typedInto);
        const done = await run(plan);
        assert.equal(done.state, 'complete', done.error?.message ?? done.summary);
        assertUnsaved(tab, onDisk);
        assert.deepEqual(toldSaved(done), []);
      } finally {
        if (settings)
          await configure(settings[0], {
            ...Object.fromEntries(Object.keys(settings[1]).map((key) => [key, undefined])),
            ...(settings[0] === 'files' && { autoSave: 'off' }),
          });
      }
    });
  }

  it('stays unsaved in several tabs, one behind another, and untitled', async () => {
    const untitled = await vscode.workspace.openTextDocument({ content: 'a scratch of mine' });
    await vscode.window.showTextDocument(untitled, { preview: false });
    const tabs = [await typeInto('src/clock.js'), await typeInto('src/session.js'), await typeInto('README.md')];
    const done = await run(fixPlan);
    assert.equal(done.state, 'complete', done.error?.message);
    for (const tab of tabs) assertUnsaved(tab);
    assert.equal(untitled.isClosed, false);
    assert.equal(untitled.getText(), 'a scratch of mine');
  });

  it('is edited as it stands, measured and tested around, and told as not saved', async () => {
    const tab = await typeInto(validate);
    await setFlux({ 'tests.baselineSeconds': 60 });
    const done = await run(fixPlan).finally(() => setFlux({ 'tests.baselineSeconds': 0 }));
    assert.ok(done.testsBefore, 'the tests were measured');
    assertUnsaved(tab);
    assert.match(tab.document.getText(), /valid e-mail/);
    assert.deepEqual(toldSaved(done), []);
    assert.deepEqual(toldUnsaved(done), [
      `${validate} was edited but not saved, because it had unsaved changes of yours. Until you save it, tests ` +
        `and commits use the version on disk.`,
    ]);
  });

  it('survives undo and redo of the run, edited or not', async () => {
    const mine = await typeInto(validate);
    const done = await run(`${planText([fixStep])}\n=== fix ===\n${fixBlock}`);
    assertUnsaved(mine);
    for (const action of ['undo', 'redo', 'undo'] as const) {
      assert.deepEqual((await flux.api[action](done.id)).conflicts, [], action);
      assertUnsaved(mine);
      assert.equal(/valid e-mail/.test(mine.document.getText()), action === 'redo', action);
    }
  });

  it('is typed after a run, and survives its undo and redo', async () => {
    const done = await run(fixPlan);
    await until(
      'the editor shows the edit',
      async () => (await vscode.workspace.openTextDocument(uriOf(validate))).getText() === disk(validate),
    );
    const [mine, other] = [await typeInto(validate), await typeInto('src/clock.js')];
    for (const action of ['undo', 'redo'] as const) {
      assert.deepEqual((await flux.api[action](done.id)).conflicts, [], action);
      assertUnsaved(mine, /./s);
      assertUnsaved(other);
    }
  });

  it('is typed while the tests run, and stays', async () => {
    await setFlux({ 'tests.command': 'touch began; while [ ! -e go ]; do sleep 0.05; done' });
    flux.model.script(answersByPurpose({ plan: fixPlan }));
    const { id } = await flux.api.start({ goal, approve: 'now' });
    await until('the tests run', () => {
      try {
        return disk('began') === '';
      } catch {
        return false;
      }
    });
    const tab = await typeInto('src/clock.js');
    put('go', '');
    const done = await settle(id).finally(() => setFlux({ 'tests.command': 'true' }));
    assert.deepEqual(statuses(done), ['fix done', 'tests done'], done.error?.message);
    assertUnsaved(tab);
  });

  it('shows the tests in a terminal, takes its place next time, and moves nothing', async () => {
    const named = () => vscode.window.terminals.filter(({ name }) => name === 'Tests');
    const tab = await typeInto('src/clock.js');
    const shown = vscode.window.activeTextEditor;
    const before = named();
    for (let count = 0; count < 3; count++)
      assert.equal((await run(planText([testStep], { verify: 'tests' }))).state, 'complete');
    await until('one terminal is left', () => named().filter((terminal) => !before.includes(terminal)).length <= 1);
    assert.ok(named().length > 0);
    assert.equal(vscode.window.activeTextEditor, shown);
    assertUnsaved(tab);
  });

  it('is a conflict when an undo would have to delete its file', async () => {
    const done = await run(
      `${planText([{ id: 'note', title: 'Note', tool: 'write_file', input: { path: 'notes.txt' } }])}\n=== ` +
        `note ===\n\`\`\`\nnotes\n\`\`\``,
    );
    const tab = await typeInto('notes.txt', 'mine ');
    const report = await flux.api.undo(done.id);
    assert.deepEqual(report.conflicts, ['notes.txt']);
    assertUnsaved(tab);
  });

  it('stops deletion of its file, and goes along when it is moved', async () => {
    const tab = await typeInto('src/clock.js');
    const patch = '*** Begin Patch\n*** Delete File: src/clock.js\n*** End Patch';
    const failed = await run(
      `${planText([{ id: 'fix', title: 'Delete', tool: 'edit_file', input: {} }])}\n=== fix ===\n${patch}`,
    );
    assert.equal(failed.state, 'failed');
    assertUnsaved(tab);
    const line = tab.document.lineAt(1).text;
    const move =
      `*** Begin Patch\n*** Update File: src/clock.js\n*** Move to: src/moved.js\n@@\n-${line}\n+${line} // ` +
      `edited\n*** End Patch`;
    const moved = await run(
      `${planText([{ id: 'fix', title: 'Move', tool: 'edit_file', input: {} }, commandStep('true', 'tests')], { verify: 'tests' })}\n=== ` +
        `fix ===\n${move}`,
    );
    assert.equal(moved.state, 'complete', moved.error?.message);
    await until('the tab has moved', () => tabOf('src/moved.js')?.isDirty === true);
    const document = await vscode.workspace.openTextDocument(uriOf('src/moved.js'));
    assertUnsaved({ ...tab, path: 'src/moved.js', document });
    assert.match(document.getText(), /\/\/ edited\n/);
  });

  describe('with a test task that only the editor can run', () => {
    const tasks = [
      { label: 'prepare', type: 'shell', command: 'true' },
      { label: 'checks', type: 'shell', command: 'true', dependsOn: 'prepare', group: 'test' },
    ];
    after(() => setFlux({ 'tests.command': 'true' }));
    beforeEach(async () => {
      await setFlux({ 'tests.command': undefined });
      mkdirSync(uriOf('.vscode').fsPath, { recursive: true });
      put('.vscode/tasks.json', JSON.stringify({ version: '2.0.0', tasks }));
      await until(
        'the tasks are known',
        () => (vscode.workspace.getConfiguration('tasks').get<unknown[]>('tasks') ?? []).length === tasks.length,
      );
    });

    it('says beforehand that it is saved and by which setting, and afterwards what was', async () => {
      flux.model.script(
        answersByPurpose({ plan: `${planText([{ ...testStep, expect: undefined }], { verify: 'tests' })}` }),
      );
      const tab = await typeInto('src/clock.js');
      const proposed = await flux.api.start({ goal });
      assert.equal(
        proposed.plan?.saves,
        'Running the task “checks” saves your unsaved files first (setting task.saveBeforeRun).',
      );
      assertUnsaved(tab);
      await flux.api.approve(proposed.id);
      const done = await settle(proposed.id);
      assert.equal(done.state, 'complete', done.error?.message);
      assert.equal(tab.document.isDirty, false);
      assert.deepEqual(toldSaved(done), ['Your unsaved changes in src/clock.js were saved when “Run the tests” ran.']);
    });

    it('tells of what was saved with an edit in it as saved', async () => {
      const tab = await typeInto(validate);
      const done = await run(edited({ ...testStep, expect: undefined }));
      assert.equal(done.state, 'complete', done.error?.message);
      assert.equal(tab.document.isDirty, false);
      assert.match(disk(validate), /valid e-mail/);
      assert.deepEqual(
        [toldSaved(done), toldUnsaved(done)],
        [[`Your unsaved changes in ${validate} were saved when “Run the tests” ran.`], []],
      );
    });

    it('saves nothing, and says nothing, where the setting says so', async () => {
      await configure('task', { saveBeforeRun: 'never' });
      const tab = await typeInto('src/clock.js');
      const done = await run(planText([{ ...testStep, expect: undefined }], { verify: 'tests' }));
      assert.equal(done.plan?.saves, undefined);
      assertUnsaved(tab);
      assert.deepEqual(toldSaved(done), []);
    });
  });
});
