import assert from 'node:assert/strict';
import { createEditorState } from '../../../src/editor/workspace/editorState';
import { createVscodeFix } from '../../../src/editor/fix/fix';
import { vscodeSettings } from '../../../src/editor/settings';
import { bytesOf, folders, noSignal, put, removeAll } from '../editor/workspace';

const unformatted = {
  'f/first.css': 'a{color:red}\n',
  'f/first.html': '<p>\n<b>x</b></p>\n',
  'f/first.ts': 'export   const one=1;\n',
  'f/first.json': '{"a":1}\n',
};

describe('fixing in a window that has just opened', () => {
  after(() => removeAll('f'));

  it('waits for each language to start, and does not take silence for “nothing to do”', async () => {
    for (const [path, text] of Object.entries(unformatted)) await put(path, text);
    const fix = createVscodeFix({ folders, settings: vscodeSettings, editor: createEditorState({ folders }) });
    const report = await fix.fix(Object.keys(unformatted), noSignal);
    assert.deepEqual([report.changed, report.unformatted, report.trouble], [Object.keys(unformatted), [], []]);
    assert.equal((await bytesOf('f/first.css')).trimEnd(), 'a {\n    color: red\n}');
    assert.equal(await bytesOf('f/first.ts'), 'export const one = 1;\n');
  });
});
