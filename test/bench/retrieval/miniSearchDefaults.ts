import MiniSearch from 'minisearch';
import { mostFound, type Way } from './way';
import { windowsOf, type Window } from './windows';

type Numbered = Window & { readonly id: number };

/** MiniSearch with its defaults over windows, each with its path and its text. */
export function miniSearchDefaults(): Way {
  const search = new MiniSearch<Numbered>({ fields: ['path', 'text'] });
  const windows = new Map<number, Window>();
  const ofPath = new Map<string, readonly Numbered[]>();
  let next = 0;
  const remove = (path: string) => {
    for (const window of ofPath.get(path) ?? []) {
      search.remove(window);
      windows.delete(window.id);
    }
    ofPath.delete(path);
  };
  return {
    async take({ put, gone }) {
      for (const path of [...gone, ...put.keys()]) remove(path);
      for (const [path, text] of put) {
        const added = windowsOf(path, text).map((window) => ({ ...window, id: next++ }));
        for (const window of added) windows.set(window.id, window);
        search.addAll(added);
        ofPath.set(path, added);
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
