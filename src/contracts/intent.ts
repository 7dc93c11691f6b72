/** What a step is for, whatever tool does it. */
export const intents = [
  'extract',
  'summarize',
  'generate',
  'validate',
  'send',
  'transform',
  'conditional',
  'aggregate',
  'filter',
  'enrich',
] as const;

export type Intent = (typeof intents)[number];

/** What a step is taken for. */
export interface Classified {
  readonly intent: Intent;
  /** 0–1; from 0.8 on it counts as certain. */
  readonly confidence: number;
  /** What else it may be, the likelier first. */
  readonly alternatives: readonly { readonly intent: Intent; readonly confidence: number }[];
  /** In a few words, for a person. */
  readonly reason: string;
  readonly source: 'pattern' | 'plan' | 'model';
}
