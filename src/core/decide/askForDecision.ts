import type { DecisionReply } from '../../contracts/decision';
import type { Said } from '../../contracts/said';
import type { PlanSnapshot, SessionSnapshot } from '../../contracts/session';
import { intentOfPurpose } from '../intents/intentTable';
import { chooseTier } from '../model/chooseTier';
import { openEnd } from '../model/openEnd';
import type { SessionModel } from '../model/sessionModel';
import type { Workspace } from '../workspace';
import { createShownRanges } from '../brief/shownRanges';
import { FluxError } from '../../base/errors';
import { onlyReads } from '../agents/onlyReads';
import { converse } from '../converse/converse';
import { wordsInForce } from '../steer/wordsInForce';
import { decideMessages, type DecisionFacts } from './decidePrompt';
import { parseDecision } from './parseDecision';
import { presentSources } from './presentSources';
import type { DecisionTrigger } from './dueTrigger';

/** A decision that can be carried out, and the files as they were shown for it. */
export interface AskedDecision<T> {
  readonly reply: DecisionReply;
  readonly seen: Readonly<Record<string, string>>;
  /** What checking it came to. */
  readonly checked: T;
  /** What had been said when the model was asked for the last time. */
  readonly said: readonly Said[];
}

export interface DecisionQuestion<T> {
  readonly facts: Omit<DecisionFacts, 'sources'>;
  readonly trigger: DecisionTrigger;
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
  workspace: Workspace,
  model: SessionModel,
  signal: AbortSignal,
): Promise<AskedDecision<T>> {
  const shown = createShownRanges({ numbered: await onlyReads(question.session.workflow, workspace) });
  const sources = await presentSources(question.session, question.trigger, workspace, shown);
  return converse<AskedDecision<T>>(
    {
      request: {
        purpose: 'decide',
        step: question.trigger.step?.id,
        tier: chooseTier(question.session, { purpose: 'decide' }, workspace.settings),
        quotes: wordsInForce(question.session),
        whole: (said) => openEnd(said, true),
      },
      intent: intentOfPurpose('decide'),
      messages: decideMessages({ ...question.facts, sources }, workspace.tools),
      maxLooks: 1,
      thenDo: 'Decide now.',
      form: 'JSON first, then the edits',
      async read({ text, said }) {
        const answer = parseDecision(text, workspace.tools);
        if (answer.kind === 'look') return { looks: answer.looks };
        if (answer.kind === 'unusable') return { problems: [answer.problem] };
        const result = await question.check(answer.reply, shown.hashes());
        return 'problems' in result
          ? result
          : { value: { reply: answer.reply, seen: shown.hashes(), checked: result.checked, said } };
      },
      unusable: (answers, problems) =>
        new FluxError(
          'decision_unusable',
          `${model.label} gave no usable decision in ${answers} answers. The last one: ${problems.join('\n')}`,
        ),
    },
    { workspace, model, shown },
    signal,
  );
}
