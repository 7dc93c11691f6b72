const comment =
  /^(?:\/\/|\*|\/\*|#(?!\s*(?:include|define|if|endif|else|pragma|import|undef)\b)|@\w|--\s|\[\w[^\]]*\]$|<!--)/;

/**
 * The first line of the comment, decorators or attributes right above a line, not above `floor` (all one-based).
 */
export function withLeadingComment(lines: readonly string[], line: number, floor = 1): number {
  let first = line;
  while (first > floor) {
    const above = (lines[first - 2] ?? '').trim();
    if (!comment.test(above) && !above.endsWith('*/')) break;
    first--;
  }
  return first;
}
