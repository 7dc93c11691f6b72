import { runRipgrep } from '../../../src/node/search/ripgrep';
import { mostFound, type Found, type Way } from './way';
import { windowEnd, windowStart } from './windows';

const never = new AbortController().signal;
/** Words that a person would not search for. */
const common = new Set('the and for with that this from into when then not are was has have its all any'.split(' '));

/** ripgrep, counting: those that hold most of the question's words come first, then those that hold them most often. */
export function ripgrepWords(rgPath: string, root: string): Way {
  return {
    take: async () => {},
    async find(question, what) {
      const words = [...new Set(question.toLowerCase().match(/[\p{L}\p{N}_]{3,}/gu) ?? [])].filter(
        (word) => !common.has(word),
      );
      if (words.length === 0) return [];
      const held = new Map<string, Found & { readonly words: Set<string>; times: number }>();
      await runRipgrep({
        rgPath,
        root,
        args: [
          ...['--no-ignore', '--hidden', '--no-messages', '--ignore-case', '--fixed-strings'],
          ...['--only-matching', '--line-number', '--no-heading', '--color=never'],
          ...words.map((word) => `--regexp=${word}`),
          './',
        ],
        signal: never,
        onLine(line) {
          const [, path, at, word] = /^\.\/(.*?):(\d+):(.*)$/.exec(line) ?? [];
          if (path === undefined || word === undefined) return true;
          const from = what === 'files' ? 1 : windowStart(Number(at));
          const key = `${path}:${from}`;
          const one = held.get(key) ?? { path, from, to: windowEnd(from), words: new Set(), times: 0 };
          held.set(key, one);
          one.words.add(word.toLowerCase());
          one.times++;
          return true;
        },
      });
      return [...held.values()]
        .sort((a, b) => b.words.size - a.words.size || b.times - a.times || (a.path < b.path ? -1 : 1))
        .slice(0, mostFound);
    },
    close: async () => {},
  };
}
