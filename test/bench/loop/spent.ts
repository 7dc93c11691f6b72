import type { ScriptedRequest } from '../../model/scriptedRequest';
import { sharedPrefix } from '../../unit/core/sharedPrefix';

/** What a task took, as the server counted it. */
export interface Spent {
  readonly calls: number;
  /** Of prompts. */
  readonly prompt: number;
  /** Of answers. */
  readonly completion: number;
  /** Of prompts, that are no byte-identical beginning of the prompt before: what a perfect cache leaves. */
  readonly fresh: number;
  /** From 0 to 1: how much of the second prompt is byte for byte how the first begins; undefined with one call. */
  readonly prefix: number | undefined;
  readonly requests: readonly ScriptedRequest[];
}

export function spentOn(requests: readonly ScriptedRequest[]): Spent {
  const sum = (numbers: readonly number[]) => numbers.reduce((all, one) => all + one, 0);
  const shared = requests.map((request, at) => {
    const before = requests[at - 1];
    return before ? sharedPrefix(before.messages, request.messages) : 0;
  });
  return {
    calls: requests.length,
    prompt: sum(requests.map(({ promptTokens }) => promptTokens)),
    completion: sum(requests.map(({ usage }) => usage?.completion ?? 0)),
    fresh: Math.round(sum(requests.map(({ promptTokens }, at) => promptTokens * (1 - (shared[at] ?? 0))))),
    prefix: shared[1],
    requests,
  };
}

export function tokensOf({ prompt, completion }: Pick<Spent, 'prompt' | 'completion'>): number {
  return prompt + completion;
}
