import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { FluxError, isCancelled } from '../../../src/base/errors';
import { chooseTools, describeTools } from '../../../src/core/brief/otherTools';
import { createOtherTools } from '../../../src/editor/otherTools';
import { toolAnswerText } from '../../../src/editor/otherToolsText';
import { createUseTool } from '../../../src/tools/useTool';
import { callDone } from '../../unit/tools/toolContext';
import { closeEditors, noSignal, put, removeAll, until, uriOf } from './workspace';

describe('other tools', () => {
  afterEach(async () => {
    await closeEditors();
    await removeAll('t');
  });

  it('are those that the editor lists, without Flux’s own', () => {
    const list = createOtherTools().list();
    assert.ok(
      list.some(({ name }) => name === 'vscode_listCodeUsages'),
      list.map(({ name }) => name).join(),
    );
    assert.deepEqual(
      list.filter(({ name }) => name.startsWith('flux_')),
      [],
    );
    assert.deepEqual(chooseTools('Check the e-mail address and make the tests pass', list), []);
    assert.match(
      describeTools(chooseTools('Use vscode_listCodeUsages on login', list), [
        createUseTool({ otherTools: createOtherTools() }),
      ]),
      /\n- vscode_listCodeUsages \{symbol: string/,
    );
  });

  it('run for real, through use_tool', async () => {
    await put('t/code.js', 'export function needle() {}\nneedle();\nneedle();\n');
    const uri = uriOf('t/code.js');
    await vscode.workspace.openTextDocument(uri);
    await until(
      'a language server knows the file',
      async () =>
        (
          (await vscode.commands.executeCommand<unknown[]>(
            'vscode.executeReferenceProvider',
            uri,
            new vscode.Position(0, 17),
          )) ?? []
        ).length > 1,
    );
    const { message } = await callDone(createUseTool({ otherTools: createOtherTools() }), {
      name: 'vscode_listCodeUsages',
      input: { symbol: 'needle', filePath: 't/code.js', lineContent: 'export function needle() {}' },
    });
    assert.match(message, /usages? of `?needle/i);
    assert.match(message, /code\.js/);
  });

  it('say what went wrong', async () => {
    const tools = createOtherTools();
    await assert.rejects(tools.invoke('no_such_tool', {}, noSignal), (error) => FluxError.is(error, 'unknown_tool'));
    await assert.rejects(
      tools.invoke('get_task_output', { id: 'no such task', workspaceFolder: '/nowhere' }, AbortSignal.abort()),
      isCancelled,
    );
  });

  it('answer in text, whatever the parts are', () => {
    const tree = {
      node: {
        type: 1,
        children: [
          { type: 2, text: 'one' },
          { type: 1, children: [{ type: 2, text: 'two', lineBreakBefore: true }] },
        ],
      },
    };
    const parts = [
      new vscode.LanguageModelTextPart('plain'),
      new vscode.LanguageModelPromptTsxPart(tree),
      { mimeType: 'image/png', data: new Uint8Array(3000) },
      { mimeType: 'application/json', data: new TextEncoder().encode('{"a":1}') },
      42,
      null,
    ];
    assert.equal(
      toolAnswerText(parts),
      'plain\none\ntwo\n(image/png, 3 kB, not shown)\n{"a":1}\n(a part that is not text)\n(a part that is not text)',
    );
    const long = toolAnswerText([new vscode.LanguageModelTextPart('x'.repeat(50_000))]);
    assert.ok(long.length < 20_100 && /characters cut/.test(long));
    assert.equal(toolAnswerText([]), '');
  });
});
