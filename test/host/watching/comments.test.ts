import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { answersByPurpose } from '../../model/scriptedModel';
import { planText, put, root, testStep, until } from '../flux';
import { useFlux } from '../useFlux';
import { proposed, saveAs } from './proposed';

describe('watching comments', function () {
  this.timeout(120_000);
  const flux = useFlux({ settings: { 'flux.watchers.quietMs': 200, 'flux.watchers.tests': 'off' } });
  const lenses = async (path: string) =>
    (
      await vscode.commands.executeCommand<vscode.CodeLens[]>(
        'vscode.executeCodeLensProvider',
        vscode.Uri.file(`${root()}/${path}`),
        10,
      )
    ).filter(({ command }) => command?.command === 'flux.acceptProposal');

  it('offers what a comment asks for, with a lens above it that starts it', async () => {
    await saveAs(
      'src/clock.js',
      (text) => `${text}// TODO(flux): name the time zone\nexport const a = '// @flux no';\n`,
    );
    const [proposal] = await proposed(flux.api, 'comment', 1);
    assert.equal(proposal?.title, 'name the time zone');
    await until('there is a lens', async () => (await lenses('src/clock.js')).length > 0);
    const [lens, ...others] = await lenses('src/clock.js');
    assert.deepEqual(others, []);
    assert.equal(lens?.command?.title, 'Start with Flux');
    assert.deepEqual(lens.command.arguments, [proposal.id]);
    const document = await vscode.workspace.openTextDocument(vscode.Uri.file(`${root()}/src/clock.js`));
    assert.match(document.lineAt(lens.range.start.line).text, /TODO\(flux\)/);
    assert.deepEqual(await flux.api.sessions({ active: true }), [], 'nothing starts by itself');

    flux.model.script(answersByPurpose({ plan: planText([testStep], { verify: 'tests' }) }));
    const session = await flux.api.accept(String(lens.command.arguments?.[0]));
    assert.match(session.goal, /^name the time zone \(asked for by the comment at src\/clock\.js:\d+; remove/);
    assert.deepEqual(await lenses('src/clock.js'), [], 'it is being worked on');
    await flux.api.stop(session.id);
    assert.equal((await lenses('src/clock.js')).length, 1);
    await saveAs('src/clock.js', (text) => text.replace(/.*TODO\(flux\).*\n/, ''));
    await proposed(flux.api, 'comment', 0);
  });

  it('finds the comment where lines were put above it that are not saved yet', async () => {
    const document = await saveAs('src/clock.js', (text) => `${text}// @flux name the time zone\n`);
    await proposed(flux.api, 'comment', 1);
    await until('there is a lens', async () => (await lenses('src/clock.js')).length > 0);
    const line = (await lenses('src/clock.js'))[0]?.range.start.line ?? -1;
    const editor = await vscode.window.showTextDocument(document);
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), '\n\n\n'));
    assert.equal((await lenses('src/clock.js'))[0]?.range.start.line, line + 3);
  });

  it('finds those that somebody else wrote, when the workspace is looked at', async () => {
    put('src/pulled.py', 'def now():\n    """@flux no"""\n    # @flux use UTC\n');
    await vscode.workspace
      .getConfiguration('flux')
      .update('watchers.comments', false, vscode.ConfigurationTarget.Global);
    await proposed(flux.api, 'comment', 0);
    await vscode.workspace
      .getConfiguration('flux')
      .update('watchers.comments', undefined, vscode.ConfigurationTarget.Global);
    const [proposal] = await proposed(flux.api, 'comment', 1);
    assert.match(proposal?.goal ?? '', /src\/pulled\.py:3;/);
  });
});
