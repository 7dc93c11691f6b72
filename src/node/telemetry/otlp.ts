import { createHash } from 'node:crypto';
import { FluxError } from '../../base/errors';
import { createHttpFetch } from '../model/httpFetch';

const longestMs = 10_000;

/** A span as `core/telemetry` makes them. */
interface GivenSpan {
  readonly id: string;
  readonly parent?: string;
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly attributes: Readonly<Record<string, string | number | boolean>>;
  readonly failed?: string;
}

/**
 * Sends spans as OTLP/HTTP with JSON (https://opentelemetry.io/docs/specs/otlp/#otlphttp), to `/v1/traces` below an
 * endpoint that has no such path.
 * @throws FluxError `bad_endpoint`, `telemetry_refused`
 */
export async function sendSpans(
  endpoint: string,
  trace: string,
  spans: readonly GivenSpan[],
  version: string,
): Promise<void> {
  const response = await createHttpFetch(() => {})(addressOf(endpoint), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(tracesOf(trace, spans, version)),
    signal: AbortSignal.timeout(longestMs),
  });
  await response.text();
  if (!response.ok) throw new FluxError('telemetry_refused', `${endpoint} answered HTTP ${response.status}.`);
}

function addressOf(endpoint: string): string {
  const url = URL.parse(endpoint);
  if (!url || !/^https?:$/.test(url.protocol))
    throw new FluxError('bad_endpoint', `flux.telemetry.otlpEndpoint is not an http(s) address: ${endpoint}.`);
  if (!url.pathname.endsWith('/v1/traces')) url.pathname = `${url.pathname.replace(/\/$/, '')}/v1/traces`;
  return url.href;
}

/** `ExportTraceServiceRequest` in the JSON form of protocol buffers: ids in hexadecimal, times as strings in ns. */
function tracesOf(trace: string, spans: readonly GivenSpan[], version: string): object {
  const traceId = idOf(trace, 16);
  const spanIdOf = (id: string) => idOf(`${trace} ${id}`, 8);
  return {
    resourceSpans: [
      {
        resource: { attributes: attributes({ 'service.name': 'flux', 'service.version': version }) },
        scopeSpans: [
          {
            scope: { name: 'flux', version },
            spans: spans.map((span) => ({
              traceId,
              spanId: spanIdOf(span.id),
              ...(span.parent !== undefined && { parentSpanId: spanIdOf(span.parent) }),
              name: span.name,
              kind: span.attributes['gen_ai.operation.name'] === 'chat' ? 3 : 1,
              startTimeUnixNano: nanoseconds(span.from),
              endTimeUnixNano: nanoseconds(Math.max(span.from, span.to)),
              attributes: attributes(span.attributes),
              status: span.failed === undefined ? {} : { code: 2, message: span.failed },
            })),
          },
        ],
      },
    ],
  };
}

function attributes(values: GivenSpan['attributes']): object[] {
  return Object.entries(values).map(([key, value]) => ({ key, value: valueOf(value) }));
}

function valueOf(value: string | number | boolean): object {
  if (typeof value === 'boolean') return { boolValue: value };
  if (typeof value === 'string') return { stringValue: value };
  return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value };
}

function nanoseconds(ms: number): string {
  return String(BigInt(Math.max(0, Math.round(ms))) * 1_000_000n);
}

function idOf(text: string, bytes: number): string {
  return createHash('sha256')
    .update(text)
    .digest('hex')
    .slice(0, bytes * 2);
}
