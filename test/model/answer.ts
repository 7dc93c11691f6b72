import type { ScriptedRequest } from './scriptedRequest';

/** How the server misbehaves instead of, or while, answering. */
type Fault =
  /**
   * Answers with this HTTP status `times` times (once by default; Infinity for ever), then with the text. Counted by
   * answer object, so a function must return the same object each time. `retryAfter` is in seconds.
   */
  | { readonly kind: 'status'; readonly status: number; readonly retryAfter?: number; readonly times?: number }
  /** Ends the connection in the middle of the text. */
  | 'cut'
  /** Sends data that is not JSON. */
  | 'malformed'
  /** Streams until the client goes away. */
  | 'endless'
  /** Accepts the request and never answers. */
  | 'hang'
  /** A complete answer with no text. */
  | 'empty';

/** A tool that a model wants to be called. */
export interface ToolCall {
  readonly name: string;
  readonly input: object;
}

/** What a model answers; a string is short for `{ text }`. */
export type Answer =
  | string
  | {
      readonly text: string;
      /** The exact pieces to stream, instead of `text` cut evenly. */
      readonly chunks?: readonly string[];
      /** Milliseconds to wait before the first piece and between pieces. */
      readonly delayMs?: number;
      /** Tools that are to be called, for clients that offer some; in whole answers only. */
      readonly calls?: readonly ToolCall[];
      /** Reported instead of what the server counts. */
      readonly usage?: {
        readonly promptTokens?: number;
        readonly completionTokens?: number;
        readonly cachedTokens?: number;
      };
      readonly fault?: Fault;
      /** The `finish_reason`, instead of `stop`; null: none is named. */
      readonly finish?: string | null;
      /** Content comes as a list of typed parts, with this thought before the text. */
      readonly thought?: string;
    };

/** Decides what to answer; undefined means "not scripted", which the client sees as a failure. */
export type Script = (request: ScriptedRequest) => Answer | undefined | Promise<Answer | undefined>;

/** One answer for every request, answers used up in order, or a function of the request. */
export type PurposeScript = Answer | readonly Answer[] | Script;

/**
 * A script by purpose (the `x-flux-purpose` header): `answersByPurpose({ plan: [first, second], bind: request => … })`.
 * A purpose that is not named, or a list that has been used up, is "not scripted".
 */
export function answersByPurpose(scripts: Readonly<Record<string, PurposeScript>>): Script {
  const progress = new Map<string, { index: number; served: number }>();
  return (request) => {
    const purpose = request.purpose ?? '';
    const script = Object.hasOwn(scripts, purpose) ? scripts[purpose] : undefined;
    if (typeof script === 'function') return script(request);
    if (!isList(script)) return script;
    const place = progress.get(purpose) ?? { index: 0, served: 0 };
    progress.set(purpose, place);
    const answer = script[place.index];
    if (++place.served >= requestsOf(answer)) Object.assign(place, { index: place.index + 1, served: 0 });
    return answer;
  };
}

/** How many requests an answer of a list lasts: one that first fails is asked for again. */
function requestsOf(answer: Answer | undefined): number {
  const fault = typeof answer === 'object' ? answer.fault : undefined;
  return typeof fault === 'object' ? (fault.times ?? 1) + 1 : 1;
}

function isList(script: PurposeScript | undefined): script is readonly Answer[] {
  return Array.isArray(script);
}
