import assert from 'node:assert/strict';
import { answersByPurpose, startScriptedModel, type ScriptedModel } from '../model/scriptedModel';
import { typeInChat, waitForChatEnd, waitForChatModel, waitForChatText } from '../harness/chatView.mjs';
import { screenshot } from '../harness/screenshot.mjs';
import { startFlux } from '../harness/startFlux.mjs';
import { toggleTheme } from '../harness/toggleTheme.mjs';

const answer = `The form is checked before it is sent:

1. \`src/login/validate.js:6-12\` collects what is wrong, a sentence for each field.
2. [The button's handler](src/login/form.js:3) sends nothing while there is a problem.

The shortest password stands in **src/login/validate.js:2**; \`src/login/gone.js:4\` does not exist any more.

\`\`\`js
// src/login/validate.js:6
validate({ email: '', password: '' });
\`\`\`
`;

describe('a question', function () {
  this.timeout(120_000);
  let model: ScriptedModel;
  let editor: Awaited<ReturnType<typeof startFlux>>;

  before(async () => {
    model = await startScriptedModel(
      answersByPurpose({ converse: [answer, 'As said: `src/login/validate.js:2` alone.', 'It tells the time.'] }),
    );
    editor = await startFlux({
      settings: { 'flux.model.baseUrl': model.url, 'flux.model.id': 'scripted' },
      theme: 'dark',
      viewport: { width: 1400, height: 900 },
    });
  });
  after(async () => {
    await editor?.stop();
    await model?.stop();
  });

  it('is answered from the right code, with links that open where they say', async () => {
    const { page } = editor;
    await waitForChatModel(page);
    await typeInChat(page, '@flux how does the login form check what is typed in?');
    await waitForChatText(page, 'does not exist any more');
    await waitForChatEnd(page);
    const [request] = model.requestsFor('converse');
    assert.match(request?.messages.at(-1)?.content ?? '', /### src\/login\/validate\.js[^\n]*\n```\n1\| /);
    const response = page.locator('.interactive-session .interactive-response').last();
    const links = response.locator('.chat-inline-anchor-widget');
    await links.first().waitFor();
    await screenshot(page, 'question-links-dark');
    assert.deepEqual(await links.allInnerTexts(), ['validate.js:6-12', 'form.js:3', 'validate.js:2']);
    const opensAt = async (file: string, position: string) => {
      await page.locator('.tab.active', { hasText: file }).waitFor();
      await page.locator('.statusbar-item', { hasText: position }).first().waitFor();
    };
    await links.nth(1).click();
    await opensAt('form.js', 'Ln 3, Col 1');
    await links.nth(2).click();
    await opensAt('validate.js', 'Ln 2, Col 1');
    await links.first().click();
    await opensAt('validate.js', 'selected');
  });

  it('goes on with the next one where the last one ended', async () => {
    const { page } = editor;
    await toggleTheme(page);
    await typeInChat(page, '@flux and where is the shortest password defined?');
    await waitForChatText(page, 'As said');
    await waitForChatEnd(page);
    await screenshot(page, 'question-links-light');
    const [first, second] = model.requestsFor('converse');
    assert.deepEqual(second?.messages.slice(0, 2), first?.messages);
    assert.equal(second?.messages[2]?.content, answer);
    assert.equal(JSON.stringify(second?.messages).split('### src/login/validate.js').length, 2);
  });

  it('is about the file that it refers to by “#”', async () => {
    const { page } = editor;
    await page.locator('.interactive-session .chat-input-container .monaco-editor').first().click();
    // After a first message `@flux` stands there already.
    await page.keyboard.type('what is #clock.js');
    await page.locator('.suggest-widget.visible .monaco-list-row', { hasText: 'clock.js' }).first().waitFor();
    await screenshot(page, 'question-reference');
    await page.keyboard.press('Enter');
    await page.keyboard.type(' for?');
    await page.keyboard.press('Enter');
    await waitForChatText(page, 'It tells the time');
    const asked = model.requestsFor('converse').at(-1)?.messages.at(-1)?.content ?? '';
    assert.match(asked, /# Question\nwhat is src\/clock\.js +for\?/);
  });
});
