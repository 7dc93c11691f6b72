import type { ModelPort, ModelRequest } from '../../contracts/model';
import { FluxError } from '../../base/errors';

/** Failures of which another model of the same endpoint may know nothing. */
const outages: ReadonlySet<string> = new Set(['model_failed', 'model_rate_limited', 'model_timeout']);

/** What to ask instead of a model that is out, the likeliest to do as well first. */
const instead = {
  fast: ['ordinary', 'strong'],
  ordinary: ['strong', 'fast'],
  strong: ['ordinary', 'fast'],
} as const;

/** Whether a call failed because its model is out, rather than by what was asked. */
export function isOutage(error: unknown): boolean {
  return FluxError.is(error) && outages.has(error.reason);
}

/** The tier of another model, where the endpoint has one that was not tried yet. */
export async function tierInstead(
  { tier = 'ordinary' }: Pick<ModelRequest, 'tier'>,
  tried: ReadonlySet<string>,
  model: ModelPort,
): Promise<ModelRequest['tier'] | undefined> {
  for (const other of instead[tier]) {
    const chosen = await model.chosen?.({ tier: other });
    if (chosen && !tried.has(chosen.id)) return other;
  }
  return undefined;
}
