import { clickChatButton, typeInChat, waitForChatEnd, waitForChatText } from '../../harness/chatView.mjs';
import { holdsSoon, panel, sayInNewChat } from '../acts';
import { goals } from '../goals';
import type { Scene } from '../scene';
import type { Stage } from '../stage';

/** Gives a goal in chat and approves the plan there. */
async function approveInChat(stage: Stage, goal: string, summary: string): Promise<void> {
  await sayInNewChat(stage, goal);
  await waitForChatText(stage.page, summary);
  await waitForChatEnd(stage.page);
  await clickChatButton(stage.page, 'Approve and run');
}

const answered: Scene = {
  shots: ['Chat/answer'],
  async play(stage, shoot) {
    await sayInNewChat(stage, 'what does this project do?');
    await waitForChatText(stage.page, 'small sign-in module');
    await waitForChatEnd(stage.page);
    await shoot('Chat/answer');
  },
};

/** From a goal to the end, and back. */
const wholeRun: Scene = {
  shots: [
    'Chat/planning',
    'Chat/plan-waiting',
    'Chat/status-waiting',
    'Chat/plan-followed',
    'Chat/done-verified',
    'Chat/status-done',
    'Chat/undone',
  ],
  async play(stage, shoot) {
    const { page, holds } = stage;
    holds.holdModel();
    await sayInNewChat(stage, goals.validation.goal);
    await waitForChatText(page, /[Pp]lanning/);
    await shoot('Chat/planning');
    holds.release();
    await waitForChatText(page, 'refuses what is not an e-mail address');
    await waitForChatEnd(page);
    await (await panel(stage)).getByText('Check the e-mail address in the form').first().waitFor();
    await shoot('Chat/plan-waiting');
    await typeInChat(page, '@flux /status');
    await waitForChatText(page, 'waiting for your approval');
    await shoot('Chat/status-waiting');
    holds.holdCommands();
    await clickChatButton(page, 'Approve and run');
    await holdsSoon('the held command runs', holds.commandRuns);
    await waitForChatText(page, 'Fill in the sample accounts');
    await shoot('Chat/plan-followed');
    holds.release();
    await waitForChatText(page, 'Done and verified');
    await waitForChatEnd(page);
    await shoot('Chat/done-verified');
    await typeInChat(page, '@flux /status');
    await page.waitForTimeout(1_000);
    await waitForChatEnd(page);
    await shoot('Chat/status-done');
    await typeInChat(page, '@flux /undo');
    await waitForChatText(page, /Restored/);
    await waitForChatEnd(page);
    await shoot('Chat/undone');
  },
};

const unproved: Scene = {
  shots: ['Chat/done-not-verified'],
  async play(stage, shoot) {
    await approveInChat(stage, goals.notes.goal, 'Release notes tell');
    await waitForChatText(stage.page, /Done/);
    await waitForChatEnd(stage.page);
    await shoot('Chat/done-not-verified');
  },
};

const failed: Scene = {
  shots: ['Chat/run-failed'],
  async play(stage, shoot) {
    await approveInChat(stage, goals.failing.goal, 'Passwords need a digit');
    await waitForChatText(stage.page, /failed\./);
    await waitForChatEnd(stage.page);
    await shoot('Chat/run-failed');
  },
};

const steered: Scene = {
  shots: ['Chat/paused', 'Chat/feedback-noted', 'Chat/stopped'],
  async play(stage, shoot) {
    const { page, holds } = stage;
    holds.holdCommands();
    await approveInChat(stage, goals.validation.goal, 'refuses what is not');
    await holdsSoon('the held command runs', holds.commandRuns);
    await typeInChat(page, '@flux /pause');
    await waitForChatText(page, /paused/);
    await waitForChatEnd(page);
    await shoot('Chat/paused');
    await typeInChat(page, '@flux /feedback keep addresses without a dot');
    await waitForChatText(page, 'Noted');
    await waitForChatEnd(page);
    await shoot('Chat/feedback-noted');
    await typeInChat(page, '@flux /stop');
    await waitForChatText(page, /[Ss]topped/);
    await waitForChatEnd(page);
    await shoot('Chat/stopped');
  },
};

/** Scenes of runs that are followed in chat. */
export const chatRuns: readonly Scene[] = [answered, wholeRun, unproved, failed, steered];
