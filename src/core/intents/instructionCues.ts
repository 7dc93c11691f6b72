import type { Effect } from '../../contracts/plan';
import { hearPhrases, rowsByEffect } from './phraseRows';
import { spokenWords } from './spokenWords';
import type { Tally } from './tally';
import { hearSentence } from './titleCues';

/** What the first sentence counts, beside the title's. */
const sentenceFactor = 0.3;
const mostWords = 30;

/** Phrases of an instruction that tell what it is for. */
const phrases = rowsByEffect([
  [
    ['read', 'write', 'execute'],
    'conditional',
    2.5,
    /\b(?:only (?:if|when|where|needed)|otherwise (?:leave|do|skip|keep|use|nothing))\b/i,
  ],
  [
    ['write'],
    'generate',
    0.8,
    /\b(?:new file|with (?:a |its )?tests?|with an? (?:unit )?test|tests?\.?$|and tests\b|specs?\b)/i,
  ],
  [['write'], 'transform', 1.2, /\b(?:instead(?: of)?|no longer|any more|rather than|throws?\b|adapt|replace)\b/i],
  [['write'], 'enrich', 1, /\bnothing else changes\b|\bat the top of each\b|\b(?:missing|one) (?:entry|row|line)\b/i],
  [['write'], 'aggregate', 1, /\bone (?:list|table|row each)\b|\bfrom every\b/i],
  [['read'], 'summarize', 2, /\b(?:in (?:\w+ )?sentences|for the person|in your own words|briefly)\b/i],
  [['read'], 'aggregate', 2, /\b(?:one list|same \w+ once|all of them|altogether)\b/i],
]);

/** What an instruction says beyond the title: less, because it tells how rather than what. */
export function hearInstruction(text: string, effect: Effect, tally: Tally): void {
  if (text === '') return;
  hearPhrases(phrases[effect], text, 'instruction', tally);
  hearSentence(spokenWords(text, mostWords), effect, tally, { factor: sentenceFactor });
}
