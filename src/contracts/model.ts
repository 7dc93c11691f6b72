import type { ModelPrice } from '../base/cost';

/** Why a request is made; sent as the header `x-flux-purpose`. */
export type Purpose = 'route' | 'plan' | 'bind' | 'decide' | 'summarize' | 'converse' | 'commit_message' | 'repair';

/** One message of a conversation. */
export interface Message {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

/** A request to a language model. Stable messages come first, so that providers' prompt caches hit. */
export interface ModelRequest {
  readonly purpose: Purpose;
  readonly messages: readonly Message[];
  /** The session's name, for accounting at gateways. */
  readonly session?: string;
  readonly step?: string;
  /** `json` asks the endpoint for a JSON object where it supports that and nothing follows the JSON. */
  readonly format?: 'text' | 'json';
  /** Upper limit of the answer, in tokens. */
  readonly maxTokens?: number;
  /** Cheap, ordinary or hard. Default ordinary. */
  readonly tier?: 'fast' | 'ordinary' | 'strong';
  /** A model's id, where a role asks for one; counts over the tier where the endpoint takes ids. */
  readonly model?: string;
}

/** Tokens of one call or of many. `cached` is the part of `prompt` that the provider had cached. */
export interface Usage {
  readonly prompt: number;
  readonly completion: number;
  readonly cached: number;
}

/** A call to the model as a person may read it: what was asked, and what came back. */
export interface ModelExchange {
  readonly purpose: Purpose;
  readonly step?: string;
  readonly model: string;
  /** In ms since the epoch: when it was over. */
  readonly at: number;
  readonly durationMs: number;
  readonly usage: Usage;
  readonly messages: readonly Message[];
  /** Left out: no answer came. */
  readonly answer?: string;
  /** The reason of the FluxError when the call failed. */
  readonly failed?: string;
}

/**
 * An answer that is whole as far as its server tells. `text` is never empty; an empty answer is a FluxError
 * `model_empty`, one with an ending that is not known to be good a FluxError `model_cut`.
 */
export interface ModelReply {
  readonly text: string;
  /**
   * `unnamed`, or left out: the server never says how an answer ended, so only its own shape tells whether it is whole.
   */
  readonly ending?: 'complete' | 'unnamed';
  readonly usage: Usage;
  readonly model: string;
  /** In US dollars, when the settings give the model's price. */
  readonly costUsd?: number;
}

/**
 * A language model. `complete` streams: `onText` hears each piece as it comes. `onLost` hears what was sent of each
 * answer that failed after it had begun, also where the call was made again and went well: endpoints charge for it.
 * Rejects with a FluxError (`model_key`, `model_rate_limited`, `model_unreachable`, `model_failed`, `model_cut`,
 * `model_timeout`, `model_runaway`, `model_empty`, `model_refused`) or, when the signal fires, a CancelledError.
 */
export interface ModelPort {
  /** What a person calls it, e.g. `gpt-5 at api.example.com`. */
  readonly label: string;
  /** The model that a request would go to, and its price where that is known; left out: it cannot be told before. */
  chosen?(request: Pick<ModelRequest, 'tier' | 'model'>): Promise<{ readonly id: string; readonly price?: ModelPrice }>;
  complete(
    request: ModelRequest,
    signal: AbortSignal,
    onText?: (text: string) => void,
    onLost?: (text: string) => void,
  ): Promise<ModelReply>;
}

/** Finds the model to use now; undefined when none is connected. Asked for each session. */
export type ModelSource = () => Promise<ModelPort | undefined>;
