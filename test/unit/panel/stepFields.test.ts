import assert from 'node:assert/strict';
import { comparePlans } from '../../../src/webview/comparePlans';
import { stepEdit, stepFields, unsavedDrafts } from '../../../src/webview/stepFields';
import { announcement } from '../../../src/webview/announcements';
import { asking, fixtures, loginPlan, loginSteps, panel, ran, step } from '../../webview/fixtures';

const edit = step('e', 'Edit', { effect: 'write', tool: 'edit_file', input: { path: 'a.ts', edits: 'one\ntwo' } });

describe('a step’s fields', () => {
  it('gives long texts a field of their own and the rest as JSON', () => {
    assert.deepEqual(
      stepFields(edit).map(({ key, value }) => [key, value]),
      [
        ['title', 'Edit'],
        ['input', '{\n  "path": "a.ts"\n}'],
        ['text edits', 'one\ntwo'],
      ],
    );
  });

  it('sends only what was changed, the input whole', () => {
    assert.deepEqual(stepEdit(edit, { title: ' Better ' }).request, { type: 'edit', step: 'e', title: 'Better' });
    assert.deepEqual(stepEdit(edit, { 'text edits': 'three\n' }).request, {
      type: 'edit',
      step: 'e',
      input: '{"path":"a.ts","edits":"three\\n"}',
    });
    assert.deepEqual(stepEdit(edit, { title: 'Edit' }), {});
  });

  it('says why something cannot be saved', () => {
    assert.match(stepEdit(edit, { input: '{ nope' }).problem ?? '', /not valid JSON/);
    assert.match(stepEdit(edit, { input: '[1]' }).problem ?? '', /JSON object/);
    assert.match(stepEdit(edit, { title: '  ' }).problem ?? '', /needs a title/);
  });

  it('lets go of drafts that the plan now holds', () => {
    assert.deepEqual(unsavedDrafts(edit, { title: 'Edit ', input: '{"path": "a.ts"}', 'text edits': 'x', gone: 'y' }), {
      'text edits': 'x',
    });
  });
});

describe('comparing plans', () => {
  it('finds nothing in equal plans', () => assert.deepEqual(comparePlans(loginPlan(), loginPlan()), []));

  it('finds added, removed and changed steps, also under new ids', () => {
    const before = loginPlan();
    const after = loginPlan(
      loginSteps()
        .filter(({ id }) => id !== 'log')
        .map((one, index) => ({
          ...one,
          id: `x${index}`,
          dependsOn: [],
          ...(one.id === 'edit' && { instruction: 'Other' }),
        }))
        .concat([{ ...step('x9', 'New'), status: 'skipped', dependsOn: [] }]),
    );
    const found = comparePlans(before, after).filter(({ what }) => what !== 'waits for different steps');
    assert.deepEqual(
      found.map(({ kind, title }) => [kind, title]),
      [
        ['changed', 'Add email validation'],
        ['added', 'New'],
        ['removed', 'Update the changelog'],
      ],
    );
  });
});

describe('announcements', () => {
  it('tells what changed in words, and only that', () => {
    const before = panel({ state: 'implementation', plan: ran({ find: { status: 'running' } }) });
    const after = panel({
      state: 'implementation',
      plan: ran({ find: { status: 'done' }, edit: { status: 'running' } }),
    });
    assert.equal(
      announcement(before, after),
      'Find where the login form is validated: done. Add email validation: running',
    );
    assert.equal(announcement(after, after), undefined);
    assert.equal(announcement(undefined, after), undefined);
  });

  it('tells questions, refusals and the end', () => {
    const question = {
      ...asking(),
      session: { ...asking().session, gates: [{ id: 'g', kind: 'question' as const, text: 'Which?' }] },
    };
    assert.match(announcement(asking(), question) ?? '', /Flux asks: Which\?/);
    assert.match(announcement(asking(), { ...asking(), notice: { kind: 'error', text: 'Stale.' } }) ?? '', /Stale\./);
    assert.match(
      announcement(asking(), fixtures.complete ?? asking()) ?? '',
      /Done and verified\. Email addresses are checked/,
    );
  });
});
