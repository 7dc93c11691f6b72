import type { Message, Usage } from '../../contracts/model';
import { estimateTokens, utf8Length } from '../../base/text';

/** What an endpoint may add to the texts of a prompt, in tokens. */
const wrapping = 2_000;
/** What a model may think without showing it, in tokens. */
const unseen = 200_000;

/**
 * What a call took, with an estimate in place of what no call can have taken: no token is shorter than a byte, and
 * nothing is less than nothing.
 */
export function saneUsage(
  { prompt, completion, cached }: Usage,
  messages: readonly Message[],
  answer: string,
  estimate: number,
): Usage {
  const bytes = messages.reduce((sum, { content }) => sum + utf8Length(content), 0);
  const asked = isBetween(prompt, bytes + wrapping) ? prompt : estimate;
  return {
    prompt: asked,
    completion: isBetween(completion, utf8Length(answer) + unseen) ? completion : estimateTokens(answer),
    cached: isBetween(cached, asked) ? cached : 0,
  };
}

function isBetween(count: number, most: number): boolean {
  return Number.isFinite(count) && count >= 0 && count <= most;
}
