/**
 * The text of an answer that is one fenced file: what stands between the first fence and the last one that closes it, so
 * that fences inside the file stay. Without a fence the whole answer counts. Ends with one newline.
 */
export function fencedText(answer: string): string {
  const lines = answer.replaceAll('\r\n', '\n').split('\n');
  const first = lines.findIndex((line) => /^\s*(`{3,}|~{3,})/.test(line));
  if (first < 0) return withNewline(answer.trim());
  const fence = /^\s*(`{3,}|~{3,})/.exec(lines[first] ?? '')?.[1] ?? '```';
  let last = lines.length - 1;
  while (last > first && lines[last]?.trim() !== fence) last--;
  const body = last > first ? lines.slice(first + 1, last) : lines.slice(first + 1);
  return withNewline(body.join('\n'));
}

function withNewline(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}
