import { APIError } from 'openai';

/** Parts of a request that not every endpoint knows. */
const optionalParts = ['response_format', 'stream_options', 'max_completion_tokens', 'max_tokens'] as const;
export type OptionalPart = (typeof optionalParts)[number];

/** Remembers, by base URL, what an endpoint has refused. */
export interface EndpointFeatures {
  accepts(baseUrl: string, part: OptionalPart): boolean;
  /** Takes note when the error names a part; true when asking again without it makes sense. */
  learn(baseUrl: string, error: unknown, sent: readonly string[]): boolean;
}

export function createEndpointFeatures(): EndpointFeatures {
  const refused = new Map<string, Set<OptionalPart>>();
  return {
    accepts: (baseUrl, part) => !refused.get(baseUrl)?.has(part),
    learn(baseUrl, error, sent) {
      if (!(error instanceof APIError) || (error.status !== 400 && error.status !== 422)) return false;
      const words = `${error.param ?? ''} ${JSON.stringify(error.error ?? '')} ${error.message}`;
      const part = optionalParts.find((each) => sent.includes(each) && words.includes(each));
      if (part === undefined) return false;
      const known = refused.get(baseUrl) ?? new Set();
      refused.set(baseUrl, known.add(part));
      return true;
    },
  };
}
