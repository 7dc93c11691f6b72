/** Words that are said as one. */
const phrases = new Map<string, string>(
  Object.entries({
    'make sure': 'ensure',
    'get rid': 'remove',
    'set up': 'setup',
    'look for': 'find',
    'look up': 'find',
    'search for': 'find',
    'see whether': 'verify',
    'see if': 'verify',
    'check whether': 'verify',
    'check that': 'verify',
    'check if': 'verify',
    'find out': 'investigate',
    'roll out': 'deploy',
    'sum up': 'summarize',
    'write up': 'summarize',
    'write down': 'summarize',
    'type check': 'typecheck',
    'smoke test': 'smoke-test',
    'how many': 'count',
    'type hints': 'type-hints',
    'type hint': 'type-hints',
    'release notes': 'release-notes',
    'null check': 'null-check',
    'null checks': 'null-check',
    'log lines': 'log-lines',
    'turn on': 'enable',
    'turn off': 'disable',
    'back up': 'save',
    'cherry pick': 'cherry-pick',
  }),
);

const firstWords: ReadonlySet<string> = new Set([...phrases.keys()].map((phrase) => phrase.split(' ')[0] ?? ''));

/** A text's words in lower case, at most so many, two that are said as one joined. Nothing of a code's signs stays. */
export function spokenWords(text: string, most: number): string[] {
  const words: string[] = [];
  const sign = /[\p{L}\p{N}_$@][\p{L}\p{N}_$@.'’/-]*/gu;
  const lower = text.toLowerCase();
  for (let found = sign.exec(lower); found && words.length < most; found = sign.exec(lower)) {
    const word = withoutEnd(found[0]);
    const before = words.at(-1) ?? '';
    const joined = firstWords.has(before) ? phrases.get(`${before} ${word}`) : undefined;
    if (joined) words[words.length - 1] = joined;
    else words.push(word);
  }
  return words;
}

function withoutEnd(word: string): string {
  let end = word.length;
  while (".'’/-".includes(word[end - 1] ?? ' ')) end--;
  return word.slice(0, end);
}
