import { FluxError } from '../../base/errors';

/** How many of a model's newest answers are remembered, and how many of them must be cut before that counts. */
const remembered = 10;
const often = 2;
const mostModels = 20;

/** Which models reach the limit of their answers, from what happened in this window. */
export interface CutAnswers {
  /** Notes whether an answer of the model's was cut by its limit. */
  note(model: string, wasCut: boolean): void;
  /** Whether that happens repeatedly, so that smaller steps are better. */
  isOften(model: string): boolean;
}

export function createCutAnswers(): CutAnswers {
  const outcomes = new Map<string, readonly boolean[]>();
  return {
    note(model, wasCut) {
      const known = outcomes.get(model) ?? [];
      outcomes.delete(model);
      outcomes.set(model, [...known.slice(1 - remembered), wasCut]);
      const [oldest] = outcomes.keys();
      if (outcomes.size > mostModels && oldest !== undefined) outcomes.delete(oldest);
    },
    isOften: (model) => (outcomes.get(model) ?? []).filter(Boolean).length >= often,
  };
}

/** Whether a call failed because its answer reached the model's limit: asked again, it would again. */
export function isCutByLimit(error: unknown): boolean {
  return FluxError.is(error, 'model_cut') && !error.retryable;
}
