import * as z from 'zod';
import type { Route } from '../../contracts/api';
import type { ModelPort } from '../../contracts/model';
import type { AnyTool } from '../../contracts/tool';
import { isCancelled } from '../../base/errors';
import { intentOfPurpose, intentTable } from '../intents/intentTable';
import { parseJson } from '../model/parseJson';
import { withoutThoughts } from '../model/thoughts';
import { routePatterns } from './routePatterns';
import { routePrompt } from './routePrompt';

/** Below this the patterns are unsure and the model, where there is one, is asked. */
const unsure = 0.6;

const reply = z.object({ kind: z.enum(['run', 'ask']), confidence: z.number().min(0).max(1).catch(0.7) });

/**
 * Where words lead: by patterns, and by the model only when those are unsure. Never fails: an unusable answer leaves
 * the patterns' guess.
 */
export async function route(
  text: string,
  tools: readonly AnyTool[],
  model: ModelPort | undefined,
  signal: AbortSignal,
): Promise<Route> {
  const guess = routePatterns(text, tools);
  if (guess.confidence >= unsure || !model) return guess;
  const { tier } = intentTable[intentOfPurpose('route')];
  try {
    const answer = await model.complete(
      { purpose: 'route', messages: routePrompt(text), format: 'json', maxTokens: 40, tier },
      signal,
    );
    return { ...parseJson(withoutThoughts(answer.text), reply), source: 'model' };
  } catch (error) {
    if (isCancelled(error)) throw error;
    return guess;
  }
}
