import assert from 'node:assert/strict';
import { stat } from 'node:fs/promises';
import { runCommand } from '../harness/runCommand.mjs';
import { screenshot } from '../harness/screenshot.mjs';
import { startFlux } from '../harness/startFlux.mjs';

describe('workbench', () => {
  let editor: Awaited<ReturnType<typeof startFlux>>;
  before(async () => { editor = await startFlux(); });
  after(() => editor?.stop());

  it('opens the sample project and takes a picture', async () => {
    await editor.page.getByRole('treeitem', { name: 'package.json' }).waitFor();
    const file = await screenshot(editor.page, 'workbench');
    assert.ok((await stat(file)).size > 10_000);
  });

  it('runs a command from the palette', async () => {
    await runCommand(editor.page, 'View: Toggle Primary Side Bar Visibility');
    await editor.page.locator('.part.sidebar').waitFor({ state: 'hidden' });
  });
});
