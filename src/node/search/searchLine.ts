import { compareText } from '../../base/compareText';
import { hiddenLine, isSecretPath } from '../../base/secretPaths';
import { sliceWhole } from '../../base/text';
import type { SearchHit, SearchRequest } from '../../contracts/ports';

const maxLength = 500;

/** A found line, or what lies around the match when the line is very long (a minified file). */
export function shortLine(line: string, matchStart: number): string {
  if (line.length <= maxLength) return line;
  const from = Math.max(0, Math.min(matchStart - 100, line.length - maxLength));
  const to = from + maxLength;
  return `${from > 0 ? '…' : ''}${sliceWhole(line, from, to)}${to < line.length ? '…' : ''}`;
}

/** Takes found lines, file by file, and makes a search's answer of them. */
export interface HitCollection {
  /** Takes a file's lines, in order. False: the limit is passed, nothing more is wanted. */
  add(path: string, hits: readonly SearchHit[]): boolean;
  answer(): { hits: SearchHit[]; truncated: boolean };
}

/**
 * Keeps hits within the request's limit. Of a file that holds secrets only the fact that something matches is kept,
 * whatever is added.
 */
export function collectHits({ limit, onHit, contextLines = 0 }: SearchRequest): HitCollection {
  const hits: SearchHit[] = [];
  let count = 0;
  let truncated = false;
  const keep = (hit: SearchHit): boolean => {
    if (!hit.isContext && count >= limit) truncated = true;
    if (truncated) return false;
    if (!hit.isContext) count++;
    hits.push(hit);
    onHit?.(hit);
    return true;
  };
  return {
    add(path, found) {
      if (!isSecretPath(path)) return found.every(keep);
      const first = found.find((hit) => !hit.isContext);
      return first === undefined || keep({ path, line: first.line, text: hiddenLine });
    },
    answer() {
      hits.sort((a, b) => compareText(a.path, b.path) || a.line - b.line);
      return {
        hits: truncated ? hits.filter((hit) => !hit.isContext || isNear(hit, hits, contextLines)) : hits,
        truncated,
      };
    },
  };
}

/** Whether a line lies around a hit that was kept: those before the first one that was not are of no use. */
function isNear({ path, line }: SearchHit, hits: readonly SearchHit[], contextLines: number): boolean {
  return hits.some((hit) => !hit.isContext && hit.path === path && Math.abs(hit.line - line) <= contextLines);
}
