import assert from 'node:assert/strict';
import type { StepSnapshot } from '../../../src/contracts/session';
import type { AnyTool, FilePreviewText } from '../../../src/contracts/tool';
import { createPreviews } from '../../../src/ui/planPreviews';
import { sessionTitle } from '../../../src/ui/sessionTitle';
import { loginPlan, session, step } from '../../webview/fixtures';

describe('diffs of steps', () => {
  let now = 'one\n';
  const tool = {
    name: 'edit_file',
    preview: async () => [{ path: 'a.ts', before: now, after: 'two\n' }],
  } as unknown as AnyTool;
  const edit = (fields: Partial<StepSnapshot> = {}) =>
    session({
      state: 'implementation',
      plan: loginPlan([step('edit', 'Edit', { tool: 'edit_file', effect: 'write', input: { edits: 'x' }, ...fields })]),
    });
  const recorded: FilePreviewText[] = [{ path: 'a.ts', before: 'one\n', after: 'two\nthree\n' }];
  beforeEach(() => void (now = 'one\n'));

  it('stay as they were at the approval, whatever becomes of the file', async () => {
    const previews = createPreviews([tool], async () => []);
    const proposed = { ...edit(), state: 'awaiting_approval' as const };
    const approved = (await previews.of(proposed))['edit'];
    now = 'two\n';
    for (const status of ['running', 'failed'] as const)
      assert.deepEqual(await previews.ofStep(edit({ status, endedAt: 5 }), 'edit'), {
        previews: approved,
        made: false,
      });
    previews.forget(proposed.id);
    assert.deepEqual((await previews.ofStep(edit({ status: 'failed', endedAt: 5 }), 'edit')).previews, []);
  });

  it('are what a step did once that is recorded', async () => {
    const previews = createPreviews([tool], async () => recorded);
    await previews.of({ ...edit(), state: 'awaiting_approval' });
    const { previews: shown, made } = await previews.ofStep(edit({ status: 'done', files: ['a.ts'] }), 'edit');
    assert.ok(made);
    assert.deepEqual([shown[0]?.added, shown[0]?.removed], [2, 1]);
  });

  it('are worked out for what has not run, where nobody saw the proposal', async () => {
    const previews = createPreviews([tool], async () => []);
    assert.equal((await previews.ofStep(edit(), 'edit')).previews[0]?.added, 1);
    assert.deepEqual(await previews.ofStep(edit(), 'gone'), { previews: [], made: false });
    const broken = { ...tool, preview: () => Promise.reject(new Error('does not fit')) } as unknown as AnyTool;
    assert.deepEqual((await createPreviews([broken], async () => []).ofStep(edit(), 'edit')).previews, []);
  });
});

describe('a session’s title', () => {
  it('is the first line of its goal, cut; its name where there is none', () => {
    assert.equal(sessionTitle({ goal: ' Add a test\nand more', name: 'add' }), 'Add a test');
    assert.equal(sessionTitle({ goal: 'x'.repeat(100), name: 'add' }, 10), `${'x'.repeat(9)}…`);
    assert.equal(sessionTitle({ goal: '  ', name: 'add' }), 'add');
  });
});
