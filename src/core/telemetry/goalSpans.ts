import type { SessionEvent } from '../../contracts/events';

/** A value of a span's attribute. */
type Attribute = string | number | boolean;

/** Something that took time. Times in ms since the epoch. */
export interface Span {
  /** Unique in its goal. */
  readonly id: string;
  /** The id of the span around it; left out for the goal itself. */
  readonly parent?: string;
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly attributes: Readonly<Record<string, Attribute>>;
  /** The reason of a failure. */
  readonly failed?: string;
}

const root = 'goal';

/**
 * The spans of a session's newest goal, once it has ended: the goal, each step, each call to the model, by
 * OpenTelemetry's conventions for generative AI (operation names `invoke_agent`, `execute_tool`, `chat`, and
 * `gen_ai.usage.*`). No text that a person, a model or a file has said is in them: no goal, name, path, prompt or
 * answer.
 */
export function goalSpans(session: string, all: readonly SessionEvent[]): readonly Span[] {
  const begun = all.findLastIndex(({ kind }) => kind === 'session.created' || kind === 'session.continued');
  const events = all.slice(Math.max(0, begun));
  const first = events[0];
  const end = events.findLast(({ kind }) => isEnd(kind));
  if (!first || !end) return [];
  const started = new Map<string, number>();
  const tools = new Map<string, string>();
  const spans: Span[] = [];
  for (const event of events) {
    for (const { id, tool } of stepsOf(event)) tools.set(id, tool);
    if (event.kind === 'step.started') started.set(event.step, event.at);
    if (event.kind === 'model.called') spans.push(callSpan(event));
    const from = event.kind === 'step.finished' ? started.get(event.step) : undefined;
    if (event.kind === 'step.finished' && from !== undefined)
      spans.push(stepSpan(event, from, tools.get(event.step) ?? 'unknown'));
  }
  return [
    {
      id: root,
      name: 'invoke_agent flux',
      from: first.at,
      to: end.at,
      attributes: {
        'gen_ai.operation.name': 'invoke_agent',
        'gen_ai.agent.name': 'flux',
        'gen_ai.conversation.id': session,
        'flux.outcome': end.kind.replace('session.', ''),
      },
      ...(end.kind === 'session.failed' && { failed: end.error.reason }),
    },
    ...spans,
  ];
}

function isEnd(kind: SessionEvent['kind']): boolean {
  return kind === 'session.completed' || kind === 'session.failed' || kind === 'session.cancelled';
}

function stepsOf(event: SessionEvent): readonly { readonly id: string; readonly tool: string }[] {
  if (event.kind === 'plan.proposed') return event.plan.steps;
  if (event.kind === 'plan.extended') return event.steps;
  return event.kind === 'step.bound' && event.tool !== undefined ? [{ id: event.step, tool: event.tool }] : [];
}

type Of<K extends SessionEvent['kind']> = SessionEvent & { readonly kind: K };

function callSpan(event: Of<'model.called'>): Span {
  const { seq, at, durationMs, purpose, model, usage, intent, costUsd, saved, failed } = event;
  return {
    id: `call ${seq}`,
    parent: root,
    name: `chat ${model}`,
    from: at - durationMs,
    to: at,
    attributes: {
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'openai',
      'gen_ai.request.model': model,
      'gen_ai.usage.input_tokens': usage.prompt,
      'gen_ai.usage.output_tokens': usage.completion,
      'gen_ai.usage.cache_read.input_tokens': usage.cached,
      'flux.purpose': purpose,
      ...(intent && { 'flux.intent': intent }),
      ...(costUsd !== undefined && { 'flux.cost_usd': costUsd }),
      ...(saved !== undefined && { 'flux.saved_tokens': saved }),
      ...(failed !== undefined && { 'error.type': failed }),
    },
    ...(failed !== undefined && { failed }),
  };
}

function stepSpan({ step, at, status, error }: Of<'step.finished'>, from: number, tool: string): Span {
  const failed = status === 'failed' ? (error?.reason ?? 'failed') : undefined;
  return {
    id: `step ${step}`,
    parent: root,
    name: `execute_tool ${tool}`,
    from,
    to: at,
    attributes: {
      'gen_ai.operation.name': 'execute_tool',
      'gen_ai.tool.name': tool,
      'flux.step.status': status,
      ...(failed !== undefined && { 'error.type': failed }),
    },
    ...(failed !== undefined && { failed }),
  };
}
