import { pattern } from '../../base/pattern';
import type { Route } from '../../contracts/api';
import type { AnyTool } from '../../contracts/tool';
import { findRecipe } from '../plan/recipes';
import { sentencesOf } from './sentences';
import { shapeOf, type Shape } from './shapes';

/** A control word and what it asks for. Whole messages only: "stop the flicker" is a goal. */
const controls: readonly [RegExp, string][] = [
  [/^(stop|cancel|abort|halt)( it| this| that| the run| everything| now)?[.!]*$/i, 'stop'],
  [/^(pause|hold on|wait)( it| this| the run)?[.!]*$/i, 'pause'],
  [/^(resume|continue|go on|carry on)( with)?( (the )?(session|run))?( [\w.-]{1,60})?[.!]*$/i, 'resume'],
  [/^(status|progress|where are (we|you)|how far (are you|along))( now)?[?.!]*$/i, 'status'],
  [
    /^(undo|revert|roll ?back)( it| this| that| the (last )?run| everything| your changes| the changes)?[.!]*$/i,
    'undo',
  ],
  [
    pattern('i')`
  ^(approve|approved|go ahead|run it|do it|lgtm|looks good|yes,? (please|go|do it|run it)|ok(ay)?,? (go
  |run it|do it))( (it|the plan))?[.!]*$
`,
    'approve',
  ],
  [/^(reject|discard|forget|drop)( it| this| the plan)?[.!]*$/i, 'reject'],
];

/**
 * What each kind of sentence comes to, the first that the message has one of: a plain request counts wherever it
 * stands, a question counts over a wish or a report beside it ("I want to sort them. How?").
 */
const weights: readonly [Shape, Route['kind']][] = [
  ['request', 'run'],
  ['ask', 'ask'],
  ['wish', 'run'],
  ['fault', 'run'],
  ['greeting', 'ask'],
];

/**
 * What the words ask for, by patterns alone, the tools' recipes among them. `confidence` below 0.6 means that the
 * patterns are unsure. Takes microseconds: of a long message only the beginning and the end are read.
 */
export function routePatterns(text: string, tools: readonly AnyTool[]): Route {
  const by = (kind: Route['kind'], confidence: number, intent?: string): Route => ({
    kind,
    intent,
    confidence,
    source: 'pattern',
  });
  const words = text.length > 400 ? '' : text.replace(/\s+/g, ' ').trim();
  if (text.trim() === '') return by('ask', 0.9);
  for (const [pattern, name] of controls) if (pattern.test(words)) return by('control', 0.95, name);
  const found = findRecipe(words, tools);
  if (found) return by('run', 0.95, found.recipe.intent);

  const { sentences, pasted } = sentencesOf(text);
  const doubted = /\?\s*$/.test(text);
  const shapes = sentences.map((sentence) => shapeOf(sentence, doubted));
  for (const [shape, kind] of weights) {
    const sure = Math.max(0, ...shapes.filter((one) => one.shape === shape).map((one) => one.sure));
    if (sure > 0) return by(kind, sure);
  }
  if (shapes.length === 0) return by('ask', pasted ? 0.4 : 0.5);
  return by(sentences.join(' ').split(' ').length >= 4 ? 'run' : 'ask', 0.4);
}
