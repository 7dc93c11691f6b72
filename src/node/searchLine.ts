const maxLength = 500;

/** A found line, or what lies around the match when the line is very long (a minified file). */
export function shortLine(line: string, matchStart: number): string {
  if (line.length <= maxLength) return line;
  const from = Math.max(0, Math.min(matchStart - 100, line.length - maxLength));
  return `${from > 0 ? '…' : ''}${line.slice(from, from + maxLength)}${from + maxLength < line.length ? '…' : ''}`;
}
