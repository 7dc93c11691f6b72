/**
 * The text inside, when a text is one fenced block and nothing else; with a final newline, which fences swallow. Fences
 * inside it stay. A Markdown file may really consist of a fence, so there only fences marked as Markdown go.
 */
export function unfence(text: string, path: string): string {
  const fenced = /^\s*(`{3,}|~{3,})([^\n`]*)\n([\s\S]*?)(?:^|\n)\1[ \t]*\s*$/.exec(text);
  if (!fenced) return text;
  const [, mark = '', info = '', inside = ''] = fenced;
  if (/\.(?:md|mdx|markdown)$/i.test(path) && !/^\s*(?:md|mdx|markdown)\b/i.test(info)) return text;
  return isBalanced(inside.split('\n'), mark) ? `${inside}\n` : text;
}

/** Whether every fence that opens within the lines closes there. One that does not means several blocks, not one. */
function isBalanced(lines: readonly string[], mark: string): boolean {
  let open = false;
  for (const line of lines) {
    const trimmed = line.trimEnd();
    if (trimmed === mark) open = !open;
    else if (!open && trimmed.startsWith(mark) && trimmed[mark.length] !== mark[0]) open = true;
  }
  return !open;
}
