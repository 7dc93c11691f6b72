import { runCommand } from '../harness/runCommand.mjs';
import { screenshot } from '../harness/screenshot.mjs';
import { startFlux } from '../harness/startFlux.mjs';

/** The documentation is reached by mouse, where its questions come up. */
describe('“Learn more”, by mouse', function () {
  this.timeout(180_000);
  let editor: Awaited<ReturnType<typeof startFlux>>;

  before(async () => {
    editor = await startFlux({ theme: 'dark', viewport: { width: 1400, height: 900 } });
  });
  after(() => editor?.stop());

  it('leads from the empty view to a page, and from there to the others', async () => {
    const { page } = editor;
    await runCommand(page, 'Flux: Show Sessions…');
    await page.locator('.welcome-view-content').getByText('Learn more').click();
    await heading('Using Flux').waitFor();
    await screenshot(page, 'docs-using-flux');
    await preview().getByRole('link', { name: 'Undo and redo' }).click();
    await heading('Undo and redo').waitFor();
    await screenshot(page, 'docs-undo');
  });

  it('leads from a setting to its page', async () => {
    const { page } = editor;
    await runCommand(page, 'View: Close All Editors');
    await runCommand(page, 'Preferences: Open Settings (UI)');
    await page.locator('.settings-header .monaco-editor').click();
    await page.keyboard.type('flux.approval.mode');
    const link = page.locator('.setting-item-contents').getByText('Learn more').first();
    await link.waitFor();
    await screenshot(page, 'docs-setting');
    await link.click();
    await heading('Safety').waitFor();
    await screenshot(page, 'docs-safety');
  });

  const preview = () => editor.page.frameLocator('iframe.webview.ready:visible').frameLocator('#active-frame');
  const heading = (name: string) => preview().getByRole('heading', { name, exact: true, level: 1 });
});
