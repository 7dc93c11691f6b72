import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  clickChatButton,
  typeInChat,
  waitForChatEnd,
  waitForChatModel,
  waitForChatText,
} from '../harness/chatView.mjs';
import { answerQuickInput, runCommand } from '../harness/runCommand.mjs';
import { screenshot } from '../harness/screenshot.mjs';
import { startFlux } from '../harness/startFlux.mjs';
import { toggleTheme } from '../harness/toggleTheme.mjs';
import { freePlaces } from '../harness/usualPlaces';
import { startScriptedModel, type ScriptedModel } from '../model/scriptedModel';

const key = 'key-of-the-person-123';
const viewport = { width: 1280, height: 800 };

/** “Connect a Model…” as a person goes through it, with real servers behind. */
describe('connecting a model', function () {
  this.timeout(180_000);
  let editor: Awaited<ReturnType<typeof startFlux>>;
  const models: ScriptedModel[] = [];

  before(async () => {
    editor = await startFlux({ theme: 'dark', viewport });
  });
  after(async () => {
    await editor?.stop();
    for (const model of models) await model.stop();
  });

  const serve = async (options: Parameters<typeof startScriptedModel>[1]) => {
    const model = await startScriptedModel(() => 'ready', options);
    models.push(model);
    return model;
  };
  const toast = (text: string | RegExp) => editor.page.locator('.notification-toast').filter({ hasText: text }).first();
  const press = async (text: string | RegExp, button: string) => {
    await toast(text).getByRole('button', { name: button }).click();
  };
  const rows = () => editor.page.locator('.quick-input-list .monaco-list-row');
  const choose = (label: string | RegExp) => rows().filter({ hasText: label }).first().click();
  const settings = () =>
    JSON.parse(readFileSync(join(editor.server.userDataFolder, 'User/settings.json'), 'utf8')) as Record<
      string,
      unknown
    >;
  const begin = async () => {
    await runCommand(editor.page, 'Flux: Connect a Model…');
    await rows().filter({ hasText: 'Another endpoint' }).first().waitFor();
  };
  const endpoint = async (url: string, withKey: string) => {
    await begin();
    await choose('Another endpoint');
    await editor.page.locator('.quick-input-widget:visible').getByText('Base URL').waitFor();
    await answerQuickInput(editor.page, url);
    await editor.page.locator('.quick-input-widget:visible input[type="password"]').waitFor();
    await answerQuickInput(editor.page, withKey);
  };

  it('says in chat that none is connected, with a button that begins it; who cancels leaves all as it was', async () => {
    const { page } = editor;
    await waitForChatModel(page, /Flux \(offline\)/);
    // The editor rewrites some of its own at times.
    const ofFlux = () => Object.entries(settings()).filter(([key]) => key.startsWith('flux.'));
    const before = ofFlux();
    await typeInChat(page, '@flux add a logout button');
    await waitForChatText(page, 'needs a language model');
    await waitForChatEnd(page);
    await clickChatButton(page, 'Connect a model');
    await choose('Another endpoint');
    await answerQuickInput(page, 'http://127.0.0.1:9/v1');
    await page.locator('.quick-input-widget:visible input[type="password"]').waitFor();
    await page.keyboard.press('Escape');
    await page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
    assert.deepEqual(ofFlux(), before);
  });

  it('tells of an endpoint that is down, and goes on once it is up', async () => {
    const { page } = editor;
    const gone = await startScriptedModel();
    await gone.stop();
    await endpoint(gone.url, '');
    await toast(/Not connected/)
      .getByRole('button', { name: 'Try again' })
      .waitFor();
    await screenshot(page, 'connect-down-dark');
    assert.equal(settings()['flux.model.baseUrl'], undefined);
    await serve({ port: Number(new URL(gone.url).port), models: ['only-one'] });
    await press(/Not connected/, 'Try again');
    await toast('Connected to only-one.').waitFor();
    assert.equal(settings()['flux.model.baseUrl'], gone.url);
    await runCommand(page, 'Notifications: Clear All Notifications');
  });

  it('asks for another key where it is wrong, and lets one of several models be chosen', async () => {
    const { page } = editor;
    const model = await serve({ key, models: ['small', 'large', 'text-embedding-3'] });
    await endpoint(model.url, 'wrong-key-1234');
    await press(/Not connected/, 'Enter a key');
    await page.locator('.quick-input-widget:visible input[type="password"]').waitFor();
    await answerQuickInput(page, key);
    await rows().filter({ hasText: 'small' }).waitFor();
    assert.equal(await rows().filter({ hasText: 'embedding' }).count(), 0);
    await screenshot(page, 'connect-models-dark');
    await choose('small');
    await toast('Connected to small.').waitFor();
    assert.deepEqual([settings()['flux.model.baseUrl'], settings()['flux.model.id']], [model.url, 'small']);
    await runCommand(page, 'Notifications: Clear All Notifications');
  });

  it('lets the model be typed where the endpoint lists none', async () => {
    const { page } = editor;
    const model = await serve({ models: [] });
    await endpoint(model.url, '');
    await page.locator('.quick-input-widget:visible').getByText('lists no model').waitFor();
    await answerQuickInput(page, 'by-hand');
    await toast('Connected to by-hand.').waitFor();
    assert.equal(model.requests.at(-1)?.purpose, 'converse');
    await runCommand(page, 'Notifications: Clear All Notifications');
  });

  it('finds a server of this computer at its usual port', async function () {
    const { page } = editor;
    const [place] = await freePlaces();
    if (!place) return this.skip();
    await serve({ port: Number(new URL(place.baseUrl).port), models: ['local-model'] });
    for (const theme of ['light', 'dark'] as const) {
      await toggleTheme(page);
      await begin();
      await rows().filter({ hasText: place.name }).waitFor();
      await screenshot(page, `connect-picker-${theme}`);
      if (theme === 'light') await page.keyboard.press('Escape');
    }
    await choose(place.name);
    await toast('Connected to local-model.').waitFor();
    assert.equal(settings()['flux.model.baseUrl'], place.baseUrl);
    await runCommand(page, 'Notifications: Clear All Notifications');
  });

  it('offers to try again in chat when the model server has gone', async () => {
    const { page } = editor;
    const port = Number(new URL(String(settings()['flux.model.baseUrl'])).port);
    const last = models.pop();
    await last?.stop();
    await typeInChat(page, '@flux count the hours of all sessions in a new file');
    await waitForChatEnd(page);
    await waitForChatText(page, 'Try again');
    await screenshot(page, 'chat-unreachable-dark');
    const back = await startScriptedModel(
      ({ purpose }) =>
        purpose === 'plan'
          ? JSON.stringify({
              summary: 'Hours are counted.',
              steps: [
                { id: 'a', title: 'Write it', tool: 'write_file', input: { path: 'src/hours.js', content: '1\n' } },
              ],
            })
          : 'ready',
      { port },
    );
    models.push(back);
    await clickChatButton(page, 'Try again');
    await waitForChatText(page, 'Hours are counted');
  });
});
