import { FluxError } from '../../base/errors';
import { createOutcomesByModel } from './outcomesByModel';

/** How many of a model's newest answers are remembered, and how many of them must be cut before that counts. */
const remembered = 10;
const often = 2;

/** Which models reach the limit of their answers, from what happened in this window. */
export interface CutAnswers {
  /** Notes whether an answer of the model's was cut by its limit. */
  note(model: string, wasCut: boolean): void;
  /** Whether that happens repeatedly, so that smaller steps are better. */
  isOften(model: string): boolean;
}

export function createCutAnswers(): CutAnswers {
  const { note, of } = createOutcomesByModel(remembered);
  return { note, isOften: (model) => of(model).filter(Boolean).length >= often };
}

/** Whether a call failed because its answer reached the model's limit: asked again, it would again. */
export function isCutByLimit(error: unknown): boolean {
  return FluxError.is(error, 'model_cut') && !error.retryable;
}
