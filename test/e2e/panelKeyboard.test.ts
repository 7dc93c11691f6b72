import assert from 'node:assert/strict';
import { panelMessageSchema, type PanelMessage, type PanelState } from '../../src/contracts/panel';
import { asking, fixtures, loginPlan, loginSteps, panel } from '../webview/fixtures';
import { openGallery, type Gallery, type PanelPage } from '../webview/gallery/openGallery';

describe('plan panel by keyboard', function () {
  this.timeout(60_000);
  let gallery: Gallery;
  let view: PanelPage;
  before(async () => {
    gallery = await openGallery();
  });
  after(() => gallery?.close());
  beforeEach(async () => {
    view = await gallery.open();
  });
  afterEach(async () => {
    const errors = view.errors;
    await view.page.close();
    assert.deepEqual(errors, []);
  });

  const sent = async (): Promise<PanelMessage[]> => (await view.messages()).filter(({ type }) => type !== 'ready');
  const focused = () =>
    view.page.evaluate(
      () =>
        document.activeElement?.closest('[data-step]')?.getAttribute('data-step') ?? document.activeElement?.tagName,
    );
  const key = (name: string) => view.page.keyboard.press(name);
  const withRevision = (
    planRevision: number,
    change: (state: PanelState) => Partial<PanelState> = () => ({}),
  ): PanelState => {
    const state = asking({ planRevision, revision: planRevision });
    return { ...state, ...change(state) };
  };

  it('edits, skips, moves and approves, each on the revision of its time', async () => {
    await view.show(asking());
    await key('Tab');
    assert.equal(await focused(), 'find');
    await key('ArrowDown');
    assert.equal(await focused(), 'edit');
    await key('Enter');
    await view.page.waitForSelector('[data-step="edit"].open');
    await view.page.focus('[data-step="edit"] input[type="text"]');
    await view.page.keyboard.type(' by domain');
    await key('Escape');
    assert.equal(await focused(), 'edit');
    assert.deepEqual(await sent(), [
      { type: 'edit', step: 'edit', title: 'Add email validation by domain', revision: 7 },
    ]);
    const retitled = loginSteps().map((step) =>
      step.id === 'edit' ? { ...step, title: 'Add email validation by domain' } : step,
    );
    await view.show({ ...asking(), session: { ...asking({ planRevision: 8 }).session, plan: loginPlan(retitled) } });
    await key('End');
    await key('ArrowUp');
    assert.equal(await focused(), 'format');
    await key(' ');
    await key('Alt+ArrowUp');
    assert.equal((await sent()).length, 2, 'the move waits for the answer to the skip');
    await view.show(withRevision(9));
    await view.show(withRevision(10));
    await key('Control+Enter');
    assert.deepEqual((await sent()).slice(1), [
      { type: 'skip', step: 'format', skip: true, revision: 8 },
      { type: 'move', step: 'format', to: 3, revision: 9 },
      { type: 'approve', revision: 10 },
    ]);
    for (const message of await view.messages())
      assert.ok(panelMessageSchema.safeParse(message).success, JSON.stringify(message));
  });

  it('saves an unsaved edit before it approves, and approves nothing when that is refused', async () => {
    await view.show(asking());
    await view.page.click('[data-step="edit"] .title');
    await view.page.fill('[data-step="edit"] textarea', 'Only the domain.');
    await key('Control+Enter');
    assert.deepEqual(await sent(), [{ type: 'edit', step: 'edit', instruction: 'Only the domain.', revision: 7 }]);
    await view.show({ ...asking(), notice: { kind: 'error', text: 'That step is gone.' } });
    assert.deepEqual((await sent()).length, 1);
    assert.equal(await view.page.inputValue('[data-step="edit"] textarea'), 'Only the domain.');
    assert.match(await view.page.innerText('[data-step="edit"] .warning'), /Not saved\. That step is gone\./);
  });

  it('does not approve while an input is not JSON, and shows where', async () => {
    await view.show(asking());
    await view.page.click('[data-step="find"] .title');
    await view.page.fill('[data-step="find"] textarea.code', '{ "pattern": ');
    await view.page.getByRole('button', { name: 'Approve and run' }).click();
    assert.deepEqual(await sent(), []);
    assert.match(await view.page.innerText('[data-step="find"] .warning'), /not valid JSON/);
  });

  it('sends a text for the plan instead of approving it away', async () => {
    await view.show(asking());
    await view.page.getByRole('textbox', { name: 'Ask for changes to this plan…' }).fill('leave the changelog');
    await key('Control+Enter');
    assert.deepEqual(await sent(), [{ type: 'revise', text: 'leave the changelog', revision: 7 }]);
  });

  it('answers, stops, opens files and starts the next goal', async () => {
    await view.show(fixtures.delta ?? asking());
    await view.page.getByRole('button', { name: 'Allow this file' }).press('Enter');
    await view.page.getByRole('button', { name: 'Stop' }).press('Enter');
    await view.show(fixtures.questions ?? asking());
    await view.page.getByRole('textbox', { name: 'Your answer…' }).first().fill('Yes, it counts');
    await key('Enter');
    await view.show(fixtures.failedTests ?? asking());
    await view.page.getByRole('button', { name: 'test/login/form.test.ts:42' }).press('Enter');
    await view.page.getByRole('button', { name: 'Show the whole output' }).press('Enter');
    await view.page.getByRole('textbox', { name: 'What next?' }).fill('mend the tests');
    await key('Enter');
    await view.show(fixtures.noModel ?? asking());
    await view.page.getByRole('button', { name: 'Connect a model…' }).press('Enter');
    const all = await sent();
    assert.deepEqual(all, [
      { type: 'answer', gate: 'g1', reply: 'answer-1' },
      { type: 'stop' },
      { type: 'answer', gate: 'q1', reply: 'Yes, it counts' },
      { type: 'openFile', path: 'test/login/form.test.ts', line: 42 },
      { type: 'showOutput', step: 'run' },
      { type: 'newGoal', text: 'mend the tests' },
      { type: 'connectModel' },
    ]);
    for (const message of all) assert.ok(panelMessageSchema.safeParse(message).success, JSON.stringify(message));
  });

  it('opens diffs and skips by mouse and moves by drag', async () => {
    await view.show(asking());
    await view.page.click('[data-step="edit"] .title');
    await view.page.getByRole('button', { name: 'Open src/login/form.ts in the diff editor' }).click();
    await view.page.click('[data-step="edit"] .title');
    await view.page.getByRole('checkbox', { name: 'Run “Run the tests”' }).click();
    await view.show(withRevision(8));
    await view.page.dragAndDrop('[data-step="format"] .head', '[data-step="tests"] .head', {
      targetPosition: { x: 200, y: 4 },
    });
    assert.deepEqual(await sent(), [
      { type: 'openDiff', step: 'edit', path: 'src/login/form.ts' },
      { type: 'skip', step: 'run', skip: true, revision: 7 },
      { type: 'move', step: 'format', to: 2, revision: 8 },
    ]);
  });

  it('reaches every control by Tab', async () => {
    await view.show(
      panel({ plan: loginPlan(), goal: 'long '.repeat(200) }, { scope: { writes: ['a'], runs: [], commits: false } }),
    );
    const names: string[] = [];
    for (let i = 0; i < 12; i++) {
      await key('Tab');
      names.push(
        await view.page.evaluate(
          () => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? '',
        ),
      );
    }
    for (const wanted of [
      'Show the whole goal',
      'Run “Find where the login form is validated”',
      'Approve and run',
      'Ask for changes to this plan…',
      'Reject',
    ])
      assert.ok(names.includes(wanted), `${wanted} is not among ${names.join(' | ')}`);
  });
});
