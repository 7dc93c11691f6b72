import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer } from './answer';
import { countTokens, type ScriptedRequest } from './scriptedRequest';

type FullAnswer = Exclude<Answer, string>;

/** Sends an answer in the form of Chat Completions, streamed or whole as the request asks, faults included. */
export async function sendAnswer(
  request: ScriptedRequest,
  answer: FullAnswer,
  response: ServerResponse,
): Promise<void> {
  if (answer.fault === 'hang') return;
  if (answer.delayMs) await sleep(answer.delayMs);
  if (response.destroyed) return;
  request.status = 200;
  if (request.stream) await sendStream(request, answer, response);
  else sendWhole(request, answer, response);
}

/** Sends an error as OpenAI-compatible endpoints do. `retryAfter` is in seconds. */
export function sendError(response: ServerResponse, status: number, message: string, retryAfter?: number): void {
  const headers = {
    'content-type': 'application/json',
    ...(retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) }),
  };
  response.writeHead(status, headers).end(JSON.stringify({ error: { message, type: 'scripted_model', code: status } }));
}

async function sendStream(request: ScriptedRequest, answer: FullAnswer, response: ServerResponse): Promise<void> {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
  const frame = {
    id: `scripted-${request.index}`,
    object: 'chat.completion.chunk',
    created: seconds(request),
    model: request.model,
  };
  const send = (delta: object, finish: string | null = null) =>
    event(response, JSON.stringify({ ...frame, choices: [{ index: 0, delta, finish_reason: finish }] }));
  send({ role: 'assistant', content: '' });
  if (answer.thought !== undefined)
    send({ content: [{ type: 'thinking', thinking: [{ type: 'text', text: answer.thought }] }] });
  const pieces = answer.fault === 'empty' ? [] : [...(answer.chunks ?? cutEvenly(answer.text))];
  const until = answer.fault === 'cut' ? Math.ceil(pieces.length / 2) : pieces.length;
  for (const [index, content] of pieces.slice(0, until).entries()) {
    if (index > 0 && answer.delayMs) await sleep(answer.delayMs);
    if (response.destroyed) return;
    send({ content: answer.thought === undefined ? content : [{ type: 'text', text: content }] });
  }
  switch (answer.fault) {
    case 'cut':
      // What was written must arrive before the connection breaks.
      await sleep(20);
      response.destroy();
      return;
    case 'malformed':
      event(response, '{"choices": [{"delta": {"content": "unfin');
      response.end();
      return;
    case 'endless':
      for (let count = 0; !response.destroyed; count++) {
        send({ content: `more ${count} ` });
        await sleep(answer.delayMs ?? 10);
      }
      return;
    default:
      if (answer.finish !== null) send({}, answer.finish ?? 'stop');
      event(response, JSON.stringify({ ...frame, choices: [], usage: usageOf(request, answer) }));
      event(response, '[DONE]');
      response.end();
  }
}

function sendWhole(request: ScriptedRequest, answer: FullAnswer, response: ServerResponse): void {
  const text = answer.fault === 'empty' ? '' : answer.text;
  const body = JSON.stringify({
    id: `scripted-${request.index}`,
    object: 'chat.completion',
    created: seconds(request),
    model: request.model,
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content: wholeContent(answer, text) },
        finish_reason: answer.finish === undefined ? 'stop' : answer.finish,
      },
    ],
    usage: usageOf(request, answer),
  });
  const half = body.slice(0, body.length / 2);
  response.writeHead(200, { 'content-type': 'application/json' });
  if (answer.fault === 'malformed') response.end(half);
  else if (answer.fault === 'cut') response.write(half, () => response.destroy());
  else if (answer.fault === 'endless') response.write(half);
  else response.end(body);
}

function wholeContent({ thought }: FullAnswer, text: string): unknown {
  return thought === undefined
    ? text
    : [
        { type: 'thinking', thinking: [{ type: 'text', text: thought }] },
        { type: 'text', text },
      ];
}

function usageOf(request: ScriptedRequest, answer: FullAnswer): object {
  const text = answer.fault === 'empty' ? '' : (answer.chunks?.join('') ?? answer.text);
  const prompt = answer.usage?.promptTokens ?? request.promptTokens;
  const completion = answer.usage?.completionTokens ?? countTokens(text);
  const cached = answer.usage?.cachedTokens ?? 0;
  request.usage = { prompt, completion, cached };
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
    prompt_tokens_details: { cached_tokens: cached },
  };
}

/** Some pieces, by code points, so that a client that joins them wrongly is caught, but never broken characters. */
function cutEvenly(text: string): string[] {
  const points = Array.from(text);
  const size = Math.max(1, Math.ceil(points.length / 5));
  return Array.from({ length: Math.ceil(points.length / size) }, (_, index) =>
    points.slice(index * size, (index + 1) * size).join(''),
  );
}

function event(response: ServerResponse, data: string): void {
  response.write(`data: ${data}\n\n`);
}

function seconds(request: ScriptedRequest): number {
  return Math.floor(request.receivedAt / 1000);
}
