import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';
import { isCancelled } from '../../../src/base/errors';
import { createEditorState } from '../../../src/editor/workspace/editorState';
import { createVscodeFiles } from '../../../src/editor/files/files';
import { createVscodeSearch } from '../../../src/editor/workspace/search';
import { wrongHandlings } from '../../../src/core/intents/handlings';
import { tellWrongSettings, vscodeSettings } from '../../../src/editor/settings';
import { closeEditors, folders, noSignal, put, reason, removeAll, until, uriOf } from './workspace';

describe('editor adapters', () => {
  afterEach(async () => {
    await closeEditors();
    await removeAll('e');
  });

  it('tell what is open, the active editor first, and what problems there are', async () => {
    await put('e/one.txt', 'one\n');
    await put('e/two.txt', 'two\n');
    await vscode.window.showTextDocument(uriOf('e/one.txt'), { preview: false });
    await vscode.window.showTextDocument(uriOf('e/two.txt'), { preview: false });
    const editor = createEditorState({ folders });
    assert.deepEqual(editor.openFiles(), ['e/two.txt', 'e/one.txt']);
    assert.equal(editor.trusted(), true);
    const problems = vscode.languages.createDiagnosticCollection('test');
    const range = new vscode.Range(2, 0, 2, 1);
    problems.set(uriOf('e/one.txt'), [
      new vscode.Diagnostic(range, 'bad'),
      new vscode.Diagnostic(range, 'hm', vscode.DiagnosticSeverity.Hint),
    ]);
    try {
      assert.deepEqual(editor.problems(), [{ path: 'e/one.txt', line: 3, severity: 'error', message: 'bad' }]);
      assert.deepEqual(editor.problems(['e/two.txt']), []);
    } finally {
      problems.dispose();
    }
  });

  it('search through the editor’s own ripgrep', async () => {
    await put('e/one.txt', 'needle one\n');
    await put('e/sub/two.txt', 'no\nneedle two\n');
    const { hits } = await createVscodeSearch({ folders }).search(
      { pattern: 'needle \\w+', glob: 'e/**', limit: 10 },
      noSignal,
    );
    assert.deepEqual(
      hits.map(({ path, line }) => `${path}:${line}`),
      ['e/one.txt:1', 'e/sub/two.txt:2'],
    );
  });

  it('read settings, and their defaults where a value makes no sense', async () => {
    assert.equal(vscodeSettings('execution.maxParallelSteps'), 4);
    await vscode.workspace
      .getConfiguration('flux')
      .update('execution.maxParallelSteps', 'many', vscode.ConfigurationTarget.Global);
    try {
      assert.equal(vscodeSettings('execution.maxParallelSteps'), 4);
    } finally {
      await vscode.workspace
        .getConfiguration('flux')
        .update('execution.maxParallelSteps', undefined, vscode.ConfigurationTarget.Global);
    }
  });

  it('take the default of every setting that does not fit, and say so', async () => {
    const bad = {
      'execution.maxParallelSteps': 0,
      'budget.maxTokensPerRun': -1,
      'budget.strategy': 'thrifty',
      'budget.overageThreshold': 'much',
      'execution.maxRetries': 1.5,
      'routing.intents': { validate: { tier: 'quick' } },
    };
    const set = async (value: (key: string) => unknown) => {
      for (const key of Object.keys(bad))
        await vscode.workspace.getConfiguration('flux').update(key, value(key), vscode.ConfigurationTarget.Global);
    };
    const told: string[] = [];
    const telling = tellWrongSettings(
      (sentence) => told.push(sentence),
      () => wrongHandlings(vscodeSettings),
    );
    try {
      await set((key) => bad[key as keyof typeof bad]);
      await until('all are told', () => told.length === Object.keys(bad).length);
      assert.ok(told.includes('flux.budget.strategy cannot be "thrifty", so its default "proportional" is used.'));
      assert.ok(
        told.includes('flux.routing.intents: validate.tier cannot be "quick", so its default "fast" is used.'),
        told.join('\n'),
      );
      assert.deepEqual(
        [
          vscodeSettings('execution.maxParallelSteps'),
          vscodeSettings('budget.maxTokensPerRun'),
          vscodeSettings('budget.strategy'),
          vscodeSettings('budget.overageThreshold'),
          vscodeSettings('execution.maxRetries'),
        ],
        [4, 400_000, 'proportional', 0.2, 2],
      );
    } finally {
      telling.dispose();
      await set(() => undefined);
    }
  });

  it('let a workspace lower the limits of a run, and never raise them', async () => {
    const set = (value: number | undefined, target: vscode.ConfigurationTarget) =>
      vscode.workspace.getConfiguration('flux').update('budget.maxTokensPerRun', value, target);
    const { Global, Workspace } = vscode.ConfigurationTarget;
    try {
      for (const [own, workspace, counts] of [
        [1000, 5000, 1000],
        [1000, 200, 200],
        [1000, 0, 1000],
        [0, 300, 300],
      ] as const) {
        await set(own, Global);
        await set(workspace, Workspace);
        assert.equal(vscodeSettings('budget.maxTokensPerRun'), counts);
      }
    } finally {
      await set(undefined, Global);
      await set(undefined, Workspace);
    }
  });

  it('wait for problems to settle, and tell the last ones', async () => {
    await put('e/one.txt', 'one\n');
    const editor = createEditorState({ folders });
    const problems = vscode.languages.createDiagnosticCollection('test');
    const say = (message: string) =>
      problems.set(uriOf('e/one.txt'), [new vscode.Diagnostic(new vscode.Range(0, 0, 0, 1), message)]);
    say('old');
    try {
      const waiting = editor.settledProblems(['e/one.txt'], noSignal);
      for (const message of ['newer', 'newest']) {
        await sleep(100);
        say(message);
      }
      assert.deepEqual(
        (await waiting).map(({ message }) => message),
        ['newest'],
      );
      assert.deepEqual(await editor.settledProblems([], noSignal), []);
      const stop = new AbortController();
      const stopped = editor.settledProblems(['e/one.txt'], stop.signal);
      stop.abort();
      await assert.rejects(stopped, isCancelled);
    } finally {
      problems.dispose();
    }
  });

  it('come to an end where problems never settle', async () => {
    await put('e/one.txt', 'one\n');
    const problems = vscode.languages.createDiagnosticCollection('test');
    let count = 0;
    const restless = setInterval(
      () => problems.set(uriOf('e/one.txt'), [new vscode.Diagnostic(new vscode.Range(0, 0, 0, 1), `bad ${count++}`)]),
      50,
    );
    try {
      assert.equal((await createEditorState({ folders }).settledProblems(['e/one.txt'], noSignal)).length, 1);
    } finally {
      clearInterval(restless);
      problems.dispose();
    }
  });

  it('tell the errors that an edit brings into an open file, as the editor’s TypeScript sees them', async () => {
    await put('e/code.ts', 'export const count: number = 1;\n');
    const files = createVscodeFiles({ folders });
    const editor = createEditorState({ folders });
    await vscode.window.showTextDocument(uriOf('e/code.ts'));
    const change = async (from: string, to: string) => {
      const { text, hash } = await files.read('e/code.ts');
      await files.apply([{ path: 'e/code.ts', text: text.replace(from, to), expect: hash }], noSignal);
    };
    // The language service takes its time to start.
    await change('= 1', "= 'one'");
    await until('the first error is told', () => editor.problems(['e/code.ts']).length > 0);
    await change("= 'one'", '= 2');
    assert.deepEqual(await editor.settledProblems(['e/code.ts'], noSignal), []);
    await change('= 2', '= true');
    assert.match((await editor.settledProblems(['e/code.ts'], noSignal))[0]?.message ?? 'none', /boolean.*number/);
  });

  it('offer the titles of quick fixes at a line, no more than ten', async () => {
    await put('e/fix.txt', 'one\ntwo\n');
    const provider = vscode.languages.registerCodeActionsProvider(
      { pattern: '**/fix.txt' },
      {
        provideCodeActions: (_document, range) => [
          ...Array.from(
            { length: 12 },
            (_, at) =>
              new vscode.CodeAction(`Mend line ${range.start.line + 1} (${at})`, vscode.CodeActionKind.QuickFix),
          ),
          new vscode.CodeAction('Refactor', vscode.CodeActionKind.Refactor),
        ],
      },
      { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] },
    );
    const editor = createEditorState({ folders });
    try {
      const titles = await editor.quickFixes('e/fix.txt', 2, noSignal);
      assert.equal(titles.length, 10);
      assert.ok(
        titles.every((title) => title.startsWith('Mend line 2 ')),
        titles.join(),
      );
      assert.deepEqual(await editor.quickFixes('e/fix.txt', 99, noSignal), []);
      assert.deepEqual(await editor.quickFixes('e/fix.txt', 0, noSignal), []);
      await assert.rejects(editor.quickFixes('e/none.txt', 1, noSignal), reason('not_found'));
      await assert.rejects(editor.quickFixes('../x', 1, noSignal), reason('outside_workspace'));
    } finally {
      provider.dispose();
    }
  });
});
