import type { Effect } from '../../contracts/plan';
import { pattern } from '../../base/pattern';
import { wordList } from '../../base/words';
import { hearPhrases, rowsByEffect } from './phraseRows';
import { spokenWords } from './spokenWords';
import { bringing, prefixCues, sureWeight, thingCues, verbCues } from './stepWords';
import type { Tally } from './tally';

/** Words before the verb. */
const leads = new Set(
  wordList('then now next first finally also and please step lastly the a an again just once more we to'),
);
const determiners = new Set(wordList('the a an all every each both some any this that these those'));
/** Where a phrase about the thing itself ends. */
const behind = new Set(
  wordList(`to for in into of on onto with without from that which when where by as at before after under per via so
    until using within across around between through is are must should instead if unless while against over about`),
);
const mostWords = 40;
const thingWeight = 2;
/** What a thing counts beside a verb that is sure of itself. */
const thingBesideVerb = 0.5;
/** A text that sums up is made of what is there, whoever makes it. */
const summaryWeight = 3;

/** Phrases of a title that tell what it is for, whatever its verb. */
const phrases = rowsByEffect([
  [
    ['read', 'write', 'execute'],
    'conditional',
    6,
    pattern('i')`
    ^(?:if|when|where|unless|in case|should)\b|\b(?:only|just) (?:if|when|where)\b|\bunless\b|\botherwise\b|, else\b
    |\bdepending on\b|\b(?:if|when|where|as) (?:needed|necessary|required|possible|missing|applicable)\b
    |\b(?:to|and) (?:decide|choose)\b|\b(?:decide|determine|choose) (?:whether|if|between|which|how|what)\b|\bor else\b
    |\? (?:then|otherwise|if)\b`,
  ],
  [
    ['execute'],
    'validate',
    2,
    pattern('i')`
    \b(?:pass(?:es)?|works?|green|succeeds?|compiles|builds|fails? as|as expected|no (?:errors|warnings)|shows? no
    |without (?:errors|warnings)|still|under \d|correct|is right|is clean|holds?)\b|^(?:is|are|do|does|did|can|has
    |have)\b[^?]*\?`,
  ],
  [
    ['read', 'execute', 'write'],
    'aggregate',
    3.5,
    pattern('i')`
    \bhow many\b|\b(?:number|count|total|sum|average|mean|median|table|inventory|statistics|matrix) (?:\w+ )?(?:of
    |by|per)\b|\bper (?:\w+)$|\binto (?:one|a single)\b|\b(?:total|overall|average)\b|\bby (?:module|author|route
    |package|crate|month)\b`,
  ],
  [
    ['read', 'execute', 'write'],
    'aggregate',
    2,
    /^(?:an? |the )?(?:table|list|inventory|matrix) of (?:all|every|each)\b/i,
  ],
  [
    ['read', 'execute'],
    'filter',
    1.5,
    pattern('i')`
    ^(?:which|where|who)\b|\b(?:all|every|any|other) (?:\w+ )?(?:callers?|uses|usages?|references?|places|occurrences)\b
    |\bonly\b|\bwithout \w+|\bunused\b`,
  ],
  [
    ['write'],
    'transform',
    2,
    pattern('i')`
    \b(?:must not|should not|shouldn't|does not|doesn't|do not|fails?|failing|broken|breaks|wrong|is lost|crashes|crash
    |leaks?|instead of|off the|no longer|bug|race|cycle|overlap)\b`,
  ],
  [['execute'], 'send', 2, /\b(?:and|then) (?:push|publish|deploy|release|commit|upload)\b|\bpull request\b/i],
  [['read', 'write', 'execute'], 'summarize', 4, /\b(?:overview|summary|recap)\b/i],
  [['write'], 'summarize', 2.5, /^(?:add|update|write|extend)\b.{0,60}(?<!about )\b(?:changelog|release notes)\b/i],
  [['write'], 'summarize', 3.5, /\b(?:changelog|change log|release notes|pr description|pull request description)\b/i],
]);

/** What a title says: its verb, the thing that it is about, and phrases that tell by themselves. */
export function hearTitle(title: string, effect: Effect, tally: Tally): void {
  const isOnCondition = hearPhrases(phrases[effect], title, 'title', tally).has('conditional');
  const colon = /^\s*\w+(?: \w+)?(?:\([\w ,/-]*\))?!?:\s/.exec(title)?.[0] ?? '';
  const prefix = colon === '' ? undefined : spokenWords(colon, 3).find((word) => prefixCues.has(word));
  // What follows a comma says how.
  const [clause = ''] = title.slice(colon.length).split(/[,;]\s/, 1);
  const words = spokenWords(clause, mostWords);
  if (prefix !== undefined) {
    const isOutdone = verbCues.get(headOf(words))?.some(({ by, weight }) => by[effect] && weight >= sureWeight);
    tally.speak(prefixCues.get(prefix), isOutdone ? 1 : sureWeight, `the title begins with “${prefix}”`);
  }
  hearSentence(words, effect, tally, { factor: isOnCondition ? 0.5 : 1, isVerbKnown: prefix !== undefined });
}

function headOf(words: readonly string[]): string {
  return words.find((word) => !leads.has(word)) ?? '';
}

/** How much a sentence counts, and whether what is done with its thing was said before it. */
interface Hearing {
  readonly factor: number;
  readonly isVerbKnown?: boolean;
}

/** The verb and the thing of a sentence. */
export function hearSentence(words: readonly string[], effect: Effect, tally: Tally, hearing: Hearing): void {
  const { factor, isVerbKnown = false } = hearing;
  const head = headOf(words);
  if (head === '') return;
  const begin = words.indexOf(head);
  const next = words[begin + 1];
  // "Report of …" and "Test for …" name a thing.
  const isThing = thingCues.has(head) && (next === undefined || behind.has(next));
  const cues = isThing ? [] : (verbCues.get(head) ?? []);
  for (const { by, weight } of cues) tally.speak(by[effect], weight * factor, `it is to “${head}”`);
  if (effect !== 'write') return;
  // A verb that nobody knows, with what it is done to.
  const isVerb = cues.length === 0 && next !== undefined && determiners.has(next);
  if (isVerb) tally.speak('transform', 1.4 * factor, `it is to “${head}”`);
  const phrase = words.slice(cues.length > 0 || isVerb ? begin + 1 : begin);
  const end = phrase.findIndex((word) => behind.has(word));
  // The last noun of a phrase is what it is about.
  const thing = (end < 0 ? phrase : phrase.slice(0, end)).findLast((word) => thingCues.has(word));
  if (thing === undefined) return;
  const intent = thingCues.get(thing);
  const own = intent === 'summarize' ? summaryWeight : thingWeight;
  const brings = bringing.has(head) || (cues.length === 0 && !isVerb && !isVerbKnown);
  tally.speak(intent, (brings ? own : thingBesideVerb) * factor, `it is about “${thing}”`);
}
