import { ellipsis } from '../../base/text';
import { showUnseen } from '../../base/visibleText';
import type { Finding } from '../../contracts/watch';
import { commentLines } from '../../outlines/comments';

/** Finds files that may hold such a comment, without regard to case; for the search's dialect. */
export const askingPattern = String.raw`TODO\(flux\)|@flux\b`;

/** Whether a line may hold such a comment. */
export function mayAsk(line: string): boolean {
  return /TODO\(flux\)|@flux\b/i.test(line);
}

/**
 * `TODO(flux): …` anywhere in a comment's line; `@flux …` only where the line begins with it, since other names hold
 * that too.
 */
const asking = /(?:(?:^|[^\w])TODO\(flux\)\s*:|^@flux(?=[\s:,])[:,]?)\s*(.*)$/i;

/** Most characters of what a comment asks for. */
const longestText = 300;
/** A longer line is data or generated code. */
const longestLine = 2_000;

/** A finding for each comment of a file that asks Flux for something. Its text is data: one line, all of it visible. */
export function commentGoals(text: string, path: string): Finding[] {
  const seen = new Map<string, number>();
  return commentLines(text, path).flatMap(({ line, text: comment }) => {
    const asked = comment.length > longestLine ? undefined : asking.exec(comment)?.[1];
    const wanted = ellipsis(showUnseen(asked ?? ''), longestText);
    if (!/[\p{L}\p{N}]/u.test(wanted)) return [];
    const times = (seen.get(wanted) ?? 0) + 1;
    seen.set(wanted, times);
    const place = `${showUnseen(path)}:${line}`;
    return [
      {
        kind: 'comment' as const,
        key: [path, wanted, ...(times > 1 ? [times] : [])].join('\n'),
        cause: wanted,
        title: ellipsis(wanted, 80),
        detail: `A comment in ${place} asks for it.`,
        goal: `${wanted} (asked for by the comment at ${place}; remove that comment when it is done)`,
        paths: [path],
        places: [{ path, line }],
        sure: 0.9,
        useful: 0.6,
      },
    ];
  });
}
