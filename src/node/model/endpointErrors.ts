import { pattern } from '../../base/pattern';
import { tryJson } from '../../base/tryJson';
import { firstChars } from '../../base/text';

/** What an endpoint said about a failure, whatever the shape it came in. */
export interface ErrorFacts {
  /** Its own words, on one line; never empty. */
  readonly message: string;
  readonly code?: string;
  readonly type?: string;
  readonly param?: string;
  /** The HTTP status that the words carry, where they carry one. */
  readonly status?: number;
  /** How long it asks to wait. */
  readonly retryAfterMs?: number;
}

type Fields = Readonly<Record<string, unknown>>;

/** Where the words or a further object with them can be, the likeliest first. */
const wordKeys = [
  'error',
  'message',
  'detail',
  'errors',
  'msg',
  'error_description',
  'errorMessage',
  'title',
  'reason',
  'fault',
  'faultstring',
  'Message',
];
const deepest = 6;

/** Whether a value that is no answer looks like an error: it has words of one, or says that it is one. */
export function isErrorBody(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(isErrorBody);
  if (!isFields(value)) return false;
  return (
    hasContent(value['error']) ||
    hasContent(value['errors']) ||
    hasContent(value['detail']) ||
    value['object'] === 'error' ||
    value['type'] === 'error' ||
    typeof value['message'] === 'string'
  );
}

/**
 * Reads an error body: `{"error": …}`, `{"object":"error","message": …}`, `{"detail": …}`, lists of these, validation
 * lists with `loc` and `msg`, bare strings, web pages. What a server echoes of the request is not among the words.
 */
export function readErrorBody(body: unknown): ErrorFacts {
  const found: Fields[] = [];
  const words = wordsIn(typeof body === 'string' ? (tryJson(body) ?? body) : body, found, 0);
  const message = words.replace(/\s+/g, ' ').trim() || otherWords(body);
  const text = (...names: string[]) =>
    found
      .flatMap((each) => names.map((name) => each[name]))
      .find((each) => typeof each === 'string' && each !== '' && each !== message) as string | undefined;
  const numbers = found.flatMap((each) => [
    each['code'],
    each['status'],
    each['status_code'],
    each['statusCode'],
    each['http_status'],
  ]);
  const [code, type] = [text('code'), text('type', 'status')];
  const status =
    numbers.map(Number).find((each) => Number.isInteger(each) && each >= 400 && each < 600) ??
    statusOfNames(`${code ?? ''} ${type ?? ''}`) ??
    statusOfWords(message);
  return {
    message: firstChars(message, 2000),
    code,
    type,
    param: text('param'),
    status,
    retryAfterMs: askedWait(found, message),
  };
}

/** Collects the words of a value and, in `found`, the objects that they are in, the innermost first. */
function wordsIn(value: unknown, found: Fields[], depth: number): string {
  if (typeof value === 'string') {
    const inner = /^\s*[[{]/.test(value) ? tryJson(value) : undefined;
    return inner === undefined || depth > deepest ? textOfPage(value) : wordsIn(inner, found, depth + 1);
  }
  if (depth > deepest || typeof value !== 'object' || value === null) return '';
  if (Array.isArray(value))
    return [...new Set(value.slice(0, 10).map((each) => wordsIn(each, found, depth + 1)))].filter(Boolean).join('; ');
  const fields = value as Fields;
  const place = Array.isArray(fields['loc']) ? `${fields['loc'].join('.')}: ` : '';
  let words = '';
  for (const key of wordKeys.filter((each) => hasContent(fields[each]))) {
    const more = wordsIn(fields[key], found, depth + 1);
    if (!words.includes(more)) words = words === '' ? more : `${words}: ${more}`;
  }
  found.push(fields);
  // A gateway's own words are often only that the provider behind it failed.
  const metadata = fields['metadata'];
  const raw = isFields(metadata) && hasContent(metadata['raw']) ? wordsIn(metadata['raw'], found, depth + 1) : '';
  return place + words + (raw !== '' && !words.includes(raw) ? ` (${raw})` : '');
}

/** Words for a body without any: its names, else that it gave none. */
function otherWords(body: unknown): string {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return text === undefined || /^[\s{}[\]"]*$/.test(text) || text === 'null' ? 'it gave no reason' : text;
}

/** Of a web page only its title. */
function textOfPage(text: string): string {
  if (!/^\s*<(?:!doctype|html|head|body|\?xml|h1|center)\b/i.test(text)) return text;
  const title = /<(title|h1)\b[^>]*>([^<]*)<\/\1>/i.exec(text)?.[2]?.trim();
  return title ? `a web page, “${title}”` : 'a web page';
}

const namedStatus: readonly (readonly [RegExp, number])[] = [
  [/rate_?limit|too_?many_?requests|resource_?exhausted|throttl|quota/i, 429],
  [/overloaded|unavailable/i, 503],
  [/authentication|unauthenticated|unauthorized|invalid_api_key/i, 401],
  [/permission|forbidden/i, 403],
  [/not_?found/i, 404],
  [/too_large|context_(?:length|size)/i, 400],
  [/invalid_?(?:request|argument)|bad_?request|unprocessable|validation/i, 400],
  [/time_?out|deadline/i, 504],
  [/server_?error|internal|api_error|bad_?gateway/i, 500],
];

function statusOfNames(names: string): number | undefined {
  return namedStatus.find(([name]) => name.test(names))?.[1];
}

/** Only what cannot be read otherwise: everything else keeps the status that it came with. */
function statusOfWords(words: string): number | undefined {
  const stated = /^(?:http |status |error |code:? ?){0,3}([45]\d\d)\b(?! *(?:tokens|characters|requests))/i.exec(
    words,
  )?.[1];
  if (stated) return Number(stated);
  if (/\brate.?limit(?:s|ed)?\b|too many requests/i.test(words)) return 429;
  return /\boverloaded\b/i.test(words) ? 503 : undefined;
}

const retryTime = pattern('i')`
  \b(?:try|retry)(?:ing)?(?: your request)?(?: again)? (?:in|after) ((?:\d+(?:\.\d+)? ?(?:milliseconds?|ms
  |minutes?|mins?|m|seconds?|secs?|s|hours?|h) ?)+)
`;

/** Milliseconds, from a field or from words such as “try again in 1m30.5s”. */
function askedWait(found: readonly Fields[], words: string): number | undefined {
  const fields = found
    .flatMap((each) => [each, each['metadata'], ...(Array.isArray(each['details']) ? each['details'] : [])])
    .filter(isFields);
  for (const each of fields) {
    const ms = Number(each['retry_after_ms'] ?? Number.NaN);
    if (ms >= 0) return ms;
    for (const value of [each['retry_after'], each['retryAfter'], each['retry_after_seconds'], each['retryDelay']]) {
      const wait = waitOf(value);
      if (wait !== undefined) return wait;
    }
  }
  const said = retryTime.exec(words)?.[1];
  return said === undefined ? undefined : durationOf(said);
}

const unitMs: Readonly<Record<string, number>> = { ms: 1, mi: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** Milliseconds of `30`, `12.5s`, `20 ms`, `1m30s`; a bare number is seconds. */
function durationOf(text: string): number | undefined {
  if (!/^\s*[\d.]/.test(text)) return undefined;
  let sum = 0;
  for (const [, number = '', unit = 's'] of text.matchAll(/(\d+(?:\.\d+)?)\s*([a-z]+)?/gi)) {
    const name = unit.toLowerCase();
    sum += Number(number) * (unitMs[/^(?:milli|ms$)/.test(name) ? 'ms' : name.slice(0, 1)] ?? 1000);
  }
  return sum;
}

function hasContent(value: unknown): boolean {
  if (typeof value === 'string') return value.trim() !== '';
  if (Array.isArray(value)) return value.length > 0;
  return isFields(value) && Object.keys(value).length > 0;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A wait in milliseconds, given in seconds or in words. */
function waitOf(value: unknown): number | undefined {
  if (typeof value === 'number' && value >= 0) return value * 1000;
  return typeof value === 'string' ? durationOf(value) : undefined;
}
