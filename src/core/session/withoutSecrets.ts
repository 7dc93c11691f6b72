import type { SessionEvent } from '../../contracts/events';
import type { SessionSnapshot, StepSnapshot } from '../../contracts/session';
import { secretsIn } from '../../base/secretPaths';
import { hideSecrets, isSecretName } from '../../base/secretShapes';
import { findSecretSources, isContent } from './secretSources';

const looksLike = '[hidden: looks like a secret]';
const quoted = '[hidden: stands in a file that holds secrets]';
const typed = '[hidden: an answer that may be a secret]';
const fromFile = (path: string) => `[hidden: ${path} holds ${secretsIn(path)}]`;

/** Keys that stand for more than themselves in JavaScript; no file of ours holds them. */
export const forbiddenKeys: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/** What is known of a session's secrets, as functions that leave them out. */
export interface SecretFilter {
  event(event: SessionEvent): SessionEvent;
  /** A kept output. */
  text(key: string, text: string): string;
  /** The session's picture. */
  snapshot(session: SessionSnapshot): SessionSnapshot;
  /** Any other JSON value. */
  value<T>(value: T): T;
}

/**
 * Leaves out, with a marker that says so: what steps read from and wrote to files that hold secrets, also where it is
 * quoted elsewhere; answers to questions for a password; whatever looks like a key, a token or a password.
 */
export function secretFilter(events: readonly SessionEvent[], texts: Readonly<Record<string, string>>): SecretFilter {
  const { steps, gates, values } = findSecretSources(events, texts);
  const known =
    values.length > 0
      ? new RegExp(values.map((value) => value.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|'), 'g')
      : undefined;
  const outputs = new Map(
    events.flatMap((event) =>
      event.kind === 'step.finished' && event.outputKey !== undefined && steps.has(event.step)
        ? [[event.outputKey, steps.get(event.step)!] as const]
        : [],
    ),
  );

  const clean = (text: string): string => hideSecrets(known ? text.replace(known, quoted) : text, looksLike);
  const walk = (value: unknown, key = ''): unknown => {
    if (key === 'kind') return value;
    if (typeof value === 'string')
      return value.length >= 4 && isSecretName(key) && !value.startsWith('[hidden') ? looksLike : clean(value);
    if (Array.isArray(value)) return value.map((entry) => walk(entry, key));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).flatMap(([name, entry]) =>
        forbiddenKeys.has(name) ? [] : [[clean(name), walk(entry, name)]],
      ),
    );
  };
  /** An input without what goes into a file. */
  const withoutContents = (value: unknown, marker: string, key = ''): unknown => {
    if (typeof value === 'string') return isContent(key, value) ? marker : value;
    if (Array.isArray(value)) return value.map((entry) => withoutContents(entry, marker, key));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, entry]) => [name, withoutContents(entry, marker, name)]),
    );
  };
  const ofStep = <T extends { readonly id?: string; readonly input?: unknown }>(step: T): T => {
    const path = steps.get(step.id ?? '');
    return path === undefined ? step : { ...step, input: withoutContents(step.input, fromFile(path)) };
  };
  const ofSnapshot = (step: StepSnapshot): StepSnapshot => {
    const path = steps.get(step.id);
    if (path === undefined) return step;
    const marker = fromFile(path);
    return {
      ...ofStep(step),
      ...(step.result !== undefined && { result: marker }),
      ...(step.error && { error: { ...step.error, message: marker } }),
      ...(step.problems && { problems: step.problems.map((problem) => ({ ...problem, message: marker })) }),
    };
  };
  const bySource = (event: SessionEvent): SessionEvent => {
    switch (event.kind) {
      case 'plan.proposed':
        return { ...event, plan: { ...event.plan, steps: event.plan.steps.map(ofStep) } };
      case 'plan.edited':
        return { ...event, steps: event.steps.map(ofStep) };
      case 'plan.extended':
        return { ...event, steps: event.steps.map(ofStep) };
      case 'gate.answered':
        return gates.has(event.gate) ? { ...event, reply: typed } : event;
      default: {
        const path = 'step' in event && event.step !== undefined ? steps.get(event.step) : undefined;
        if (path === undefined) return event;
        const marker = fromFile(path);
        if (event.kind === 'step.bound')
          return { ...event, input: withoutContents(event.input, marker) as Record<string, unknown> };
        if (event.kind === 'role.spoke') return { ...event, answer: marker };
        if (event.kind !== 'step.finished') return event;
        return {
          ...event,
          ...(event.result !== undefined && { result: marker }),
          ...(event.error && { error: { ...event.error, message: marker } }),
          problems: event.problems?.map((problem) => ({ ...problem, message: marker })),
        };
      }
    }
  };
  return {
    event: (event) => walk(bySource(event)) as SessionEvent,
    text: (key, text) => (outputs.has(key) ? fromFile(outputs.get(key)!) : clean(text)),
    snapshot: (session) =>
      walk(
        session.plan ? { ...session, plan: { ...session.plan, steps: session.plan.steps.map(ofSnapshot) } } : session,
      ) as SessionSnapshot,
    value: <T>(value: T) => walk(value) as T,
  };
}
