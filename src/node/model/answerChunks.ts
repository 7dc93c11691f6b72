import { APIError } from 'openai';
import type { ChatCompletionChunk } from 'openai/resources/chat/completions';
import { FluxError } from '../../base/errors';
import { tryJson } from '../../base/tryJson';
import { isErrorBody, readErrorBody } from './endpointErrors';
import { cut } from './collectAnswer';
import type { CallOrigin } from './modelErrors';

/** Longest piece that is held before it can be read, in characters; whole answers of that length do not exist. */
const longestPiece = 16_000_000;
/** How long a server may take to end a body of which all that counts has been read. */
const longestRestMs = 1_000;

/**
 * The pieces of an answer, whatever form it has in truth: a stream of events (the content type may say otherwise), a
 * whole `chat.completion`, a `text` completion, JSON lines. Ends at `[DONE]` or at the body's end.
 * @throws APIError for an error in the answer, with the status that it names; status 200 where nothing but that came
 * @throws FluxError `model_failed` for what is no answer, `model_cut` for a broken one
 */
export async function* readChunks(
  response: Response,
  place: CallOrigin,
): AsyncGenerator<ChatCompletionChunk, void, undefined> {
  const lines = readLines(response, place);
  let first = '';
  while (first.trim() === '') {
    const next = await lines.next();
    if (next.done) throw noAnswer(place, 'with nothing at all');
    first = next.value;
  }
  const values = /^(?:(?:data|event|id|retry)\s*:|:)/.test(first)
    ? readEvents(first, lines, place)
    : readWhole(first, lines, place);
  for await (const { value, event, isWhole } of values) {
    const chunk = chunkOf(value);
    const failure = errorIn(value, event === 'error' || (isWhole && chunk === undefined));
    if (failure !== undefined) throw errorFrom(failure, response.headers, isWhole);
    if (chunk) yield chunk;
  }
}

interface Piece {
  readonly value: unknown;
  readonly event: string;
  /** Whether it came as the body itself instead of as an event of a stream. */
  readonly isWhole: boolean;
}

type Lines = AsyncGenerator<string, void, undefined>;

/** Server-sent events. Some servers send no blank line between them: what is whole is passed on at once. */
async function* readEvents(first: string, rest: Lines, place: CallOrigin): AsyncGenerator<Piece> {
  let data: string[] = [];
  let event = '';
  let held = 0;
  const take = (): Piece | undefined => {
    const [text, name] = [data.join('\n').trim(), event];
    [data, event] = [[], ''];
    return text === ''
      ? undefined
      : { value: text === ended ? ended : valueOf(text, place), event: name, isWhole: false };
  };
  for await (const line of joinLines(first, rest, '')) {
    // Some servers add an error to a broken stream as if it were the whole body.
    const [, field, text = ''] = line.startsWith('{')
      ? ['', 'data', line]
      : (/^(data|event)\s*(?:: ?(.*))?$/s.exec(line) ?? []);
    if (line === '' || (field !== undefined && isFinished(data))) {
      const piece = take();
      if (piece?.value === ended) return;
      if (piece) yield piece;
    }
    if (field === 'data') data.push(text);
    else if (field === 'event') event = text.trim();
    held = data.length === 0 ? 0 : held + text.length;
    if (held > longestPiece) throw tooLong(place);
  }
}

const ended = '[DONE]';

function isFinished(data: readonly string[]): boolean {
  if (!/[}\]]\s*$/.test(data.at(-1) ?? '')) return false;
  const text = data.join('\n').trim();
  return text === ended || tryJson(text) !== undefined;
}

/** Words in the place of JSON are what the server has to say; half a JSON text is a broken stream. */
function valueOf(text: string, place: CallOrigin): unknown {
  const value = tryJson(text);
  if (value === undefined && /^[{[]/.test(text))
    throw cut(place, new SyntaxError('The stream holds data that is not JSON.'));
  if (value === undefined) return { error: text };
  return typeof value === 'string' ? { error: value } : value;
}

/** A body that is no stream of events. */
async function* readWhole(first: string, rest: Lines, place: CallOrigin): AsyncGenerator<Piece> {
  let text = '';
  for await (const line of joinLines(first, rest)) {
    text += `${line}\n`;
    if (text.length > longestPiece) throw tooLong(place);
  }
  text = text.trim();
  if (text.startsWith('<')) throw noAnswer(place, 'with a web page');
  const whole = tryJson(text);
  const values = whole === undefined ? readEachLine(text) : readList(whole);
  if (values.includes(undefined)) {
    if (/^[{[]/.test(text)) throw cut(place, new SyntaxError('The answer is not whole JSON.'));
    yield { value: text, event: 'error', isWhole: true };
  }
  for (const value of values) if (value !== undefined) yield { value, event: '', isWhole: true };
  if (values.length === 0) throw noAnswer(place, 'with an empty list');
}

async function* joinLines(...parts: readonly (string | Lines)[]): Lines {
  for (const part of parts) {
    if (typeof part === 'string') yield part;
    else yield* part;
  }
}

/** Lines of a body, ended by LF, CRLF or CR. */
async function* readLines({ body, headers }: Response, place: CallOrigin): Lines {
  if (!body) return;
  const decode = decoderFor(headers, place);
  const reader = body.getReader();
  try {
    let held = '';
    for (let atEnd = false; !atEnd;) {
      const { done, value } = await reader.read();
      atEnd = done;
      const text = decode(value);
      const mayEndLine = held.endsWith('\r') || /[\r\n]/.test(text);
      held += text;
      if (held.length > longestPiece) {
        void reader.cancel().catch(() => {});
        throw tooLong(place);
      }
      if (!mayEndLine) continue;
      // A CR at the end may be half of a CRLF.
      const until = !done && held.endsWith('\r') ? held.length - 1 : held.length;
      const lines = held.slice(0, until).split(/\r\n|\n|\r/);
      held = (lines.pop() ?? '') + held.slice(until);
      yield* lines;
    }
    if (held !== '') yield held;
  } finally {
    // Whoever has enough leaves the rest unread; read to its end, the connection can be used again.
    void readToEnd(reader);
  }
}

async function readToEnd(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<void> {
  const enough = setTimeout(() => void reader.cancel().catch(() => {}), longestRestMs);
  enough.unref();
  try {
    while (!(await reader.read()).done);
  } catch {
    // Ended by the caller's signal, or broken when nobody needs it any more.
  } finally {
    clearTimeout(enough);
  }
}

/** Bytes to text; undefined ends it. Bytes that are none of the encoding are refused, since they may be anything. */
function decoderFor(headers: Headers, { host }: CallOrigin): (bytes: Uint8Array | undefined) => string {
  const named = /charset="?([\w-]+)/i.exec(headers.get('content-type') ?? '')?.[1] ?? 'utf-8';
  let decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    decoder = new TextDecoder(named, { fatal: true });
  } catch {
    // An encoding that nobody knows: most likely UTF-8 all the same.
  }
  return (bytes) => {
    try {
      return decoder.decode(bytes, { stream: bytes !== undefined });
    } catch (error) {
      throw new FluxError(
        'model_failed',
        `${host} sent bytes that are not text in ${decoder.encoding}. Try again, or check the server.`,
        { cause: error, retryable: true },
      );
    }
  };
}

/**
 * A piece of the ordinary form: whole messages and `text` stand for pieces of a stream. Undefined: it holds no answer.
 */
function chunkOf(value: unknown): ChatCompletionChunk | undefined {
  if (!isFields(value)) return undefined;
  const choices = value['choices'];
  if (!Array.isArray(choices))
    return isFields(value['usage']) ? ({ ...value, choices: [] } as unknown as ChatCompletionChunk) : undefined;
  const inOrder = choices
    .filter(isFields)
    .map((choice) => ({ ...choice, delta: choice['delta'] ?? choice['message'] ?? { content: choice['text'] } }));
  return { ...value, choices: inOrder } as unknown as ChatCompletionChunk;
}

/** The error that a piece holds. */
function errorIn(value: unknown, mustBeOne: boolean): unknown {
  if (mustBeOne) return value;
  if (!isFields(value)) return undefined;
  const choices = Array.isArray(value['choices']) ? value['choices'].filter(isFields) : undefined;
  if (choices === undefined) return isErrorBody(value) ? value : undefined;
  const own = { error: value['error'] };
  return isErrorBody(own) ? own : choices.map(({ error }) => ({ error })).find(isErrorBody);
}

function errorFrom(body: unknown, headers: Headers, isWhole: boolean): APIError {
  const facts = readErrorBody(body);
  return new APIError(facts.status ?? (isWhole ? 200 : undefined), facts, undefined, headers);
}

/** What came instead of an answer. */
function noAnswer({ host }: CallOrigin, how: string): FluxError {
  return new FluxError(
    'model_failed',
    `${host} answered ${how} instead of a model's words. Check the setting flux.model.baseUrl, which usually ` +
      `ends in /v1.`,
  );
}

function tooLong({ host, model }: CallOrigin): FluxError {
  return new FluxError(
    'model_runaway',
    `The answer from ${model} at ${host} did not end and was stopped. Try again, or choose another model.`,
  );
}

function isFields(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function readEachLine(text: string): unknown[] {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '' && line !== ended)
    .map(tryJson);
}

function readList(whole: unknown): readonly unknown[] {
  return Array.isArray(whole) && !isErrorBody(whole) ? whole : [whole];
}
