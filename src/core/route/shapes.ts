import { pattern } from '../../base/pattern';
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

/** Words before the sentence proper. */
const leads = pattern('i')`
  ^(?:(?:hey|hi|hello|ok|okay|so|now|then|next|first|firstly|second|secondly|finally|lastly|and|but|or|also
  |please|pls|plz|kindly|just|only|one (?:last|more) thing|actually|well|alright|great|good|perfect|cool
  |nice|thanks|thank you|yes|no|sorry|again|instead|afterwards?|after that|once (?:done|that's done
  |you're done)|sir|madam|bro|dude|guys|mate|man|hmm+|still|flux|@\w+|in (?:this|the) (?:\w+ )?(?:file
  |project|code|function|repo(?:sitory)?|class|component|module)|for (?:this|the|each|every) \w+|(?:using
  |with|in) [\w.#+-]+)[,:!.]*\s+)+|^(?:given|based on|for|after|before|when|if|once|using|with|in|on|as
  |since|instead of)\b[^,]{1,100},\s+(?=(?:please\s+)?[a-z]+\s+(?:the|a|an|it|this|that|all|these|them|my
  |our|each|only|some)\b)
`;

const you =
  "(?:can|could|would|will|can't|couldn't)\\s+(?:you|u|ya|we|i (?:get|have|ask) you to|someone|anyone" +
  '|flux)(?: guys)?(?:\\s+(?:please|pls|plz|kindly|maybe|perhaps|possibly|just|also|now|then|try to|go ' +
  'ahead and|help(?: me| us)?(?: to| with| out)?(?: by)?|please help(?: me| us)?(?: to| with)?))*\\s+';
/** What comes before a verb when somebody else is to do it. */
const requests = new RegExp(
  `^(?:(?:(?:would|do) you )?mind\\s+(?:to )?|(?:would|is|will) it be possible (?:for you )?to\\s+|is it possible for \
you to\\s+|(?:would|could) you be so kind (?:as )?to\\s+|(?:any|is there any) chance (?:that )?(?:you|u) \
(?:can|could|would)\\s+|${you}|(?:please |can you )?help(?: me| us)?(?: out)?(?: to| with| in)?\\s+|(?:do|would) you \
(?:want|like) to\\s+|i was wondering if you (?:could|can|would)\\s+|(?:i(?:'d| would) (?:like|love|want)|i \
(?:want|need|wish|expect|would like)|we (?:want|need))\\s+(?:you|flux|u)\\s+to\\s+|i(?:'d| would) (?:appreciate it|be \
grateful) if you (?:could|would)\\s+|let(?:'s|s| us)\\s+|you (?:should|must|need to|have to|can|could|are \
to)\\s+|(?:the|your|my) (?:task|goal|job|aim) is to\\s+|(?:make|be) sure (?:to|that you)\\s+|try to\\s+|do \
not\\s+|don't\\s+|never\\s+|always\\s+)(?:please |just |also |to )?`,
  'i',
);
/** What comes before a verb when it is the speaker's own wish. */
const wishes = pattern('i')`
  ^(?:(?:i|we)(?:'d| would)? (?:really |just |now |also |still )*(?:want|need|like|love|wish|have|plan
  |intend|am supposed|'m supposed|got)(?: to)?|i'm (?:trying|looking|going|planning) to|i am (?:trying
  |looking|going|planning) to|(?:want|need|trying|looking) to|need|want|(?:we|i) (?:should|must|have to))\s+
`;

const questionWord =
  "what|what's|whats|why|how|how's|hows|where|where's|who|who's|whom|when(?= (?:is|are|was|were|do|does|did" +
  '|should|shall|will|would|can|could|must|to)\\b)|which|whose';
const asksPlainly = new RegExp(`^(?:${questionWord})\\b`, 'i');
const auxiliary =
  "is|are|am|was|were|does|do|did|should|will|would|can|could|may|might|isn't|aren't|doesn't|don't|didn't" +
  "|won't|shouldn't|wasn't";
const question = pattern('i')`
  ^(?:${questionWord})\b|^(?:${auxiliary})\s+(?:i|we|it|this|that|there|these|those|they|he|she|you|the|a|an|my|our
  |your|any|anyone|someone|some|all|both|each|\w+)\b|^(?:has|have|had|must|may|might)\s+(?:i|we|it|this|that|there
  |these|those|they|you|the|a|an|my|our|your|any|anyone)\b
`;
const misspelledQuestion =
  /^(?:waht|wht|whta|hwat|wat|hwo|hw|wich|whcih|wehre|whre|wher|wehn|whn|wyh|whay|whyis|hwy|howto)\b/i;
const curious = pattern('i')`
  ^(?:let me know|never ?mind|(?:the )?(?:pros and cons|(?:dis)?advantages|benefits|drawbacks|use cases) of
  |in (?:which|what) (?:case|way|situation)s?|(?:does |do )?(?:anyone|anybody|somebody|someone) (?:know
  |have)|between .{1,60}\bwhich\b|i (?:just )?(?:wanted|want) to say|any (?:idea|ideas|thoughts|suggestions?
  |advice|tips|way|chance)|i(?:'m| am)? (?:don't|do not|didn't|can't|cannot|not sure|wonder|wondering
  |curious|confused|want to know|wanted to know|would like to know|'d like to know|need to know
  |want to understand|would like to understand|'d like to understand|need to understand|have a question
  |had a question)|want to (?:know|understand|learn)|need to (?:know|understand)|wondering
  |i was (?:wondering|curious)|(?:explanation|difference|meaning|definition|overview|summary|documentation
  |advice|best (?:way|practice)s?|example|examples|reason)\b|is it|are there|is there|walk me through)\b
`;

const greeting = pattern('i')`
  ^(?:thanks|thank you|thx|ty|hello|hi|hey|good (?:morning|evening|afternoon)|bye|goodbye|nice|great|cool
  |awesome|perfect|help)(?: there| you| flux| again| so much| a lot| very much)?[!.,]*$
`;

/** Objects that are words for a person, whatever verb asks for them. */
const told = pattern('i')`
  ^(?:(?:me|us|him|her|them)\s+)?(?:(?:an?|the|your|some|any|one|two|three|few|several|more
  |\d+)\s+)*(?:(?:(?:more|very|step by step|step-by-step|line by line|line-by-line|high[- ]level|in-depth
  |detailed|brief|short|quick|simple|simplified|basic|full|complete|clear|better|good|concise|general|small
  |real|possible|different|other|new|code|technical)\s+)+(?:of\s+)?)*(?:explanations?|summary|summaries
  |overview|description|comparison|analysis|definition|walk-?through|tutorial|introduction|intro|advice
  |hints?|tips?|ideas?|suggestions?|recommendations?|feedback|opinions?|thoughts|reasons?|instructions|steps
  |guidance|pros and cons|differences?|examples?|answers?|explain|information|info|details|alternatives
  |insights?|(?:\w+ ){0,3}(?:that )?(?:explain(?:ing|s)|describ(?:ing|es)|summari[sz](?:ing
  |es)))\b(?!\s+(?:file|page|component|view|command|button|field|class|function|endpoint|column
  |to the (?:readme|docs?|file)))
`;
/** Verbs whose object may be words for a person: "write an explanation". */
const tellers = new Set([
  'write',
  'generate',
  'produce',
  'make',
  'create',
  'draft',
  'get',
  'give',
  'provide',
  'share',
  'show',
  'send',
  'do',
  'list',
]);
/** "how", "why", "what …" behind a verb. */
const indirect = pattern('i')`
  ^(?:(?:to )?(?:me|us)\s+)?(?:about\s+|out\s+)?(?:how|why|what|which|where|when|who|whether|if
  |the (?:difference|reason|meaning|purpose|cause))\b
`;
const mutters = pattern('i')`
  ^(?:is|are|was|were|does|do|did|doesn't|don't|didn't|isn't|aren't|has|have|had|fails?|failed|failing
  |works?|worked|breaks?|broke|crash(?:es|ed)?|throws?|threw|returns?|returned|gives?|gave|shows?|takes?
  |took|keeps?|kept|should|must|needs?|vs\.?|or|versus|can|can't|cannot|could|will|won't|would|still|not
  |never|always|seems?|looks?|stops?|stopped|hangs?|and it|but)\b
`;

const fault = new RegExp(
  [
    "\\b(?:is|are|was|were|it's|its|get|gets|seems?|looks?|being)\\s+(?:\\w+ )?(?:broken|failing|wrong" +
      '|missing|slow|flaky|incorrect|inconsistent|undefined|null|empty|stuck|invisible|unreadable|truncated' +
      '|duplicated|ignored|cut off|off|out of date|outdated|misaligned|not \\w+)\\b',
    "\\b(?:doesn'?t|does not|don'?t|do not|didn'?t|did not|isn'?t|is not|aren'?t|are not|won'?t|will not" +
      "|can'?t|cannot|couldn'?t|never|no longer|not)\\s+(?:\\w+ )?(?:work|works|working|compile|compiling|build" +
      '|building|pass|passing|render|rendering|load|loading|run|running|show|showing|display|displaying|update' +
      '|updating|respond|responding|open|opening|start|starting|appear|appearing|save|saving|return|returning' +
      '|change|changing|find|connect|import|fire|match|close|scroll|fit|recognize|recognise|called|found' +
      '|defined|visible|shown)',
    '\\b(?:crash(?:es|ed|ing)?|throws?|threw|throwing|fails?|failed|hangs?|freezes?|breaks?|broke|leaks?' +
      '|flickers?|errors? out|blows up|times? out)\\b',
    "\\b(?:i|we)(?:'m| am|'re| are|'ve| have)? (?:get|got|getting|gets|see|seeing|receive|receiving|keep " +
      'getting|run into|ran into|have|having|facing|encounter(?:ing)?) (?:(?:an?|the|this|that|these|some' +
      '|following|strange|weird|lots of|many|a lot of|type|syntax|compile|runtime|build)\\s+)*(?:errors?' +
      '|exceptions?|warnings?|problems?|issues?|bugs?|\\w*Error|\\w*Exception|undefined|null|nan|nothing|crash)',
    '\\b(?:when|if|whenever|after|once)\\b.*\\b(?:i|it|we|they|you) (?:get|gets|see|sees|got|saw|returns?' +
      '|shows?|gives?|jumps?|disappears?|becomes?)\\b',
    '\\b(?:gives?|giving|gave|shows?|returns?|returned|outputs?|prints?|produces?) (?:me |us )?(?:(?:an?|the' +
      '|this|that|following)\\s+)*(?:errors?|exceptions?|warnings?|undefined|null|nan|nothing|wrong|\\w*Error' +
      '|\\w*Exception)\\b',
    '\\binstead of\\b|\\bdoes nothing\\b|\\bnothing happens\\b|\\b(?:overlaps?|disappears?|vanishes|keeps? ' +
      "\\w+ing|stopped \\w+ing|goes wrong)\\b|\\bthere(?:'s| is| are) (?:an?|some) (?:\\w+ )?(?:bug|error" +
      '|problem|issue|mistake|typo|leak|race|crash)',
    '\\b\\w*(?:Error|Exception)\\b: |\\bunexpected(?:ly)?\\b|\\bsegfaults?\\b|\\bsegmentation fault\\b' +
      '|\\bexit(?:s|ed)? (?:with )?code [1-9]',
  ].join('|'),
  'i',
);
const obligation = /^.{1,120}\b(?:should|must|needs? to|ought to|has to|have to|is supposed to|are supposed to)\b/i;
/** "a Python script that …": a thing that is to be made, named without a verb. */
const thing = pattern('i')`
  ^(?:an? |the |some |\d+ )?(?:[\w.#+-]+ ){0,4}(?:functions?|scripts?|code|programs?|class|components?
  |tests?|unit tests?|query|queries|regex|regexp|pages?|app|application|api|endpoints?|buttons?|forms?
  |dockerfile|makefile|workflow|hook|middleware|loop|method|module|table|schema|website|game|bot|sketch
  |playbook|snippet|macro|formula|pipeline|config|template|plugin|extension|shader)\s+(?:to|that|which|for
  |in|with|using|where)\s+
`;
/** What is gone cannot be asked for by half. */
const destroying = new Set([
  'remove',
  'delete',
  'discard',
  'reset',
  'revert',
  'undo',
  'drop',
  'clear',
  'clean',
  'kill',
  'restore',
  'rollback',
  'roll',
  'uninstall',
  'stash',
  'abort',
  'force',
  'push',
  'publish',
  'deploy',
  'squash',
  'rebase',
]);

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

/** What is told or asked without an order: what was overlooked, what should be, what is wrong, what is to be made. */
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

const nothingChanged = pattern('i')`
  ^(?:don't|do not|no need to|no|without) (?:\w+ )?(?:code|changes?|changing|anything|any (?:code|changes?)
  |edits?)\b(?: \w+)?[.!,]?$|^(?:don't|do not) (?:change|edit|write|modify|touch|do|run|fix) (?:anything|any
  |it yet|code)\b
`;
const overlooked = pattern('i')`
  ^(?:you|your (?:last |latest )?(?:change|edit|commit|code|fix)) (?:missed|forgot|broke|left|skipped
  |overlooked|removed|deleted)\b
`;
/** A choice to be made between things, not between actions of a request. */
const choice = pattern('i')`
  \bvs\.?\b|\bversus\b|^(?:\S+ ){1,4}or (?:\S+ ){1,3}(?:for|when|in|bro|what'?s|which|if)\b
  |^(?:\S+ ){1,3}or \S+$|\bin your opinion\b
`;
/** The question at a sentence's end: "vim exit how". */
const lateQuestion = pattern('i')`
  \b(?:what is|what are|what does|how (?:do|does|can|to)|which one|why is|when which|explained (?:like
  |to))\b|\b(?:how|why|which|when which|and why)$
`;
const pleasant = pattern('i')`
  ^(?:(?:it|that)(?:'d| would)? )?(?:would be|'d be|be) (?:so )?(?:lovely|nice|great|good|cool|helpful
  |awesome|perfect|better)\b
`;
/** What goes on in the program, told as it is: "the servo jitters all the time". */
const statement = pattern('i')`
  ^(?:the|my|our|every|each|some|all|it|its|this (?!is\b)\w+|that (?!is\b)\w+|these \w+
  |those \w+)\b(?! same\b)(?: \S+){0,5}? (?:is|are|was|were|has|have|had|goes|does|shows|gets|comes|stays
  |still|sometimes|always|never|\w{2,}[^s\s]s(?! (?:of|for|from|and|or)\b)|\w+ed) \S+
`;
const adverbs = pattern('i')`
  \b(?:still getting|twice|sometimes|always|never|randomly|all the time|every time|suddenly|forever
  |too (?:often|slow|long|big|small)|nonsense|infinite|nothing|laggy|squished|blurry|jitters?|overflowed
  |error \d+|reference)\b
`;

const isOrder = pattern('i')`
  ^(?:do|have|must) (?:not|the (?:same|following|rest|needful|work|job)|it|this|that|so)\b(?! (?:pass|work
  |exist|have|need|make|mean))
`;

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

const secondVerb =
  /\b(?:and(?: then| also)?|then)\s+(?:please\s+)?([a-z]+)\s+(?!(?:in|on|for|with|as|by|at|to|of|is|are|or|and)\b)\w/gi;

const namesThing = pattern()`
  ^(?:log|test|type|name|process|program|report|order|group|store|use|query|unit|base|hook|link|map|mark
  |default|style|format|return|class)$
`;

/** A second verb after "and", "then" or "to" that wants something done: "find out why it fails and fix it". */
function alsoDoes(rest: string): boolean {
  for (const [, word = ''] of rest.matchAll(secondVerb)) {
    const verb = verbOf(word);
    if (verb?.exact && verb.kind === 'do' && !namesThing.test(verb.verb)) return true;
  }
  return false;
}

const codeThing = pattern('i')`
  ^(?:me |us )?(?:an? |the |some )?(?:[\w.#+-]+ ){0,4}(?:code|functions?|scripts?|program|class|component
  |tests?|query|regex|implementation|version)\b
`;

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
