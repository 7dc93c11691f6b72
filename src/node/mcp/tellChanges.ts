import type { Server } from '@modelcontextprotocol/sdk/server/index.js';
import type { SuperToolPort } from '../../contracts/superTool';
import { urisOf } from './resources';

/** Changes of sessions within this time are told together, in milliseconds. */
const togetherMs = 100;

/** Tells the client which of its resources have changed, and when there are others or the tool's schema is another. */
export function tellChanges(server: Server, flux: SuperToolPort, subscribed: ReadonlySet<string>): { dispose(): void } {
  const changed = new Set<string>();
  /** What stands in the lists of each session: its name, its state and its questions. */
  const listed = new Map<string, string>();
  let lists = false;
  let timer: NodeJS.Timeout | undefined;
  const nobody = () => undefined; // the client listens to no stream
  const tell = () => {
    timer = undefined;
    for (const uri of changed) if (subscribed.has(uri)) server.sendResourceUpdated({ uri }).catch(nobody);
    changed.clear();
    if (lists) {
      server.sendResourceListChanged().catch(nobody);
      server.sendToolListChanged().catch(nobody);
    }
    lists = false;
  };
  const soon = () => (timer ??= setTimeout(tell, togetherMs));
  const listening = [
    flux.onDidChangeSession((session) => {
      const now = [session.name, session.state, ...session.gates.map(({ id }) => id)].join('\n');
      lists ||= listed.get(session.id) !== now;
      listed.set(session.id, now);
      for (const uri of urisOf(session)) changed.add(uri);
      soon();
    }),
    flux.onDidRemoveSession((id) => {
      lists = true;
      const name = listed.get(id)?.split('\n', 1)[0];
      listed.delete(id);
      for (const uri of urisOf({ name: name ?? id })) changed.add(uri);
      soon();
    }),
  ];
  return {
    dispose() {
      clearTimeout(timer);
      for (const item of listening) item.dispose();
    },
  };
}
