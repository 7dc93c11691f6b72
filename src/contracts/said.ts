import type { Choice } from './session';

/** Something that was said to a session, and how far it has got. */
export interface Said {
  /** `remark`: feedback; `answer`: to a question; `request`: it asked for another plan. */
  readonly kind: 'remark' | 'answer' | 'request';
  readonly text: string;
  readonly at: number;
  /** What it answers, what could be chosen, and the id of the choice. */
  readonly question?: string;
  readonly choices?: readonly Choice[];
  readonly choice?: string;
  /** The step whose tool asked: the answer was for that tool alone. */
  readonly step?: string;
  /** What it did at once, without a model, in words. */
  readonly effect?: string;
  /** A role's report instead of words of the person. */
  readonly by?: 'role';
  /**
   * `request`: a request to the model has carried it (followed for remarks alone); `decision`: the plan or a decision
   * has taken it up; `rule`: a rule has decided without the model, which hears it with its next request. Left out: it
   * has reached nobody yet, or was done at once.
   */
  readonly carried?: 'request' | 'decision' | 'rule';
}
