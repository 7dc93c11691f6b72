import { clickChatButton, typeInChat, waitForChatEnd, waitForChatText } from '../../harness/chatView.mjs';
import { panel, panelSays, sayInNewChat } from '../acts';
import { goals } from '../goals';
import type { Scene } from '../scene';

const beforePlanning: Scene = {
  shots: ['Chat/question-before-planning'],
  async play(stage, shoot) {
    await sayInNewChat(stage, goals.asking.goal);
    await waitForChatText(stage.page, 'How long should somebody stay signed in?');
    await waitForChatEnd(stage.page);
    await shoot('Chat/question-before-planning');
  },
};

const whileRunning: Scene = {
  shots: ['Chat/question-open'],
  async play(stage, shoot) {
    const { page, holds } = stage;
    holds.holdCommands();
    await sayInNewChat(stage, goals.escalating.goal);
    await waitForChatText(page, 'are imported');
    await waitForChatEnd(page);
    await clickChatButton(page, 'Approve and run');
    await waitForChatText(page, 'Where are the accounts of the old system?');
    await panelSays(await panel(stage), 'Where are the accounts of the old system?');
    await shoot('Chat/question-open');
  },
};

const permission: Scene = {
  shots: ['Chat/permission', 'Chat/permission-unclear'],
  async play(stage, shoot) {
    const { page } = stage;
    await sayInNewChat(stage, goals.permission.goal);
    await waitForChatText(page, 'SOURCES.txt lists');
    await waitForChatEnd(page);
    await clickChatButton(page, 'Approve and run');
    await waitForChatText(page, 'Flux asks');
    await panelSays(await panel(stage), 'ls src > SOURCES.txt');
    await shoot('Chat/permission');
    await typeInChat(page, '@flux no, don’t allow it for this run');
    await waitForChatText(page, 'Your answer is not clear');
    await shoot('Chat/permission-unclear');
  },
};

const refused: Scene = {
  shots: ['Chat/model-failed', 'Chat/model-key'],
  async play(stage, shoot) {
    const { page } = stage;
    await sayInNewChat(stage, goals.serverError.goal);
    await waitForChatText(page, 'Try again');
    await waitForChatEnd(page);
    await shoot('Chat/model-failed');
    await sayInNewChat(stage, goals.wrongKey.goal);
    await waitForChatText(page, 'Set API key');
    await waitForChatEnd(page);
    await shoot('Chat/model-key');
  },
};

const stale: Scene = {
  shots: ['Chat/plan-rejected', 'Chat/several-fit'],
  async play(stage, shoot) {
    const { page } = stage;
    await sayInNewChat(stage, goals.guide.goal);
    await waitForChatText(page, 'for new colleagues');
    await waitForChatEnd(page);
    await typeInChat(page, '@flux no');
    await waitForChatText(page, 'rejected');
    await waitForChatEnd(page);
    await shoot('Chat/plan-rejected');
    await sayInNewChat(stage, goals.guide.goal);
    await waitForChatText(page, 'for new colleagues');
    await waitForChatEnd(page);
    await typeInChat(page, '@flux /resume document');
    await waitForChatText(page, 'Several sessions match');
    await waitForChatEnd(page);
    await shoot('Chat/several-fit');
  },
};

/** Scenes in which Flux waits for the person or cannot go on, in chat. */
export const chatQuestions: readonly Scene[] = [beforePlanning, whileRunning, permission, refused, stale];
