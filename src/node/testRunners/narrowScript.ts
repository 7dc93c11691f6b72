import type { Rewrite } from './runner';
import { findRunner, parseScript, quote, unquote } from './scriptLine';

/**
 * The script narrowed to some files: `tsc && mocha -r x test/*.js` becomes `tsc && mocha -r x test/a.js`. For runners
 * that would else run both. Undefined when the script is not understood, or names nothing that would have to go.
 */
export function narrowScript(script: string, { files, options = [], valueOptions }: Rewrite): string | undefined {
  const parsed = parseScript(script);
  const runner = parsed && findRunner(parsed.words);
  if (!runner) return undefined;
  const after = parsed.words.slice(runner.at + 1);
  const withoutFiles = valueOptions ? onlyOptions(after, valueOptions) : withoutPaths(after);
  const kept = files.length === 0 ? after : withoutFiles;
  if (!valueOptions && kept.length === after.length) return undefined;
  const words = [
    ...parsed.words.slice(0, runner.at + 1),
    ...options.map((option) => quote(option)),
    ...kept,
    ...files.map((file) => quote(file)),
  ];
  return [...parsed.before, words.join(' ')].join(' && ');
}

function onlyOptions(words: readonly string[], valueOptions: ReadonlySet<string>): string[] {
  const kept: string[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    if (word === '--spec') at++;
    else if (word.startsWith('-') && !word.startsWith('--spec=')) {
      kept.push(word);
      if (valueOptions.has(word)) kept.push(words[++at] ?? '');
    }
  }
  return kept;
}

/** A path behind a long option without `=` may be that option's value, so it stays. */
function withoutPaths(words: readonly string[]): string[] {
  return words.filter(
    (word, at) =>
      word.startsWith('-') ||
      /^(--[^=]+|-[crof])$/.test(words[at - 1] ?? '') ||
      !/[/*\\]|\.\w+$|^(?:tests?|specs?|src)$/.test(unquote(word)),
  );
}
