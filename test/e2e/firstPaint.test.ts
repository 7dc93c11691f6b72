import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { waitForChatModel } from '../harness/chatView.mjs';
import { startFlux } from '../harness/startFlux.mjs';

/** Says in the status bar that the editor has finished its start. */
const late = `exports.activate = () => {
  const item = require('vscode').window.createStatusBarItem();
  item.text = 'start is over';
  item.show();
};`;

/** The chat view is open from the start, and other extensions take their time, as those of git and languages do. */
describe('the first paint of a window', function () {
  this.timeout(120_000);
  let editor: Awaited<ReturnType<typeof startFlux>>;
  let folder: string;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'flux-extensions-'));
    // The editor waits ten seconds for it, then goes on without.
    install('slow', '*', 'exports.activate = () => new Promise(() => {});');
    install('late', 'onStartupFinished', late);
    editor = await startFlux({
      settings: { 'workbench.secondarySideBar.defaultVisibility': 'visible' },
      extensionsFolder: folder,
    });
  });
  after(async () => {
    await editor?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  function install(name: string, event: string, code: string): void {
    const path = join(folder, `test.${name}-1.0.0`);
    mkdirSync(path);
    const manifest = { name, publisher: 'test', version: '1.0.0', engines: { vscode: '^1.104.0' }, main: './main.js' };
    writeFileSync(join(path, 'package.json'), JSON.stringify({ ...manifest, activationEvents: [event] }));
    writeFileSync(join(path, 'main.js'), code);
  }

  it('has Flux’s model in the chat’s list long before the editor’s start is over', async () => {
    const { page } = editor;
    const over = page.locator('.part.statusbar').getByText('start is over');
    await page.locator('.interactive-session .chat-input-container .monaco-editor').first().waitFor();
    const painted = Date.now();
    await waitForChatModel(page, /Flux \(offline\)/);
    console.log(`      The model is there ${((Date.now() - painted) / 1000).toFixed(1)} s after the chat view.`);
    assert.equal(await over.count(), 0);
    await over.waitFor();
    console.log(`      The start is over ${((Date.now() - painted) / 1000).toFixed(1)} s after the chat view.`);
  });
});
