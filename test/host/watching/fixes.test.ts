import assert from 'node:assert/strict';
import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { disk, put, root, setFlux, until } from '../flux';
import { useFlux } from '../useFlux';
import { proposed, saveAs } from './proposed';

const wrong = /\bvar\b/g;

/** A linter as an extension brings one: it marks each `var`, and fixes it to `let`. */
function registerLinter(): vscode.Disposable {
  const found = vscode.languages.createDiagnosticCollection('novar');
  const check = (document: vscode.TextDocument) => {
    if (document.uri.scheme !== 'file' || !document.uri.path.endsWith('/clock.js')) return;
    found.set(
      document.uri,
      rangesIn(document).map((range) => new vscode.Diagnostic(range, 'Use let')),
    );
  };
  const rangesIn = (document: vscode.TextDocument) =>
    [...document.getText().matchAll(wrong)].map(
      ({ index }) => new vscode.Range(document.positionAt(index), document.positionAt(index + 3)),
    );
  return vscode.Disposable.from(
    found,
    vscode.workspace.onDidChangeTextDocument(({ document }) => check(document)),
    vscode.workspace.onDidOpenTextDocument(check),
    vscode.languages.registerCodeActionsProvider(
      { pattern: '**/clock.js' },
      {
        provideCodeActions(document) {
          const action = new vscode.CodeAction('Fix all', vscode.CodeActionKind.SourceFixAll.append('novar'));
          action.edit = new vscode.WorkspaceEdit();
          for (const range of rangesIn(document)) action.edit.replace(document.uri, range, 'let');
          return rangesIn(document).length > 0 ? [action] : [];
        },
      },
      { providedCodeActionKinds: [vscode.CodeActionKind.SourceFixAll.append('novar')] },
    ),
  );
}

describe('watching what fixes itself', function () {
  this.timeout(120_000);
  const flux = useFlux({ settings: { 'flux.watchers.quietMs': 200, 'flux.watchers.tests': 'off' } });
  let linter: vscode.Disposable;
  before(() => void (linter = registerLinter()));
  after(() => linter.dispose());
  afterEach(() => setFlux({ 'watchers.autofix': undefined }));
  const twoVars = (text: string) => `${text}var a = 1;\nexport let b = a;\nvar c = 2;\n`;
  const isWatching = async () =>
    (await flux.api.watchers()).find(({ name }) => name === 'autofix')?.state === 'watching';
  const undo = async (document: vscode.TextDocument) => {
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('undo');
  };

  it('offers it with a count, changes nothing, and starts it without a model', async () => {
    await saveAs('src/clock.js', twoVars);
    const [proposal] = await proposed(flux.api, 'fixable_problems', 1);
    assert.equal(proposal?.title, '2 problems in clock.js can be fixed');
    assert.ok(disk('src/clock.js').endsWith('var a = 1;\nexport let b = a;\nvar c = 2;\n'));
    const asked = flux.model.requestsFor('plan').length;
    const session = await flux.api.accept(proposal.id);
    assert.equal(flux.model.requestsFor('plan').length, asked);
    assert.deepEqual(session.plan?.steps[0]?.input, { paths: ['src/clock.js'] });
    await flux.api.approve(session.id);
    const settled = await flux.api.whenSettled(session.id);
    assert.deepEqual(settled.changedFiles, ['src/clock.js'], settled.summary);
    assert.doesNotMatch(disk('src/clock.js'), /var /);
    await proposed(flux.api, 'fixable_problems', 0);
  });

  it('fixes it right after the save where that is wanted, and undo takes it back for good', async () => {
    await setFlux({ 'watchers.autofix': 'onSave' });
    const document = await saveAs('src/clock.js', twoVars);
    await until('it is fixed and saved', () => !/var /.test(disk('src/clock.js')));
    await until('it is saved', () => !document.isDirty);
    assert.ok(disk('src/clock.js').endsWith('let a = 1;\nexport let b = a;\nlet c = 2;\n'));
    await undo(document);
    assert.ok(document.getText().endsWith('var a = 1;\nexport let b = a;\nvar c = 2;\n'), document.getText());
    assert.ok(await document.save());
    // What was undone is left alone, and only offered.
    await proposed(flux.api, 'fixable_problems', 1);
    assert.match(disk('src/clock.js'), /var a/);
    await saveAs('src/clock.js', (text) => `${text}var d = 3;\n`);
    await until('the new text is fixed', () => !/var /.test(disk('src/clock.js')));
  });

  it('runs the project’s own fixer after the save, whose result undo takes back too', async () => {
    put('.prettierrc', '{}');
    mkdirSync(join(root(), 'node_modules/.bin'), { recursive: true });
    put(
      'node_modules/.bin/prettier',
      '#!/bin/sh\nfor file; do :; done\nsed -i "s/two  blanks/one blank/; s/$/ /" "$file"\n',
    );
    chmodSync(join(root(), 'node_modules/.bin/prettier'), 0o755);
    await setFlux({ 'watchers.autofix': 'onSave' });
    const document = await saveAs('src/session.js', () => '// two  blanks\n');
    await until('it is fixed', () => disk('src/session.js') === '// one blank \n');
    await until('the editor shows it', () => document.getText() === '// one blank \n');
    await until('it is done', isWatching);
    // A fixer that never comes to an end does not loop.
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    assert.equal(disk('src/session.js'), '// one blank \n');
    await undo(document);
    assert.equal(document.getText(), '// two  blanks\n');
  });
});
