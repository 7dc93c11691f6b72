import { chatTexts, typeInChat, waitForChatEnd, waitForChatModel, waitForChatText } from '../../harness/chatView.mjs';
import { command, sayInNewChat } from '../acts';
import type { Scene } from '../scene';
import type { Stage } from '../stage';

async function sayAndWait(stage: Stage, text: string, answer: string | RegExp): Promise<void> {
  await sayInNewChat(stage, text);
  await waitForChatText(stage.page, answer);
  await waitForChatEnd(stage.page);
}

/** Before anything was done: the empty view, no entry in the status bar, the chat view. */
const untouched: Scene = {
  shots: ['View/empty', 'Status bar/idle', 'Chat/untouched'],
  async play(stage, shoot) {
    await command(stage, 'Flux: Show Sessions…');
    await stage.page.locator('.welcome-view-content').first().waitFor();
    await shoot('View/empty');
    await shoot('Status bar/idle', 'status bar');
    await waitForChatModel(stage.page, /Flux \(offline\)/);
    await shoot('Chat/untouched');
  },
};

/** What needs a model. */
const noModel: Scene = {
  shots: ['Chat/no-model', 'Chat/no-model-question'],
  async play(stage, shoot) {
    await sayAndWait(stage, 'add a logout button', 'needs a language model');
    await shoot('Chat/no-model');
    await sayAndWait(stage, 'what does this project do?', 'need a language model');
    await shoot('Chat/no-model-question');
  },
};

/** What goes without one. */
const recipes: Scene = {
  shots: ['Chat/tests-failed', 'Chat/status-failed', 'Chat/suggestions', 'Chat/what-changed'],
  async play(stage, shoot) {
    await sayAndWait(stage, 'run the tests', '1 of 9 tests failed.');
    await shoot('Chat/tests-failed');
    const before = (await chatTexts(stage.page)).length;
    await typeInChat(stage.page, '@flux /status');
    await stage.page.waitForFunction(
      (count) => document.querySelectorAll('.interactive-session .interactive-response').length > count,
      before,
    );
    await waitForChatEnd(stage.page);
    await shoot('Chat/status-failed');
    await sayAndWait(stage, 'what should I do next', /suggestion/);
    await shoot('Chat/suggestions');
    await sayAndWait(stage, 'what changed', /Done|change/);
    await shoot('Chat/what-changed');
  },
};

/** What somebody may say while there is nothing that it could mean. */
const nothingThere: Scene = {
  shots: ['Chat/nothing-to-stop', 'Chat/nothing-paused', 'Chat/feedback-to-nobody'],
  async play(stage, shoot) {
    await sayAndWait(stage, '/stop', /./);
    await shoot('Chat/nothing-to-stop');
    await sayAndWait(stage, '/resume', /./);
    await shoot('Chat/nothing-paused');
    await sayAndWait(stage, '/feedback use argon2 instead', /./);
    await shoot('Chat/feedback-to-nobody');
  },
};

/** Scenes of a window to which no model is connected. */
export const offlineScenes: readonly Scene[] = [untouched, nothingThere, noModel, recipes];
