import type { SessionEvent, SessionEventBody } from '../../contracts/events';
import type { Clock } from '../../contracts/ports';
import type { SessionSnapshot } from '../../contracts/session';
import type { StorePort } from '../../contracts/store';
import { BugError, FluxError } from '../../base/errors';
import { exportText, withoutImages } from './exportText';
import { cleanName, uniqueName } from './names';
import { readImport } from './readImport';
import { foldSession } from './reduceSession';
import { hasEnded } from '../../words/sessionState';

/**
 * A stored session as one readable file, without secrets.
 * @throws FluxError `unknown_session`
 */
export async function exportSession(store: StorePort, id: string, now: Clock = Date.now): Promise<string> {
  const events = await store.events(id);
  const snapshot = foldSession(events);
  if (!snapshot)
    throw new FluxError('unknown_session', 'This session has been deleted, so there is nothing to export.');
  const texts: Record<string, string> = {};
  for (const event of events) {
    const key = event.kind === 'step.finished' ? event.outputKey : undefined;
    const text = key === undefined || Object.hasOwn(texts, key) ? undefined : await store.getText(key);
    if (key !== undefined && text !== undefined) texts[key] = text;
  }
  return exportText({ snapshot, events, texts, exportedAt: now() });
}

export interface ImportDeps {
  readonly newId: () => string;
  readonly now: Clock;
  readonly takenNames: ReadonlySet<string>;
}

/**
 * Stores a session from such a file under an id and a name of its own, whole or not at all. What had not ended shows as
 * paused. A file may come from anybody, so it brings no permissions: whatever it goes on to do asks again.
 * @throws FluxError `bad_import`, `store_failed`
 */
export async function importSession(
  store: StorePort,
  text: string,
  { newId, now, takenNames }: ImportDeps,
): Promise<SessionSnapshot> {
  const { name, events: read, texts } = readImport(text);
  const keys = new Map<string, string>();
  for (const event of read) {
    const key = event.kind === 'step.finished' ? event.outputKey : undefined;
    if (key !== undefined && !keys.has(key) && Object.hasOwn(texts, key))
      keys.set(key, await store.putText(texts[key]!));
  }
  const id = newId();
  const at = now();
  let newest = 0;
  const events = read.map((event) => {
    newest = Math.max(newest, Math.min(event.at, at));
    return { ...made(event, id, keys), at: newest };
  });
  const before = foldSession(events)!;
  const free = uniqueName(cleanName(name) ?? cleanName(before.name) ?? 'imported', takenNames);
  const last: SessionEventBody[] = [
    ...(before.scope && !hasEnded(before.state)
      ? [{ kind: 'scope.widened' as const, scope: { writes: [], runs: [], commits: false } }]
      : []),
    ...(waits(before)
      ? []
      : [
          {
            kind: 'run.interrupted' as const,
            message:
              'This session was running when it was exported. Resume it to continue here. Each further step ' +
              'asks first.',
          },
        ]),
    { kind: 'session.imported', name: free },
  ];
  const all = [
    ...events,
    ...last.map((body, index): SessionEvent => ({ ...body, v: 1, seq: events.length + 1 + index, at })),
  ];
  const snapshot = foldSession(all);
  if (!snapshot) throw new BugError('An import without events.');
  await store.append(id, all, snapshot);
  return snapshot;
}

/** Whether nothing was going on in it, so that it is the same here: it has ended, or waits for a person. */
function waits({ state, gates, plan }: SessionSnapshot): boolean {
  if (state === 'planning') return gates.length > 0;
  return (
    hasEnded(state) ||
    state === 'awaiting_approval' ||
    (state === 'paused' && !plan?.steps.some((step) => step.status === 'running'))
  );
}

/** An event of a file as one of the session here: nothing is approved by it, and nothing can be undone by it. */
function made(event: SessionEvent, id: string, keys: ReadonlyMap<string, string>): SessionEvent {
  const clean = withoutImages(event);
  switch (clean.kind) {
    case 'session.created':
      return { ...clean, id, approve: undefined, folders: undefined };
    case 'session.continued':
      return { ...clean, approve: undefined };
    case 'step.called':
      return { ...clean, mark: undefined, head: undefined };
    case 'step.recovered':
      return { ...clean, commit: undefined };
    case 'step.finished':
      // Undoing takes back a step's commit by its hash: a file must not say which.
      return {
        ...clean,
        commit: undefined,
        outputKey: clean.outputKey === undefined ? undefined : keys.get(clean.outputKey),
      };
    default:
      return clean;
  }
}
