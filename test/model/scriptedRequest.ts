import type { IncomingHttpHeaders } from 'node:http';

/** One message of a request, its content as plain text. */
interface ScriptedMessage {
  readonly role: string;
  readonly content: string;
}

/** A request as the server saw it. */
export interface ScriptedRequest {
  /** From 0, in order of arrival. */
  readonly index: number;
  /** The `x-flux-purpose` header. */
  readonly purpose: string | undefined;
  /** The `x-flux-session` header. */
  readonly session: string | undefined;
  /** The `x-flux-step` header. */
  readonly step: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly model: string;
  readonly stream: boolean;
  /** The whole JSON body. */
  readonly body: Readonly<Record<string, unknown>>;
  readonly messages: readonly ScriptedMessage[];
  /** All messages' contents, one after the other. */
  readonly text: string;
  /** Counted as a quarter of the contents' UTF-8 bytes, rounded up. */
  readonly promptTokens: number;
  /** The HTTP status that was answered; undefined until then. */
  status?: number;
  /** The usage that was sent along with the answer. */
  usage?: { readonly prompt: number; readonly completion: number; readonly cached: number };
  /** Whether the client went away before the answer had ended. */
  aborted: boolean;
  /** Whether the script had no answer. */
  unscripted: boolean;
  /** When it arrived, milliseconds since the epoch. */
  readonly receivedAt: number;
}

/** Tokens as this server counts them: a quarter of the UTF-8 bytes, rounded up. */
export function countTokens(text: string): number {
  return Math.ceil(Buffer.byteLength(text) / 4);
}

/** Reads a request's headers and JSON body. Throws when the body is not a JSON object with a list of messages. */
export function parseRequest(index: number, headers: IncomingHttpHeaders, raw: string): ScriptedRequest {
  const body: unknown = JSON.parse(raw);
  if (!isRecord(body) || !Array.isArray(body['messages'])) throw new Error('The body has no messages.');
  const messages = body['messages'].map(parseMessage);
  const text = messages.map((message) => message.content).join('');
  return {
    index,
    purpose: header(headers, 'x-flux-purpose'),
    session: header(headers, 'x-flux-session'),
    step: header(headers, 'x-flux-step'),
    headers,
    model: String(body['model'] ?? ''),
    stream: body['stream'] === true,
    body,
    messages,
    text,
    promptTokens: countTokens(text),
    aborted: false,
    unscripted: false,
    receivedAt: Date.now(),
  };
}

function parseMessage(message: unknown): ScriptedMessage {
  if (!isRecord(message)) throw new Error('A message is not an object.');
  const content = message['content'];
  const parts: unknown[] = Array.isArray(content) ? content : [content];
  return { role: String(message['role']), content: parts.map(partText).join('') };
}

function partText(part: unknown): string {
  if (typeof part === 'string') return part;
  return isRecord(part) && typeof part['text'] === 'string' ? part['text'] : '';
}

function header(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
