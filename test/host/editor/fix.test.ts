import assert from 'node:assert/strict';
import { chmod, mkdir, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { isCancelled } from '../../../src/base/errors';
import type { SettingKey, SettingsPort } from '../../../src/contracts/settings';
import { createEditorState } from '../../../src/editor/workspace/editorState';
import { createVscodeFix } from '../../../src/editor/fix/fix';
import { vscodeSettings } from '../../../src/editor/settings';
import { absolute, bytesOf, closeEditors, folders, noSignal, put, removeAll, until, uriOf } from './workspace';

const settingsWith =
  (changed: Partial<Record<SettingKey, unknown>>): SettingsPort =>
  (key) =>
    (key in changed ? changed[key] : vscodeSettings(key)) as never;
const fixWith = (changed: Partial<Record<SettingKey, unknown>> = {}, documentMs?: number) =>
  createVscodeFix({ folders, settings: settingsWith(changed), editor: createEditorState({ folders }), documentMs });

describe('fixing', () => {
  afterEach(async () => {
    await closeEditors();
    await removeAll('e');
  });

  it('formats what is not saved without saving it, and the rest with', async () => {
    await put('e/saved.json', '{"a":1,\r\n"b":2}\r\n');
    await put('e/open.json', '{"a":1}\n');
    await put('e/plain.unknown', 'x  y\n');
    const shown = await vscode.window.showTextDocument(uriOf('e/open.json'));
    await shown.edit((edit) => edit.insert(new vscode.Position(0, 1), '"mine":0,'));
    const report = await fixWith().fix(['e/saved.json', 'e/open.json', 'e/plain.unknown', './e/saved.json'], noSignal);
    assert.deepEqual(
      [report.changed, report.unsaved, report.unformatted, report.trouble, report.remaining],
      [['e/saved.json', 'e/open.json'], ['e/open.json'], ['e/plain.unknown'], [], []],
    );
    assert.equal(report.used.length, 1);
    // The editor's own formatter takes the final newline away.
    assert.equal((await bytesOf('e/saved.json')).trimEnd(), '{\r\n    "a": 1,\r\n    "b": 2\r\n}');
    assert.equal(await bytesOf('e/open.json'), '{"a":1}\n');
    assert.equal(shown.document.isDirty, true);
    assert.deepEqual((await fixWith().fix(['e/saved.json'], noSignal)).changed, []);
    assert.equal(vscode.window.activeTextEditor?.document.uri.fsPath, absolute('e/open.json'));
  });

  describe('with a formatter that hangs', () => {
    let asked = false;
    let hanging: vscode.Disposable;
    before(
      () =>
        (hanging = vscode.languages.registerDocumentFormattingEditProvider(
          { pattern: '**/hang.txt' },
          { provideDocumentFormattingEdits: () => ((asked = true), new Promise(() => {})) },
        )),
    );
    after(() => hanging.dispose());
    beforeEach(() => put('e/hang.txt', 'x  y\n'));

    it('stops waiting when told to', async () => {
      const stop = new AbortController();
      const fixing = fixWith().fix(['e/hang.txt'], stop.signal);
      await until('the formatter is asked', () => asked);
      stop.abort();
      await assert.rejects(fixing, isCancelled);
      assert.equal(await bytesOf('e/hang.txt'), 'x  y\n');
    });

    it('goes on with the others after a while', async () => {
      await put('e/other.json', '{"a":1}\n');
      const { changed, trouble } = await fixWith({}, 3000).fix(['e/hang.txt', 'e/other.json'], noSignal);
      assert.deepEqual(
        [changed, trouble],
        [['e/other.json'], ["An extension's fix or formatter for e/hang.txt did not end within 3 s."]],
      );
    });
  });

  it('organises imports, and tells what remains', async () => {
    await put(
      'e/code.ts',
      "import { join, basename } from 'path';\nimport { b } from './b';\nexport const x = basename(  " +
        "'a');\nexport const y: number = 'a';\n",
    );
    await put('e/b.ts', 'export const b = 1;\n');
    // Of files in no editor the language's extension tells nothing.
    await vscode.window.showTextDocument(uriOf('e/code.ts'));
    const report = await fixWith().fix(['e/code.ts'], noSignal);
    assert.deepEqual(report.changed, ['e/code.ts']);
    assert.ok(report.used.includes('organise imports'), report.used.join());
    assert.equal(
      await bytesOf('e/code.ts'),
      "import { basename } from 'path';\nexport const x = basename('a');\nexport const y: number = 'a';\n",
    );
    assert.ok(
      report.remaining.some(({ path, line, severity }) => path === 'e/code.ts' && line === 3 && severity === 'error'),
      JSON.stringify(report.remaining),
    );
  });

  describe('with the project’s own fixers', () => {
    const eslint = {
      config: "export default [{ files: ['**/*.js'], rules: { 'no-var': 'error', 'no-debugger': 'error' } }];\n",
      bad: 'var mine = 1;\ndebugger;\nconsole.log(mine);\n',
    };
    beforeEach(async () => {
      await mkdir(absolute('e/node_modules/.bin'), { recursive: true });
      await symlink(
        join(process.env['FLUX_REPO_ROOT'] ?? '', 'node_modules/.bin/eslint'),
        absolute('e/node_modules/.bin/eslint'),
      );
      await put('e/eslint.config.mjs', eslint.config);
      await put('e/a.js', eslint.bad);
    });

    it('changes files on the disk, and open editors show it', async () => {
      await put('e/b.js', eslint.bad);
      const open = await vscode.window.showTextDocument(uriOf('e/a.js'));
      const report = await fixWith().fix(['e/a.js', 'e/b.js'], noSignal);
      assert.deepEqual([report.changed, report.unsaved, report.trouble], [['e/a.js', 'e/b.js'], [], []]);
      assert.ok(report.used.includes('eslint --fix'));
      assert.equal(await bytesOf('e/b.js'), 'let mine = 1;\ndebugger;\nconsole.log(mine);\n');
      assert.equal(open.document.getText(), await bytesOf('e/a.js'));
      assert.equal(open.document.isDirty, false);
      assert.deepEqual(
        report.remaining
          .filter(({ message }) => message.includes('no-debugger'))
          .map(({ path, line }) => `${path}:${line}`),
        ['e/a.js:2', 'e/b.js:2'],
      );
    });

    it('leaves out what has unsaved text, and says so', async () => {
      await put('e/mine.js', eslint.bad);
      const open = await vscode.window.showTextDocument(uriOf('e/mine.js'));
      await open.edit((edit) => edit.insert(new vscode.Position(0, 0), '// mine\n'));
      const report = await fixWith().fix(['e/mine.js'], noSignal);
      assert.match(report.trouble.join(), /skipped e\/mine\.js because it has unsaved changes/);
      assert.equal(await bytesOf('e/mine.js'), eslint.bad);
      assert.match(open.document.getText(), /^\/\/ mine\nvar mine/);
    });

    it('keeps to the settings', async () => {
      for (const changed of [{ 'autofix.projectTools': false }, { 'autofix.skip': ['ESLint'] }]) {
        const report = await fixWith(changed).fix(['e/a.js'], noSignal);
        assert.ok(!report.used.includes('eslint --fix'));
        assert.equal(await bytesOf('e/a.js'), eslint.bad);
      }
    });

    it('lets the project’s formatter have its way', async () => {
      await put('e/.prettierrc', '');
      await put(
        'e/node_modules/.bin/prettier',
        `#!/usr/bin/env node\nconst fs = require('fs');\nfor (const file of ` +
          `process.argv.slice(process.argv.indexOf('--') + 1)) fs.writeFileSync(file, fs.readFileSync(file, ` +
          `'utf8').replace(/ +/g, '  '));\n`,
      );
      await chmod(absolute('e/node_modules/.bin/prettier'), 0o755);
      await put('e/it\'s "odd" ☃.json', '{ "a": 1}\n');
      const report = await fixWith().fix(['e/it\'s "odd" ☃.json'], noSignal);
      assert.deepEqual(
        [report.changed, report.used, report.unformatted],
        [['e/it\'s "odd" ☃.json'], ['prettier --write'], []],
      );
      assert.equal(await bytesOf('e/it\'s "odd" ☃.json'), '{  "a":  1}\n');
    });

    it('reports one that crashes', async () => {
      await put('e/eslint.config.mjs', 'throw new Error("broken settings");\n');
      const report = await fixWith().fix(['e/a.js'], noSignal);
      assert.match(report.trouble.join(), /eslint --fix stopped with exit code 2: .*broken settings/);
    });
  });

  it('refuses what is not there', async () => {
    await put('e/image.png', new Uint8Array([137, 80, 78, 71, 0, 0]));
    await assert.rejects(fixWith().fix(['e/none.ts'], noSignal), /no file e\/none\.ts/);
    await assert.rejects(fixWith().fix([dirname('e/x')], noSignal), /is a folder/);
    assert.deepEqual((await fixWith().fix(['e/image.png'], noSignal)).unformatted, ['e/image.png']);
  });
});
