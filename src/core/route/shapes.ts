import {
  adverbs,
  asksPlainly,
  choice,
  codeThing,
  curious,
  destroying,
  fault,
  greeting,
  indirect,
  isOrder,
  lateQuestion,
  leads,
  misspelledQuestion,
  mutters,
  namesThing,
  nothingChanged,
  obligation,
  overlooked,
  pleasant,
  question,
  requests,
  secondVerb,
  statement,
  tellers,
  thing,
  told,
  wishes,
} from './shapePatterns';
import { verbOf } from './verbs';

/**
 * What a sentence is: something wanted done, plainly or as a wish, a report of a fault, something wanted told, or
 * neither.
 */
export type Shape = 'request' | 'wish' | 'fault' | 'ask' | 'greeting' | 'unclear';

/** A shape, and how sure it is (0–1). */
export interface Shaped {
  readonly shape: Shape;
  readonly sure: number;
}

/**
 * A sentence's shape, and how sure that is (0–1). `doubted`: the message ends in a question, so that what destroys is
 * not ordered.
 */
export function shapeOf(sentence: string, doubted = false): Shaped {
  if (greeting.test(sentence)) return { shape: 'greeting', sure: 0.9 };
  const words = sentence.replace(leads, '');
  const asks = /(?<!\?\?)\?[)"'\s]*$/.test(words);
  return (
    withoutAction(words) ??
    requestIn(words) ??
    questionIn(words, asks) ??
    wishIn(words) ??
    orderIn(words, asks, doubted) ??
    reportIn(words, asks) ??
    thanksIn(sentence) ??
    behindComma(words) ??
    likely(words)
  );
}

/** Words that want nothing done, or that leave it open: a part to play, a choice to be made, something pleasant. */
function withoutAction(words: string): Shaped | undefined {
  if (nothingChanged.test(words)) return { shape: 'ask', sure: 0.7 };
  if (/^act as\b/i.test(words))
    return alsoDoes(words) ? { shape: 'request', sure: 0.75 } : { shape: 'unclear', sure: 0.5 };
  const isOrdered =
    /^(?:plot|show|compute|test|benchmark|use|add|write|make|create|implement|let|print|draw|can|could|please)\b/i;
  if (choice.test(words) && !isOrdered.test(words)) return { shape: 'ask', sure: 0.7 };
  return pleasant.test(words) ? { shape: 'wish', sure: 0.7 } : undefined;
}

/** What somebody else is asked to do. */
function requestIn(words: string): Shaped | undefined {
  const asked = requests.exec(words);
  if (!asked) return undefined;
  if (/^would you\b(?! (?:please|mind|kindly|be so kind))/i.test(words) && /\bor\b/i.test(words))
    return { shape: 'ask', sure: 0.65 };
  const rest = words.slice(asked[0].length);
  const wanted = wantedBy(rest, false);
  if (wanted) return wanted;
  const isHelp = /^(?:you|u)?\s*(?:help|assist)/i.test(rest) || /^(?:please )?help/i.test(words);
  return isHelp ? { shape: 'unclear', sure: 0.5 } : undefined;
}

function questionIn(words: string, asks: boolean): Shaped | undefined {
  if (curious.test(words) || misspelledQuestion.test(words)) return { shape: 'ask', sure: 0.85 };
  if (/^(?:can|could) (?:the|a|an|my|our) /i.test(words) && !/\b(?:be|use|have|access|see)\b/i.test(words))
    return { shape: 'unclear', sure: 0.5 };
  if (question.test(words) && !startsWithThing(words))
    return { shape: 'ask', sure: asks || asksPlainly.test(words) ? 0.9 : 0.7 };
  return undefined;
}

/** What the speaker wants, needs or has. */
function wishIn(words: string): Shaped | undefined {
  const wish = wishes.exec(words);
  if (!wish) return undefined;
  const rest = words.slice(wish[0].length);
  const isToKnow = /^(?:help|some help|(?:to )?(?:know|understand|learn|figure out|find out))\b/i;
  if (indirect.test(rest) || told.test(rest) || isToKnow.test(rest)) return { shape: 'ask', sure: 0.65 };
  const isFault = fault.test(words);
  if (isFault && /\bbut\b|\bhowever\b|\binstead\b/i.test(words)) return { shape: 'fault', sure: 0.7 };
  if (/\bhow (?:do|can|should|would|to)\b|\?$/.test(words)) return { shape: 'ask', sure: 0.75 };
  const has = /^(?:have|had|got)\b/i.test(wish[0].replace(/^(?:i|we)(?:'d| would)? /i, ''));
  if (has && !/^to\b/.test(wish[0].slice(-3).trim()))
    return isFault ? { shape: 'fault', sure: 0.65 } : { shape: 'unclear', sure: 0.4 };
  return { shape: 'wish', sure: 0.75 };
}

/** What a verb at the beginning wants, unless that is only told of a fault: "throws an error". */
function orderIn(words: string, asks: boolean, doubted: boolean): Shaped | undefined {
  const wanted = wantedBy(words, asks, doubted);
  if (wanted?.shape !== 'request' || !fault.test(words)) return wanted;
  const isTold = /^\S+ \S*(?:s|ed|ing)?\b/.test(words) && mutters.test(words.replace(/^\S+\s*/, ''));
  return isTold ? undefined : wanted;
}

/** What is said or asked without an order: what was overlooked, what should be, what is wrong, what is to be made. */
function reportIn(words: string, asks: boolean): Shaped | undefined {
  if (asks) return { shape: 'ask', sure: 0.75 };
  if (overlooked.test(words)) return { shape: 'wish', sure: 0.75 };
  if (lateQuestion.test(words)) return { shape: 'ask', sure: 0.65 };
  if (obligation.test(words)) return { shape: 'wish', sure: 0.75 };
  if (fault.test(words)) return { shape: 'fault', sure: 0.65 };
  return thing.test(words) ? { shape: 'wish', sure: 0.65 } : undefined;
}

function thanksIn(sentence: string): Shaped | undefined {
  return /^(?:thanks|thank you|thx|good (?:morning|evening|afternoon)|hello|hi|hey)\b/i.test(sentence)
    ? { shape: 'greeting', sure: 0.8 }
    : undefined;
}

/** A request behind a comma or "and": "node_modules got committed, take it out". */
function behindComma(words: string): Shaped | undefined {
  for (const clause of words.split(/,\s+/).slice(1)) {
    const bare = clause.replace(leads, '');
    const found = verbOf(bare.split(/\s/, 1)[0] ?? '');
    if (found?.exact && found.kind === 'do' && /^\S+ \S/.test(bare) && !mutters.test(bare.replace(/^\S+\s*/, '')))
      return { shape: 'request', sure: 0.65 };
  }
  return undefined;
}

/** What is no more than likely. */
function likely(words: string): Shaped {
  if (/^(?:an?) (?:\S+ ){1,6}(?:that|which|to|with|for|in|on|where)\b/i.test(words))
    return { shape: 'wish', sure: 0.65 };
  if (/^(?:[\w.#+-]+ ){1,5}(?:that|which) [a-z]+s\b/i.test(words)) return { shape: 'wish', sure: 0.6 };
  if (/\b(?:you|u|your|thanks|lol)\b/i.test(words)) return { shape: 'unclear', sure: 0.4 };
  if (statement.test(words) || (adverbs.test(words) && words.split(' ').length > 3))
    return { shape: 'fault', sure: 0.6 };
  return { shape: 'unclear', sure: 0.4 };
}

/** "do the tests pass" is a question; "do not touch the API" is none. */
function startsWithThing(words: string): boolean {
  return isOrder.test(words);
}

/** What a sentence that begins with a verb wants; undefined when it begins with none. */
function wantedBy(words: string, asks: boolean, doubted = false): Shaped | undefined {
  const [first = ''] = words.split(/[\s,:;.!?]/, 1);
  const found = verbOf(first.replace(/^["'(]+/, ''));
  if (!found) return undefined;
  const rest = words.slice(first.length).replace(/^[\s,:]+(?:please\s+|just\s+|also\s+)?/, '');
  const sure = found.exact ? 0.9 : 0.75;
  if (mutters.test(rest)) return undefined;
  const also = alsoDoes(rest);
  if (found.kind === 'tell') return also ? { shape: 'request', sure: 0.75 } : { shape: 'ask', sure };
  if (indirect.test(rest) && !/^(?:test|check|verify|ensure|validate)$/.test(found.verb))
    return also ? { shape: 'request', sure: 0.75 } : { shape: 'ask', sure: 0.85 };
  if (tellers.has(found.verb) && told.test(rest)) return { shape: 'ask', sure: 0.75 };
  if (found.kind === 'either') return eitherWay(found.verb, rest, also);
  if ((asks || doubted) && destroying.has(found.verb)) return { shape: 'ask', sure: 0.7 };
  if (asks) return { shape: 'request', sure: 0.5 };
  return { shape: 'request', sure };
}

/** A second verb after "and", "then" or "to" that wants something done: "find out why it fails and fix it". */
function alsoDoes(rest: string): boolean {
  for (const [, word = ''] of rest.matchAll(secondVerb)) {
    const verb = verbOf(word);
    if (verb?.exact && verb.kind === 'do' && !namesThing.test(verb.verb)) return true;
  }
  return false;
}

function eitherWay(verb: string, rest: string, also: boolean): Shaped {
  if (also) return { shape: 'request', sure: 0.75 };
  if (verb === 'understand' || (verb === 'name' && /^(?:some|all|a few|two|three|four|five|\d+)\b/.test(rest)))
    return { shape: 'ask', sure: 0.75 };
  if (verb === 'show' && !/^(?:me|us)\b/i.test(rest)) return { shape: 'request', sure: 0.7 };
  if (/^(?:show|give|provide|share)$/.test(verb) && codeThing.test(rest))
    return { shape: 'request', sure: verb === 'show' ? 0.5 : 0.65 };
  if (/^(?:give|provide|show)$/.test(verb) && /\b(?:why|how|what)\b/i.test(rest)) return { shape: 'ask', sure: 0.7 };
  if (verb === 'show' || verb === 'help') return { shape: 'ask', sure: 0.55 };
  if (verb === 'try' && verbOf(rest.split(/\s/, 1)[0] ?? '')?.kind === 'do') return { shape: 'request', sure: 0.75 };
  return { shape: 'unclear', sure: 0.5 };
}
