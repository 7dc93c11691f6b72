import type { DecisionReply } from '../../contracts/decision';
import type { Message } from '../../contracts/model';
import type { PlanSnapshot, SessionSnapshot } from '../../contracts/session';
import { askAgain } from '../model/askAgain';
import { openEnd } from '../model/openEnd';
import type { SessionModel } from '../model/sessionModel';
import type { Workplace } from '../workplace';
import { createShown } from '../brief/shown';
import { FluxError } from '../../base/errors';
import { onlyReads } from '../agents/onlyReads';
import { lookAt } from '../plan/lookAt';
import { wordsInForce } from '../steer/wordsInForce';
import { decideMessages, repairDecision, type DecisionFacts } from './decidePrompt';
import { parseDecision } from './parseDecision';
import { presentSources } from './presentSources';
import type { Moment } from './dueMoment';

const maxRepairs = 2;

/** A decision that can be carried out, and the files as they were shown for it. */
export interface AskedDecision<T> {
  readonly reply: DecisionReply;
  readonly seen: Readonly<Record<string, string>>;
  /** What checking it came to. */
  readonly checked: T;
  /** How much of the feedback it was told of. */
  readonly knows: number;
}

export interface DecisionQuestion<T> {
  readonly facts: Omit<DecisionFacts, 'sources'>;
  readonly moment: Moment;
  readonly session: SessionSnapshot & { readonly plan: PlanSnapshot };
  /** Works out what the decision comes to, or what is wrong with it, in sentences that the model can act on. */
  readonly check: (
    reply: DecisionReply,
    seen: Readonly<Record<string, string>>,
  ) => Promise<{ readonly checked: T } | { readonly problems: readonly string[] }>;
}

/**
 * Asks the model for a decision: one look, and two repairs that quote what is wrong. FluxError `decision_unusable`
 * after three bad answers.
 */
export async function askForDecision<T>(
  question: DecisionQuestion<T>,
  place: Workplace,
  model: SessionModel,
  signal: AbortSignal,
): Promise<AskedDecision<T>> {
  const shown = createShown({ numbered: await onlyReads(question.session.workflow, place) });
  const sources = await presentSources(question.session, question.moment, place, shown);
  let messages: Message[] = decideMessages({ ...question.facts, sources }, place.tools);
  const ask = askAgain(model);
  let looked = false;
  const quotes = wordsInForce(question.session);
  let knows = question.session.feedback.length;
  for (let repairs = 0; ;) {
    const { text, problem } = await ask(
      {
        purpose: repairs > 0 ? 'repair' : 'decide',
        step: question.moment.step?.id,
        messages,
        quotes,
        carries: (upTo) => (knows = upTo),
        whole: (said) => openEnd(said, true),
      },
      signal,
    );
    const answer = problem === undefined ? parseDecision(text, place.tools) : { kind: 'unusable' as const, problem };
    const said: Message = { role: 'assistant', content: text || '(nothing usable)' };
    if (answer.kind === 'look' && !looked) {
      looked = true;
      messages = [
        ...messages,
        said,
        {
          role: 'user',
          content: `${await lookAt(answer.looks, place, shown, signal)}\n\nThat was the look. Decide now.`,
        },
      ];
      continue;
    }
    const problems =
      answer.kind === 'decision'
        ? await question.check(answer.reply, shown.hashes())
        : {
            problems: [answer.kind === 'look' ? 'You have looked already. Decide with what you have.' : answer.problem],
          };
    if ('checked' in problems && answer.kind === 'decision')
      return { reply: answer.reply, seen: shown.hashes(), checked: problems.checked, knows };
    const wrong = 'problems' in problems ? problems.problems.join('\n') : '';
    if (repairs >= maxRepairs)
      throw new FluxError(
        'decision_unusable',
        `${model.label} gave no usable decision in ${maxRepairs + 1} answers. The last one: ${wrong}`,
      );
    repairs++;
    messages = [...messages, said, repairDecision(wrong)];
  }
}
