import { pattern } from '../../base/pattern';

/** Words before the sentence proper. */
export const leads = pattern('i')`
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
export const requests = new RegExp(
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
export const wishes = pattern('i')`
  ^(?:(?:i|we)(?:'d| would)? (?:really |just |now |also |still )*(?:want|need|like|love|wish|have|plan
  |intend|am supposed|'m supposed|got)(?: to)?|i'm (?:trying|looking|going|planning) to|i am (?:trying
  |looking|going|planning) to|(?:want|need|trying|looking) to|need|want|(?:we|i) (?:should|must|have to))\s+
`;
const questionWord =
  "what|what's|whats|why|how|how's|hows|where|where's|who|who's|whom|when(?= (?:is|are|was|were|do|does|did" +
  '|should|shall|will|would|can|could|must|to)\\b)|which|whose';
export const asksPlainly = new RegExp(`^(?:${questionWord})\\b`, 'i');
const auxiliary =
  "is|are|am|was|were|does|do|did|should|will|would|can|could|may|might|isn't|aren't|doesn't|don't|didn't" +
  "|won't|shouldn't|wasn't";
export const question = pattern('i')`
  ^(?:${questionWord})\b|^(?:${auxiliary})\s+(?:i|we|it|this|that|there|these|those|they|he|she|you|the|a|an|my|our
  |your|any|anyone|someone|some|all|both|each|\w+)\b|^(?:has|have|had|must|may|might)\s+(?:i|we|it|this|that|there
  |these|those|they|you|the|a|an|my|our|your|any|anyone)\b
`;
export const misspelledQuestion =
  /^(?:waht|wht|whta|hwat|wat|hwo|hw|wich|whcih|wehre|whre|wher|wehn|whn|wyh|whay|whyis|hwy|howto)\b/i;
export const curious = pattern('i')`
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
export const greeting = pattern('i')`
  ^(?:thanks|thank you|thx|ty|hello|hi|hey|good (?:morning|evening|afternoon)|bye|goodbye|nice|great|cool
  |awesome|perfect|help)(?: there| you| flux| again| so much| a lot| very much)?[!.,]*$
`;
/** Objects that are words for a person, whatever verb asks for them. */
export const told = pattern('i')`
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
export const tellers = new Set([
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
export const indirect = pattern('i')`
  ^(?:(?:to )?(?:me|us)\s+)?(?:about\s+|out\s+)?(?:how|why|what|which|where|when|who|whether|if
  |the (?:difference|reason|meaning|purpose|cause))\b
`;
export const mutters = pattern('i')`
  ^(?:is|are|was|were|does|do|did|doesn't|don't|didn't|isn't|aren't|has|have|had|fails?|failed|failing
  |works?|worked|breaks?|broke|crash(?:es|ed)?|throws?|threw|returns?|returned|gives?|gave|shows?|takes?
  |took|keeps?|kept|should|must|needs?|vs\.?|or|versus|can|can't|cannot|could|will|won't|would|still|not
  |never|always|seems?|looks?|stops?|stopped|hangs?|and it|but)\b
`;
export const fault = new RegExp(
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
export const obligation =
  /^.{1,120}\b(?:should|must|needs? to|ought to|has to|have to|is supposed to|are supposed to)\b/i;
/** "a Python script that …": a thing that is to be made, named without a verb. */
export const thing = pattern('i')`
  ^(?:an? |the |some |\d+ )?(?:[\w.#+-]+ ){0,4}(?:functions?|scripts?|code|programs?|class|components?
  |tests?|unit tests?|query|queries|regex|regexp|pages?|app|application|api|endpoints?|buttons?|forms?
  |dockerfile|makefile|workflow|hook|middleware|loop|method|module|table|schema|website|game|bot|sketch
  |playbook|snippet|macro|formula|pipeline|config|template|plugin|extension|shader)\s+(?:to|that|which|for
  |in|with|using|where)\s+
`;
/** What is gone cannot be asked for by half. */
export const destroying = new Set([
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
export const nothingChanged = pattern('i')`
  ^(?:don't|do not|no need to|no|without) (?:\w+ )?(?:code|changes?|changing|anything|any (?:code|changes?)
  |edits?)\b(?: \w+)?[.!,]?$|^(?:don't|do not) (?:change|edit|write|modify|touch|do|run|fix) (?:anything|any
  |it yet|code)\b
`;
export const overlooked = pattern('i')`
  ^(?:you|your (?:last |latest )?(?:change|edit|commit|code|fix)) (?:missed|forgot|broke|left|skipped
  |overlooked|removed|deleted)\b
`;
/** A choice to be made between things, not between actions of a request. */
export const choice = pattern('i')`
  \bvs\.?\b|\bversus\b|^(?:\S+ ){1,4}or (?:\S+ ){1,3}(?:for|when|in|bro|what'?s|which|if)\b
  |^(?:\S+ ){1,3}or \S+$|\bin your opinion\b
`;
/** The question at a sentence's end: "vim exit how". */
export const lateQuestion = pattern('i')`
  \b(?:what is|what are|what does|how (?:do|does|can|to)|which one|why is|when which|explained (?:like
  |to))\b|\b(?:how|why|which|when which|and why)$
`;
export const pleasant = pattern('i')`
  ^(?:(?:it|that)(?:'d| would)? )?(?:would be|'d be|be) (?:so )?(?:lovely|nice|great|good|cool|helpful
  |awesome|perfect|better)\b
`;
/** What goes on in the program, told as it is: "the servo jitters all the time". */
export const statement = pattern('i')`
  ^(?:the|my|our|every|each|some|all|it|its|this (?!is\b)\w+|that (?!is\b)\w+|these \w+
  |those \w+)\b(?! same\b)(?: \S+){0,5}? (?:is|are|was|were|has|have|had|goes|does|shows|gets|comes|stays
  |still|sometimes|always|never|\w{2,}[^s\s]s(?! (?:of|for|from|and|or)\b)|\w+ed) \S+
`;
export const adverbs = pattern('i')`
  \b(?:still getting|twice|sometimes|always|never|randomly|all the time|every time|suddenly|forever
  |too (?:often|slow|long|big|small)|nonsense|infinite|nothing|laggy|squished|blurry|jitters?|overflowed
  |error \d+|reference)\b
`;
export const isOrder = pattern('i')`
  ^(?:do|have|must) (?:not|the (?:same|following|rest|needful|work|job)|it|this|that|so)\b(?! (?:pass|work
  |exist|have|need|make|mean))
`;
export const secondVerb =
  /\b(?:and(?: then| also)?|then)\s+(?:please\s+)?([a-z]+)\s+(?!(?:in|on|for|with|as|by|at|to|of|is|are|or|and)\b)\w/gi;
export const namesThing = pattern()`
  ^(?:log|test|type|name|process|program|report|order|group|store|use|query|unit|base|hook|link|map|mark
  |default|style|format|return|class)$
`;
export const codeThing = pattern('i')`
  ^(?:me |us )?(?:an? |the |some )?(?:[\w.#+-]+ ){0,4}(?:code|functions?|scripts?|program|class|component
  |tests?|query|regex|implementation|version)\b
`;
