import type { SessionEvent } from '../../contracts/events';
import type { LogPort } from '../../contracts/ports';
import type { SessionSnapshot } from '../../contracts/session';
import type { SettingsPort } from '../../contracts/settings';
import type { Disposable } from '../../base/disposables';
import type { Event } from '../../base/emitter';
import { messageOf } from '../../base/errors';
import { hasEnded } from '../../words/sessionState';
import { goalSpans, type Span } from './goalSpans';

/** Sends the spans of one trace to an OTLP/HTTP endpoint; rejects where they are not taken. */
type SendSpans = (endpoint: string, trace: string, spans: readonly Span[]) => Promise<void>;

export interface ExportDeps {
  readonly onDidChangeSession: Event<SessionSnapshot>;
  /** Whether this window works on a session: only one of several windows sends it. */
  readonly isOurs: (session: string) => boolean;
  readonly events: (session: string) => Promise<readonly SessionEvent[]>;
  readonly settings: SettingsPort;
  readonly send: SendSpans;
  readonly log: Pick<LogPort, 'warn'>;
}

/**
 * Sends each goal that ends in this window to `telemetry.otlpEndpoint`, where one is set. A goal that cannot be sent is
 * not kept; that is logged once until sending works again.
 */
export function exportGoals(deps: ExportDeps): Disposable {
  const sent = new Set<string>();
  let isTold = false;
  return deps.onDidChangeSession((session) => {
    const endpoint = deps.settings('telemetry.otlpEndpoint').trim();
    const goal = `${session.id} ${session.goalAt ?? session.createdAt}`;
    if (endpoint === '' || !hasEnded(session.state) || sent.has(goal) || !deps.isOurs(session.id)) return;
    sent.add(goal);
    void deps
      .events(session.id)
      .then((events) => deps.send(endpoint, goal, goalSpans(session.id, events)))
      .then(
        () => (isTold = false),
        (error: unknown) => {
          if (!isTold) deps.log.warn(`Telemetry was not sent: ${messageOf(error)}`);
          isTold = true;
        },
      );
  });
}
