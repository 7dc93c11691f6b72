import type { Intent } from '../../contracts/intent';
import { wordList } from '../../base/words';

/** Verbs in names of tools, by what such a tool is for. */
const verbs = new Map<string, Intent>(
  Object.entries({
    send:
      'create open post send publish reply comment notify submit push merge close assign add upload share deploy ' +
      'email',
    extract: 'get read fetch open view show download describe browse navigate load inspect screenshot',
    filter: 'search find list query lookup locate filter select',
    aggregate: 'count collect aggregate merge combine stats statistics',
    summarize: 'summarize summarise explain describe digest',
    generate: 'generate render scaffold draw make write new',
    validate: 'validate verify check lint test diagnose errors problems diagnostics audit scan analyze run',
    transform: 'update edit rename convert format replace move delete remove refactor translate fix',
    enrich: 'annotate label tag document install',
  } as const).flatMap(([intent, words]) => wordList(words).map((word) => [word, intent as Intent] as const)),
);
/** What only a check brings. */
const findings = /^(?:errors?|problems?|diagnostics?|lint|tests?|failures?)$/;
/** Things that live elsewhere: making one gives it away. */
const elsewhere = /issue|pull|pr\b|comment|message|mail|ticket|release|review|channel|thread|page|event|gist/;

/** What a tool of another extension or server is for, by the verb in its name; undefined where that has none. */
export function namedIntent(name: unknown): Intent | undefined {
  if (typeof name !== 'string') return undefined;
  const words = name
    .slice(0, 200)
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/);
  if (words.some((word) => findings.test(word))) return 'validate';
  const found = words.find((word) => verbs.has(word));
  const intent = verbs.get(found ?? '');
  if (intent === 'send' && /^(?:create|open|add)$/.test(found ?? '') && !elsewhere.test(words.join(' ')))
    return found === 'open' ? 'extract' : 'generate';
  return intent;
}
