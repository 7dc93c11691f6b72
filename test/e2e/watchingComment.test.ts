import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { panelFrame } from '../harness/panelFrame.mjs';
import { startFlux } from '../harness/startFlux.mjs';
import { until } from '../harness/until.mjs';
import { answersByPurpose, startScriptedModel, type ScriptedModel } from '../model/scriptedModel';
import { openAt, openViews, pictures, row, statusBar, toasts, viewport, watching, type Editor } from './watchingEditor';

const file = 'src/clock.js';
const wish = 'add a clock that can be set';
const comment = `// TODO(flux): ${wish}`;
const made = 'export const clockAt = (time) => () => time;';

const plan = `${JSON.stringify({
  summary: 'There is a clock that can be set',
  steps: [
    { id: 'edit', title: 'Add the clock and remove its comment', tool: 'edit_file', input: { path: file } },
    {
      id: 'tests',
      title: 'Run the tests',
      tool: 'run_tests',
      input: { files: ['test/session.test.js'] },
      expect: [{ kind: 'tests_pass' }],
    },
  ],
  verify: 'tests',
})}
=== edit ===
${file}
<<<<<<< SEARCH
${comment}
=======
${made}
>>>>>>> REPLACE
`;

/** A goal in a comment, from writing it to the code in its place, in the real editor. */
describe('watching comments in the editor', function () {
  this.timeout(180_000);
  let editor: Editor;
  let model: ScriptedModel;
  const text = () => readFileSync(join(editor.folder, file), 'utf8');
  const lens = () => editor.page.locator('.codelens-decoration a').filter({ hasText: 'Start with Flux' });

  before(async () => {
    model = await startScriptedModel(answersByPurpose({ plan: () => plan }));
    editor = await startFlux({
      settings: { ...watching, 'flux.model.baseUrl': model.url, 'flux.model.id': 'scripted' },
      theme: 'dark',
      viewport,
    });
  });
  after(async () => {
    await editor?.stop();
    await model?.stop();
  });

  it('shows a lens above the comment, once it is saved, and starts nothing', async () => {
    const { page } = editor;
    await statusBar(page, /Flux is watching: .*comments/).waitFor();
    await openAt(page, file, 4);
    await page.keyboard.press('End');
    await page.keyboard.insertText(`\n${comment}`);
    await page.keyboard.press('ControlOrMeta+S');
    await until('it is saved', () => text().includes(comment));
    await lens().waitFor();
    await statusBar(page, wish).waitFor();
    await openViews(page);
    await row(page, 'Suggestions', wish).waitFor();
    assert.equal(await toasts(page), 0);
    assert.equal(model.requestsFor('plan').length, 0);
    await pictures(page, 'lens');
  });

  it('offers the same by keyboard, with the light bulb of its line', async () => {
    const { page } = editor;
    await openAt(page, file, 5);
    await page.keyboard.press('ControlOrMeta+Period');
    await page.locator('.action-widget').getByText(`Start with Flux: ${wish}`).waitFor();
    await page.keyboard.press('Escape');
  });

  it('is started by a click on the lens, does what the comment says, removes it, and is gone', async () => {
    const { page } = editor;
    await lens().click();
    const panel = await panelFrame(page, /Flux/);
    await panel.getByText('Add the clock and remove its comment').first().waitFor();
    const request = model.requestsFor('plan').at(-1)?.messages.at(-1)?.content ?? '';
    assert.ok(request.includes(`${wish} (asked for by the comment at ${file}:5; remove that comment when it is done)`));
    assert.ok(request.includes(comment), 'the first request shows its code');
    assert.ok(text().includes(comment), 'nothing is changed before the approval');
    await panel.getByRole('button', { name: 'Approve and run' }).click();
    await panel.getByText('Done and verified').first().waitFor();
    assert.ok(text().includes(made) && !text().includes('TODO(flux)'), text());
    await statusBar(page, /Flux is watching: .*comments/).waitFor();
    await row(page, 'Suggestions', wish).waitFor({ state: 'detached' });
    await pictures(page, 'comment-done');
    await openAt(page, file, 5);
    await lens().waitFor({ state: 'detached' });
  });
});
