import type { ScriptedRequest } from '../../model/scriptedRequest';
import { countTokens } from '../../model/scriptedRequest';

/** How the parts of a first request begin, in their order; a part ends where the next one begins. */
const headings: readonly (readonly [RegExp, string])[] = [
  [/^# Workspace /m, 'project and its files by name'],
  [/^# Now$/m, 'state of git'],
  [/^# Files near /m, 'project and its files by name'],
  [/^# What the goal seems to be about$/m, 'code and documents for the goal'],
  [/^# Where what the goal names stands besides$/m, 'code and documents for the goal'],
  [/^# What the README says of it$/m, 'README'],
  [/^# Goal$/m, 'goal'],
];

/** Tokens of Flux's prompts by what they are spent on. */
export function partsOf(requests: readonly ScriptedRequest[]): Map<string, number> {
  const parts = new Map<string, number>();
  const add = (part: string, text: string) => parts.set(part, (parts.get(part) ?? 0) + countTokens(text));
  for (const { messages } of requests)
    for (const [at, { role, content }] of messages.entries()) {
      if (role === 'system') add('instructions and tools', content);
      else if (role === 'assistant') add('its own answers', content);
      else if (at > 1) add('what it asked to see', content);
      else for (const [part, text] of sectionsOf(content)) add(part, text);
    }
  return parts;
}

function sectionsOf(text: string): [string, string][] {
  const begins = headings
    .map(([pattern, part]) => ({ part, at: text.search(pattern) }))
    .filter(({ at }) => at >= 0)
    .sort((one, other) => one.at - other.at);
  return begins.map(({ part, at }, index) => [part, text.slice(at, begins[index + 1]?.at)]);
}

/** A heading that names lines of a file, and the code under it. */
const piece = /^### (\S+) lines? [^\n]*\n(`{3,})[^\n]*\n([\s\S]*?)\n\2$/gm;

/**
 * Tokens that requests would have more if each file, of which they show some lines, were there whole.
 * @param files each file's text as it was when it was shown
 */
export function keptOut(requests: readonly ScriptedRequest[], files: Readonly<Record<string, string>>): number {
  let bytes = 0;
  for (const { text } of requests) {
    const shown = new Map<string, number>();
    for (const [, path = '', , code = ''] of text.matchAll(piece))
      shown.set(path, (shown.get(path) ?? 0) + Buffer.byteLength(code));
    for (const [path, size] of shown) bytes += Math.max(0, Buffer.byteLength(files[path] ?? '') - size);
  }
  return Math.round(bytes / 4);
}
