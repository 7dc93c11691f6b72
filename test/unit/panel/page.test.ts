import assert from 'node:assert/strict';
import { createPage, turnTo } from '../../../src/webview/page';

describe('page', () => {
  const newPage = (saved?: unknown) =>
    createPage(
      { getState: () => saved, setState() {}, postMessage() {} },
      {} as unknown as HTMLElement,
      {} as unknown as HTMLElement,
    );

  it('keeps what was not sent of a session while it shows another one', () => {
    const page = newPage();
    turnTo(page, 'a');
    page.local.drafts['goal'] = 'half a sentence';
    turnTo(page, 'b');
    assert.deepEqual(page.local.drafts, {});
    turnTo(page, 'a');
    assert.deepEqual(page.local.drafts, { goal: 'half a sentence' });
  });

  it('keeps it of the four sessions that it showed last', () => {
    const page = newPage();
    for (const session of ['a', 'b', 'c', 'd', 'e', 'f']) turnTo(page, session);
    assert.deepEqual(
      page.others.map(({ session }) => session),
      ['e', 'd', 'c', 'b'],
    );
  });

  it('finds it again after a reload', () => {
    const page = newPage();
    turnTo(page, 'a');
    page.local.drafts['goal'] = 'half a sentence';
    turnTo(page, 'b');
    const reloaded = newPage({ ...page.local, others: page.others });
    assert.equal(reloaded.local.session, 'b');
    turnTo(reloaded, 'a');
    assert.deepEqual(reloaded.local.drafts, { goal: 'half a sentence' });
  });
});
