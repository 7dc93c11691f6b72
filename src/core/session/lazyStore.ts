import type { StorePort } from '../../contracts/store';

/** A store that is opened when it is first used. A failed opening is tried again at the next use. */
export function lazyStore(open: () => Promise<StorePort>): StorePort {
  let opened: Promise<StorePort> | undefined;
  const store = () => {
    opened ??= open().catch((error: unknown) => {
      opened = undefined;
      throw error;
    });
    return opened;
  };
  return {
    append: async (...args) => (await store()).append(...args),
    events: async (...args) => (await store()).events(...args),
    eachEvents: async (...args) => (await store()).eachEvents(...args),
    snapshot: async (id) => (await store()).snapshot(id),
    list: async () => (await store()).list(),
    search: async (...args) => (await store()).search(...args),
    find: async (idOrName) => (await store()).find(idOrName),
    importFrom: async (file) => (await store()).importFrom(file),
    remove: async (id) => (await store()).remove(id),
    claim: async (...args) => (await store()).claim(...args),
    release: async (...args) => (await store()).release(...args),
    orphans: async () => (await store()).orphans(),
    putText: async (text) => (await store()).putText(text),
    getText: async (key) => (await store()).getText(key),
    putBytes: async (list) => (await store()).putBytes(list),
    getBytes: async (key) => (await store()).getBytes(key),
    putNote: async (...args) => (await store()).putNote(...args),
    swapNote: async (...args) => (await store()).swapNote(...args),
    getNote: async (name) => (await store()).getNote(name),
    metrics: async (filter) => (await store()).metrics(filter),
    figures: async (filter) => (await store()).figures(filter),
    stepTokens: async (intent) => (await store()).stepTokens(intent),
    pastGoals: async () => (await store()).pastGoals(),
    version: async () => (await store()).version(),
    close: async () => {
      if (opened) await (await opened).close();
    },
  };
}
