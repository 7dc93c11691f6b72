import type { Message } from '../../contracts/model';
import type { ShownRanges } from '../brief/shownRanges';
import type { Word } from '../steer/wordsInForce';

/** A conversation in which a goal was planned, as it stood when the model had asked or planned. */
export interface PlanTalk {
  readonly goal: string;
  readonly messages: readonly Message[];
  readonly shown: ShownRanges;
  /** How many of the person's answers it has been told. */
  readonly answered: number;
  readonly said: readonly Word[];
  /** The plan that came of it, as the model is told of plans; left out: questions did. */
  readonly plan?: string;
}

/**
 * The newest of this window by session, so that what was looked at is still there, and a provider's prompt cache hits,
 * when a question has been answered or the person wants another plan. Where one is not known any more, planning begins
 * anew.
 */
export interface PlanTalks {
  of(session: string): PlanTalk | undefined;
  keep(session: string, talk: PlanTalk): void;
}

const most = 8;

export function createPlanTalks(): PlanTalks {
  const kept = new Map<string, PlanTalk>();
  return {
    of: (session) => kept.get(session),
    keep(session, talk) {
      kept.delete(session);
      kept.set(session, talk);
      const [oldest] = kept.keys();
      if (kept.size > most && oldest !== undefined) kept.delete(oldest);
    },
  };
}
