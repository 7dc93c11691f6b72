import type { SessionSnapshot } from '../../contracts/session';
import type { AgentCall } from '../../contracts/superTool';
import { CancelledError } from '../../base/errors';
import { ellipsis } from '../../base/text';
import { standingWord } from '../../words/sessionState';
import type { Orchestrator } from '../orchestrator';

/** How often a call that waits says that it still does, in milliseconds: callers take silence for a fault. */
const heartbeatMs = 10_000;

export type FollowDeps = Pick<
  Orchestrator,
  'session' | 'onDidChangeSession' | 'onDidRemoveSession' | 'activities' | 'whenSettled'
>;

/** Tells of a session what it does, each line once, until it is disposed. `id` may become known later. */
export function tellProgress(
  { session, onDidChangeSession, activities }: FollowDeps,
  call: AgentCall,
  id: () => string | undefined,
): { dispose(): void } {
  const { progress } = call;
  if (!progress) return { dispose: () => {} };
  let told = '';
  let fraction = 0;
  const tell = (text: string, again = false) => {
    if (text === told && !again) return;
    told = text;
    progress(fraction, text);
  };
  tell('Starting…');
  const listening = [
    onDidChangeSession((changed) => {
      if (changed.id !== id()) return;
      fraction = changed.progress;
      tell(doing(changed, activities.of(changed.id)?.text));
    }),
    activities.onDidChange((changed) => {
      const text = changed === id() ? activities.of(changed)?.text : undefined;
      if (text) tell(text);
    }),
  ];
  const beat = setInterval(() => tell(told, true), heartbeatMs);
  const known = id();
  if (known !== undefined)
    void session(known).then(
      (now) => ((fraction = now.progress), tell(doing(now, activities.of(now.id)?.text))),
      () => {},
    );
  return {
    dispose() {
      clearInterval(beat);
      for (const item of listening) item.dispose();
    },
  };
}

function doing(session: SessionSnapshot, activity: string | undefined): string {
  const running = (session.plan?.steps ?? []).filter(({ status }) => status === 'running');
  const asked = session.gates[0]?.text;
  const now = asked ?? (running.length > 0 ? running.map(({ title }) => title).join(', ') : activity);
  return `${session.name}: ${standingWord(session)}${now ? ` · ${ellipsis(now, 200)}` : ''}`;
}

/**
 * Resolves with a session once it fits, or as it is when the caller is gone.
 * @throws CancelledError when the call is taken back, and when the session is deleted
 */
export function sessionWhen(
  id: string,
  { session, onDidChangeSession, onDidRemoveSession }: FollowDeps,
  { signal, gone }: AgentCall,
  fits: (session: SessionSnapshot) => boolean,
): Promise<SessionSnapshot> {
  return new Promise((resolve, reject) => {
    const fail = (error: unknown) => (end(), reject(error as Error));
    const done = (now: SessionSnapshot) => (end(), resolve(now));
    const check = (now: SessionSnapshot) => now.id === id && fits(now) && done(now);
    const cancel = () => fail(new CancelledError());
    const leave = () => void session(id).then(done, fail);
    const listening = [
      onDidChangeSession(check),
      onDidRemoveSession((removed) => removed === id && fail(new CancelledError('The session was deleted.'))),
    ];
    const end = () => {
      for (const item of listening) item.dispose();
      signal.removeEventListener('abort', cancel);
      gone?.removeEventListener('abort', leave);
    };
    signal.addEventListener('abort', cancel, { once: true });
    gone?.addEventListener('abort', leave, { once: true });
    if (signal.aborted) cancel();
    else if (gone?.aborted) leave();
    // What changed between the caller's look and the listening would otherwise be missed.
    else session(id).then(check, fail);
  });
}
