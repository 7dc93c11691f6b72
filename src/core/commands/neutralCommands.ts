import type { ShellWord } from './shellWords';

/**
 * Calls without any effect outside of the line itself, so that `cd packages/a && npm test` asks no more than `npm
 * test`.
 */
export function isNeutral(words: readonly ShellWord[]): boolean {
  const [first, ...args] = words;
  if (!first || words.some(({ kind }) => kind !== 'plain')) return false;
  switch (first.text) {
    case ':':
    case 'true':
    case 'false':
      return true;
    case 'exit':
    case 'return':
    case 'break':
    case 'continue':
    case 'wait':
      return args.every(({ text }) => /^\d+$/.test(text));
    case 'set':
      return (
        args.length > 0 && args.every(({ text }) => /^[-+][eux]+o?$|^(?:pipefail|errexit|nounset|xtrace)$/.test(text))
      );
    case 'cd':
      return isInside(args);
    default:
      return false;
  }
}

/** Whether the one argument is a folder below. */
export function isInside(args: readonly ShellWord[]): boolean {
  const [folder, ...more] = args.filter(({ text }) => text !== '--');
  return (
    folder !== undefined &&
    more.length === 0 &&
    folder.kind === 'plain' &&
    /^[^/~\\-]/.test(folder.text) &&
    !/^[A-Za-z]:/.test(folder.text) &&
    !folder.text.split(/[/\\]/).includes('..')
  );
}
