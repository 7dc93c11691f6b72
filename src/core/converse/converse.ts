import type { Intent } from '../../contracts/intent';
import type { Message } from '../../contracts/model';
import type { Look } from '../../contracts/plan';
import type { ShownRanges } from '../brief/shownRanges';
import type { AskRequest, SessionAnswer, SessionModel } from '../model/sessionModel';
import type { Workspace } from '../workspace';
import type { FluxError } from '../../base/errors';
import type { SettingsPort } from '../../contracts/settings';
import { lengthOf, shortenTurns } from '../compress/shortenTurns';
import { handlingOf } from '../intents/handlings';
import { createAsk } from './askOnce';
import { lookAt } from './lookAt';

/** A rule of thumb for English and code. */
const bytesPerToken = 4;
/** How often an unusable answer is quoted back to the model. */
const maxRepairs = 2;

/** What an answer comes to: something that can be used, a wish to look, or what is wrong with it, for the model. */
export type Reading<T> =
  { readonly value: T } | { readonly looks: readonly Look[] } | { readonly problems: readonly string[] };

/** How often the model has looked and repaired so far. */
export interface Turns {
  readonly looks: number;
  readonly repairs: number;
}

/** What is asked for, and how an answer is read. */
export interface Question<T> {
  /** What every request of the conversation is made with; a repair has the purpose `repair` instead. */
  readonly request: Omit<AskRequest, 'messages'>;
  /** What it counts as: how its messages may be shortened. */
  readonly intent: Intent;
  readonly messages: readonly Message[];
  readonly maxLooks: number;
  /** What the model is to do once it may not look any more, such as `Plan now.` */
  readonly thenDo: string;
  /** In what form a whole answer is sent again, such as `JSON first, then the edits`. */
  readonly form: string;
  /** Reads an answer. Must not throw for what the model may do better. */
  readonly read: (answer: SessionAnswer, turns: Turns) => Reading<T> | Promise<Reading<T>>;
  /** The error after the last repair. */
  readonly unusable: (answers: number, problems: readonly string[]) => FluxError;
  /** Hears that a request is about to be made. */
  readonly onAsk?: (turns: Turns) => void;
  /** Hears the whole conversation once an answer can be used. */
  readonly onEnd?: (messages: readonly Message[]) => void;
  /** Hears what the model wants to look at. */
  readonly onLook?: (looks: readonly Look[]) => Promise<void>;
}

/** Where a conversation is held. */
export interface Partners {
  readonly workspace: Workspace;
  readonly model: SessionModel;
  /** What the model is shown of the workspace in this conversation. */
  readonly shown: ShownRanges;
}

/**
 * Asks the model until an answer can be used: what it wants to look at is shown, and what is wrong with an answer is
 * quoted back, as often as is allowed. Every such exchange with the model goes through here. Rejects with
 * `question.unusable` after the last repair, else as `SessionModel.ask` does.
 */
export async function converse<T>(question: Question<T>, partners: Partners, signal: AbortSignal): Promise<T> {
  const ask = createAsk(partners.model);
  let { messages } = question;
  const { compression } = handlingOf(question.intent, partners.workspace.settings);
  /** Characters that this conversation no longer carries. */
  let saved = 0;
  /** Shortens what was shown earlier; answers how many characters are gone. */
  const shorten = (maxChars: number): number => {
    const short = shortenTurns(messages, maxChars, compression);
    if (!short) return 0;
    const before = lengthOf(messages);
    messages = short.messages;
    for (const path of short.paths) forgetLines(path, partners.shown);
    return before - lengthOf(messages);
  };
  let turns: Turns = { looks: 0, repairs: 0 };
  for (;;) {
    question.onAsk?.(turns);
    const purpose = turns.repairs > 0 ? 'repair' : question.request.purpose;
    const most = charsOfWindow(partners.workspace.settings);
    if (lengthOf(messages) > most) saved += shorten(most);
    const asked = await ask(
      {
        ...question.request,
        purpose,
        messages,
        saved,
        shorter: () => shortenTurns(messages, 0, compression)?.messages,
      },
      signal,
    );
    const reading = 'problem' in asked ? { problems: [asked.problem] } : await question.read(asked, turns);
    const said = 'problem' in asked ? '(nothing usable)' : asked.text;
    if ('value' in reading) {
      question.onEnd?.([...messages, { role: 'assistant', content: said }]);
      return reading.value;
    }
    const reply = (content: string) => {
      messages = [...messages, { role: 'assistant', content: said }, { role: 'user', content }];
    };
    if ('looks' in reading && turns.looks < question.maxLooks) {
      turns = { ...turns, looks: turns.looks + 1 };
      await question.onLook?.(reading.looks);
      const found = await lookAt(reading.looks, partners, signal);
      reply(`${found}\n\n${afterLook(question.maxLooks - turns.looks, question.thenDo)}`);
      continue;
    }
    const problems =
      'looks' in reading
        ? [`You have looked as often as is allowed. ${question.thenDo.replace(/ now\.$/, '')} with what you have.`]
        : reading.problems;
    if (turns.repairs >= maxRepairs) throw question.unusable(maxRepairs + 1, problems);
    turns = { ...turns, repairs: turns.repairs + 1 };
    await reply(askForRepair(problems, question.form));
  }
}

/** How much a conversation may hold before it is shortened; a window that is not known is taken to be large. */
function charsOfWindow(settings: SettingsPort): number {
  const window = settings('model.contextWindow');
  return window > 0 ? window * bytesPerToken * settings('budget.compressAt') : Infinity;
}

/** What was shown of a file is no longer there, so it may be shown again; the file itself is still known. */
function forgetLines(path: string, shown: ShownRanges): void {
  const hash = shown.hashes()[path];
  shown.forget(path);
  if (hash !== undefined) shown.know(path, hash);
}

/** Behind the answers to a look: how many are left, and what to do then. */
export function afterLook(left: number, thenDo: string): string {
  if (left === 0) return `That was the last look. ${thenDo}`;
  const more = `You may look ${left === 1 ? 'once' : `${left} times`} more`;
  return `${more}; better, ${thenDo.charAt(0).toLowerCase()}${thenDo.slice(1)}`;
}

/** Asks for a usable answer, quoting what is wrong with the last. */
export function askForRepair(problems: readonly string[], form: string): string {
  return `That answer cannot be used:\n${problems.join('\n')}\n\nSend the whole answer again, corrected: ${form}.`;
}
