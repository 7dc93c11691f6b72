import { createCollection } from './collection.js';
import { openJournal } from './journal.js';

/** Entries beyond this are worth compacting. */
const compactFrom = 10_000;

/** Endpoints, messages and deliveries; kept in a folder where one is named, else in memory only. */
export async function openStore({ folder = '' } = {}) {
  const journal = folder ? await openJournal(folder) : undefined;
  const write = (entry) => journal?.write(entry);
  const collections = {
    endpoints: createCollection('endpoints', write),
    messages: createCollection('messages', write),
    deliveries: createCollection('deliveries', write),
  };
  for (const { collection, ...change } of journal?.entries ?? []) collections[collection]?.restore(change);
  if ((journal?.entries.length ?? 0) > compactFrom) {
    const kept = Object.values(collections).flatMap((each) =>
      each.list().map((record) => ({ collection: each.name, put: record })),
    );
    await journal.compact(kept);
  }
  return { ...collections, close: async () => journal?.close() };
}
