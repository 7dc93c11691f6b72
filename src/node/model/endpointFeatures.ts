import { pattern } from '../../base/pattern';
import type { ErrorFacts } from './endpointErrors';

/** Words of a refusal, near the name of what is refused. */
const no = pattern()`
  (?:\b(?:not|un(?:known|supported|expected|recogni[sz]ed)|in(?:valid|compatible)|forbid\w*|only|must|extra|cannot)
  |n['’]t)\b
`.source;
const near = (name: string) => new RegExp(`${name}[^]{0,120}${no}|${no}[^]{0,120}${name}`, 'i');

const alternation = /roles? must alternate|alternat(?:e|ing|ion)\b[^]{0,40}\b(?:roles?|user|assistant)/i;
const systemRole = near(
  `(?:${[
    String.raw`system['"’]?[ _](?:role|message|prompt|instruction)s?`,
    'developer[ _]instructions?',
    String.raw`roles?\b[^]{0,60}\bsystem`,
    String.raw`(?:support|allow|accept|permit)\w*\b[^]{0,20}['"‘“]system`,
    String.raw`messages?[.\[]+\d+\]?\.role`,
  ].join('|')})`,
);
/** Not what merely talks of a stream: a broken one is no refused one. */
const streaming =
  /(?<![\w-])stream(?:ing|ed)?['"’`]? (?:mode |requests? |responses? |output )?(?:is |are )?(?:not (?:yet )?(?:supported|allowed|available|enabled|implemented)|unsupported)|(?:does(?: not|n[’']t)|do not) support ['"‘`]?stream(?:ing)?(?![_\w])|['"`]stream['"`] does not support/i;

/**
 * Parts of a request that not every endpoint knows, by what their refusal says, in the order in which they are given
 * up. `name` is the part's own name, which nothing else in a refusal has; `told` describes it in words.
 */
const optionalParts = {
  response_format: {
    name: /response_format/,
    told: near('(?:response format|json_?object|json mode|json output|json_validate)'),
  },
  stream_options: { name: /stream_options|include_usage/, told: near('stream options') },
  max_completion_tokens: { name: /max_completion_tokens/, told: undefined },
  max_tokens: { name: /max_tokens/, told: undefined },
  repeated_role: { name: undefined, told: alternation },
  system_role: {
    name: undefined,
    told: new RegExp(`${systemRole.source}|${alternation.source}|only user and assistant roles`, 'i'),
  },
  stream: { name: undefined, told: streaming },
  encoding_format: { name: /encoding_format/, told: near('(?:encoding format|base64)') },
} as const satisfies Record<string, { name?: RegExp; told?: RegExp }>;

export type OptionalPart = keyof typeof optionalParts;
const partNames = Object.keys(optionalParts) as OptionalPart[];

/** Remembers, by endpoint and model, what has been refused. */
export interface EndpointFeatures {
  accepts(endpoint: string, part: OptionalPart): boolean;
  /** Takes note when an error is about a part that was sent; true when asking again without it makes sense. */
  learn(endpoint: string, error: unknown, sent: readonly OptionalPart[]): boolean;
}

export function createEndpointFeatures(): EndpointFeatures {
  const refused = new Map<string, Set<OptionalPart>>();
  return {
    accepts: (endpoint, part) => !refused.get(endpoint)?.has(part),
    learn(endpoint, error, sent) {
      const part = refusedPart(error, sent);
      if (part === undefined) return false;
      refused.set(endpoint, new Set(refused.get(endpoint)).add(part));
      return true;
    },
  };
}

/** Not about the request's form: keys, rates and lengths. */
const otherReasons = new Set([401, 402, 403, 408, 413, 429]);

/** By shape and not by class: the SDK is loaded late, as a bundle of its own. */
function refusedPart(error: unknown, sent: readonly OptionalPart[]): OptionalPart | undefined {
  if (!(error instanceof Error) || !('status' in error) || !('error' in error)) return undefined;
  const status = typeof error.status === 'number' ? error.status : undefined;
  const { message, param, code } = (error.error ?? {}) as Partial<ErrorFacts>;
  if ((status !== undefined && otherReasons.has(status)) || typeof message !== 'string') return undefined;
  const words = `${param ?? ''} ${code ?? ''} ${message}`;
  const isPlain =
    status === undefined || status < 300 || status === 400 || status === 422 || new RegExp(no, 'i').test(words);
  return partNames.find((part) => {
    // An error within a stream is not about its being one.
    if (!sent.includes(part) || (part === 'stream' && status === undefined)) return false;
    const { name, told } = optionalParts[part];
    return (isPlain && name?.test(words)) || told?.test(words);
  });
}
