import { FluxError } from '../../base/errors';
import type { Message, ModelPort } from '../../contracts/model';
import { furtherBrief, makeBrief, type BriefSize } from '../brief/brief';
import { changedSince } from '../brief/changedSince';
import { createShownRanges, type ShownRanges } from '../brief/shownRanges';
import { checkGoal } from '../checkGoal';
import { afterLook } from '../converse/converse';
import { describeLook, lookAt } from '../converse/lookAt';
import { withoutThoughts } from '../model/thoughts';
import type { Workspace } from '../workspace';
import type { Conversation, Conversations } from './conversations';
import { createSpokenText } from './spokenText';
import { askMessage, questionHead, talkMessages, type Turn } from './talkPrompt';
import { createWordsOnly, wishToLook } from './wishToLook';

const talkBrief: BriefSize = { files: 1600, relevant: 12_000, subject: 'question', least: 0.2 };
/** What a further question adds. */
const laterBrief: BriefSize = { ...talkBrief, relevant: 6_000, least: 0.3 };
/** A longer conversation begins anew, in characters; about 12,000 tokens. */
const longestTalk = 48_000;
/** A wish to look, and once more where the model wishes for another. */
const mostTurns = 3;
const thenDo = 'Answer the question now, in words.';

export interface Talking {
  readonly workspace: Workspace;
  readonly model: ModelPort;
  readonly conversations: Conversations;
}

/** Hears an answer as it comes, and what goes on before it. */
export interface TalkListener {
  /** The files that the model is shown, each time before it is asked. */
  onShown?(paths: readonly string[]): void;
  onActivity?(text: string): void;
  onText(text: string): void;
}

/** What is asked, and what the model has by then. */
interface Asked {
  readonly messages: readonly Message[];
  readonly shown: ShownRanges;
  readonly now: string;
}

/**
 * Answers a question as a conversation, streaming; the model may look once. Reads the workspace; nothing runs. Returns
 * the id of the conversation for the next question. Rejects as the model does, and with `model_empty` where it only
 * thought.
 */
export async function talk(
  { question, history }: { readonly question: string; readonly history: readonly Turn[] },
  { workspace, model, conversations }: Talking,
  signal: AbortSignal,
  listener: TalkListener,
): Promise<string> {
  const asked = await ask(checkGoal(question), history, { workspace, conversations }, signal);
  const { shown, now } = asked;
  let { messages } = asked;
  for (let turn = 1; ; turn++) {
    listener.onShown?.(Object.keys(shown.hashes()));
    const words = createWordsOnly((text) => listener.onText(text));
    const spoken = createSpokenText((text) => words.hear(text));
    const reply = await model.complete({ purpose: 'converse', messages }, signal, (piece) => spoken.hear(piece));
    if (!spoken.end()) throw onlyThought(reply.model);
    const said: Message = { role: 'assistant', content: withoutThoughts(reply.text, { plain: true }) };
    const looks = turn < mostTurns ? wishToLook(said.content) : undefined;
    if (!looks) {
      words.end();
      return conversations.keep({ messages: [...messages, said], shown, now });
    }
    listener.onActivity?.(`Looking: ${looks.slice(0, 3).map(describeLook).join(' · ')}`);
    const found =
      turn === 1 && looks.length > 0
        ? `${await lookAt(looks, { workspace, shown }, signal)}\n\n${afterLook(0, thenDo)}`
        : `There is no more to be looked at. ${thenDo}`;
    messages = [...messages, said, { role: 'user', content: found }];
  }
}

/** The question behind what the model has; where it has nothing, or too much, behind a brief. */
async function ask(
  question: string,
  history: readonly Turn[],
  { workspace, conversations }: Pick<Talking, 'workspace' | 'conversations'>,
  signal: AbortSignal,
): Promise<Asked> {
  if (!workspace.editor.folder())
    return { messages: talkMessages(question, 'No folder is open.', history), shown: createShownRanges(), now: '' };
  const last = history.findLastIndex(({ talk }) => conversations.of(talk) !== undefined);
  const before = conversations.of(history[last]?.talk);
  const since = history.slice(last + 1).map(({ role, content }): Message => ({ role, content }));
  if (before && lengthOf([...before.messages, ...since]) < longestTalk)
    return goOn(question, before, since, workspace, signal);
  const shown = createShownRanges({ numbered: true });
  const behind = history.findLast(({ role }) => role === 'user')?.content;
  const { project, now, about } = await makeBrief({ goal: question, behind }, { workspace, shown, signal }, talkBrief);
  const brief = [project, `# Now\n${now}`, about].filter(Boolean).join('\n\n');
  return { messages: talkMessages(question, brief, history), shown, now };
}

/** A further question: what it is about besides what was shown, and what has changed. */
// eslint-disable-next-line max-params -- what is asked, behind what, where, how long
async function goOn(
  question: string,
  before: Conversation,
  since: readonly Message[],
  workspace: Workspace,
  signal: AbortSignal,
): Promise<Asked> {
  const shown = before.shown.copy();
  const changed = await changedSince(shown, workspace);
  for (const path of changed) shown.forget(path);
  // “And where is it called?” is about what was asked before, too.
  const asked = before.messages.findLast(({ content }) => content.includes(questionHead))?.content ?? '';
  const behind = asked.slice(asked.lastIndexOf(questionHead) + questionHead.length);
  const { now, about } = await furtherBrief({ goal: question, behind }, { workspace, shown, signal }, laterBrief);
  const brief = [
    changed.length > 0 && `Changed since they were shown above: ${changed.join(', ')}.`,
    now !== before.now && `# Now\n${now}`,
    about,
  ];
  const message = askMessage(question, brief.filter(Boolean).join('\n\n'));
  return { messages: [...before.messages, ...since, message], shown, now };
}

function lengthOf(messages: readonly Message[]): number {
  return messages.reduce((sum, { content }) => sum + content.length, 0);
}

function onlyThought(model: string): FluxError {
  return new FluxError(
    'model_empty',
    `${model} sent its reasoning but no answer. Try again, or choose another model.`,
    { retryable: true },
  );
}
