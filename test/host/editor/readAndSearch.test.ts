import assert from 'node:assert/strict';
import { symlink } from 'node:fs/promises';
import * as vscode from 'vscode';
import type { Choice } from '../../../src/contracts/session';
import type { ToolContext, ToolResult } from '../../../src/contracts/tool';
import { outlineByPatterns } from '../../../src/outlines/outline';
import { createVscodeFiles } from '../../../src/editor/files/files';
import { createVscodeSearch } from '../../../src/editor/workspace/search';
import { createReadFiles } from '../../../src/tools/readFiles';
import { createSearchCode } from '../../../src/tools/searchCode';
import { absolute, closeEditors, folders, noSignal, put, removeAll, uriOf } from './workspace';

describe('reading and searching through the editor', () => {
  const files = createVscodeFiles({ folders });
  const readTool = createReadFiles({ files, outline: outlineByPatterns });
  const searchTool = createSearchCode({ files, search: createVscodeSearch({ folders }) });
  const context = (answer = 'Keep it hidden') =>
    ({
      signal: noSignal,
      report: () => undefined,
      ask: async (_question: string, choices: readonly Choice[]) => ({
        text: answer,
        choice: choices.find(({ label }) => label === answer)?.id,
      }),
    }) as unknown as ToolContext;
  const read = async (paths: string[], answer?: string): Promise<ToolResult> =>
    readTool.run({ paths }, context(answer));
  const search = async (input: { pattern: string; glob?: string; context?: number }): Promise<string> =>
    (await searchTool.run(input, context())).message;
  afterEach(async () => {
    await closeEditors();
    await removeAll('e', 'outside');
  });

  it('says of each kind of file what it is and what to do', async () => {
    await put('e/study.ipynb', '{"cells":[]}');
    await put('e/logo.png', new Uint8Array([137, 80, 78, 71, 0, 0]));
    await put('e/large.log', 'x'.repeat(50 * 1024 * 1024));
    await symlink('/etc', absolute('e/outside'));
    const { message, status } = await read([
      'e/study.ipynb',
      'e/logo.png',
      'e/large.log',
      'e',
      'e/none.ts',
      '../other',
      'e/outside/passwd',
      '/etc/passwd',
    ]);
    assert.equal(status, 'failed');
    for (const said of [
      /study\.ipynb is a Jupyter notebook/,
      /logo\.png is not a text file\. It is an image/,
      /large\.log has 50\.0 MB; .*search_code with glob "e\/large\.log"/,
      /e is a folder\..* It holds: /,
      /no file e\/none\.ts/,
      /other” is outside/,
      /leads through a link out/,
    ])
      assert.match(message, said);
  });

  it('reads names of every kind, and unsaved text before the disk’s', async () => {
    const names = ['e/my file.ts', `e/it's "odd".ts`, 'e/наука ☃.ts', 'e/two\nlines.ts', 'e/[id]/{a}.ts', 'e/a:3'];
    for (const name of names) await put(name, 'on the disk\n');
    const shown = await vscode.window.showTextDocument(uriOf(names[0]!));
    await shown.edit((edit) => edit.insert(new vscode.Position(0, 0), 'in the editor\n'));
    const { message } = await read(names);
    assert.equal(message.match(/on the disk/g)?.length, names.length);
    assert.match(message, /my file\.ts \(2 lines, unsaved changes included\) ===\n1\| in the editor/);
  });

  it('leaves out of globs what is ignored, hidden by the person, or secret', async () => {
    await put('e/.gitignore', 'ignored.ts\n');
    for (const name of ['a.ts', 'ignored.ts', 'hidden.ts', 'server.key', '.env'])
      await put(`e/${name}`, `text of ${name}\n`);
    await vscode.workspace
      .getConfiguration('files')
      .update('exclude', { 'e/hidden.ts': true }, vscode.ConfigurationTarget.Global);
    try {
      const { message } = await read(['e/*', 'e/.e*']);
      assert.match(message, /text of a\.ts/);
      assert.doesNotMatch(message, /text of (ignored|hidden|server|\.env)/);
      assert.match(message, /Left out, because they hold secrets: e\/server\.key/);
    } finally {
      await vscode.workspace.getConfiguration('files').update('exclude', undefined, vscode.ConfigurationTarget.Global);
    }
    assert.match((await read(['e/.env'], 'Show it')).message, /text of \.env/);
    assert.equal((await read(['e/.env'])).status, 'denied');
  });

  it('searches large and oddly named files, and shows no secrets', async () => {
    await put('e/large.log', `${'filler filler\n'.repeat(500_000)}needle\nafter\n`);
    await put('e/it\'s "odd" ☃.ts', 'needle\n');
    await put('e/server.key', 'needle hush\n');
    const found = await search({ pattern: 'needle', glob: 'e', context: 1 });
    assert.match(found, /^2 hits in 2 files in e\/\*\*\./);
    assert.match(found, /e\/large\.log\n500000- filler filler\n500001\| needle\n500002- after/);
    assert.match(found, /secrets \(not shown\): e\/server\.key/);
    assert.doesNotMatch(found, /hush/);
  });
});
