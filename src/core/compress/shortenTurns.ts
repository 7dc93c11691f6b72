import type { Message } from '../../contracts/model';
import type { Compression } from '../../contracts/intentHandling';
import { skeletonOf } from './skeleton';

/** A shortened conversation. */
export interface Shortened {
  readonly messages: readonly Message[];
  /** The files of which the code is no longer there in full. */
  readonly paths: readonly string[];
}

/** A heading of a piece of a file, and the code under it, as requests and answers to looks show them. */
const piece = /^### (\S+)([^\n]*)\n(`{3,})[^\n]*\n([\s\S]*?)\n\3$/gm;

/**
 * Shortens the code that earlier turns have shown, the oldest first, until the whole has at most so many characters: to
 * its declarations where signatures may stand for bodies, then to its headings where pieces, or turns, may go. The
 * first request and the newest message stay as they are. Undefined where nothing can be shortened; what comes back may
 * still be too long.
 */
export function shortenTurns(
  messages: readonly Message[],
  maxChars: number,
  allowed: readonly Compression[],
): Shortened | undefined {
  const begin = messages.findIndex(({ role }) => role === 'user') + 1;
  const paths = new Set<string>();
  const result = [...messages];
  let left = lengthOf(messages);
  for (const shorten of stagesOf(allowed)) {
    for (let at = begin; at < messages.length - 1 && left > maxChars; at++) {
      const message = result[at];
      if (message?.role !== 'user') continue;
      const content = message.content.replace(piece, (whole, ...found: string[]) => {
        const [path = '', rest = '', fence = '', code = ''] = found;
        const short = shorten(code);
        const text = short ? `\n${fence}\n${short}\n${fence}` : '';
        const shorter = `### ${path}${rest} (shortened; look again if you need it)${text}`;
        if (shorter.length >= whole.length) return whole;
        paths.add(path);
        return shorter;
      });
      left -= message.content.length - content.length;
      result[at] = { ...message, content };
    }
  }
  return paths.size > 0 ? { messages: result, paths: [...paths] } : undefined;
}

function stagesOf(allowed: readonly Compression[]): ((code: string) => string)[] {
  return [
    ...(allowed.includes('structural') ? [skeletonOf] : []),
    ...(allowed.includes('semantic') || allowed.includes('history') ? [() => ''] : []),
  ];
}

export function lengthOf(messages: readonly Message[]): number {
  return messages.reduce((sum, { content }) => sum + content.length, 0);
}
