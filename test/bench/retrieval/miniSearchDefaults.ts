import MiniSearch from 'minisearch';
import { mostFound, type Way } from './way';
import { windowsOf, type Window } from './windows';

/** MiniSearch with its defaults over windows, each with its path and its text. */
export function miniSearchDefaults(): Way {
  const search = new MiniSearch<Window & { readonly id: number }>({ fields: ['path', 'text'] });
  const windows = new Map<number, Window>();
  const ofPath = new Map<string, readonly number[]>();
  let next = 0;
  return {
    async take({ put, gone }) {
      for (const path of [...gone, ...put.keys()]) {
        for (const id of ofPath.get(path) ?? []) {
          search.discard(id);
          windows.delete(id);
        }
        ofPath.delete(path);
      }
      for (const [path, text] of put) {
        const added = windowsOf(path, text).map((window) => ({ ...window, id: next++ }));
        for (const window of added) windows.set(window.id, window);
        search.addAll(added);
        ofPath.set(
          path,
          added.map(({ id }) => id),
        );
      }
    },
    find: async (question) =>
      search
        .search(question)
        .slice(0, mostFound)
        .flatMap(({ id }) => windows.get(Number(id)) ?? []),
    close: async () => {},
  };
}
