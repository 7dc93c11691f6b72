/**
 * The text inside, when a text is one fenced block and nothing else; with a final newline, which fences swallow.
 * A Markdown file may really consist of a fence, so there only fences marked as Markdown go.
 */
export function unfence(text: string, path: string): string {
  const fenced = /^\s*(`{3,}|~{3,})([^\n`]*)\n([\s\S]*?)(?:^|\n)\1[ \t]*\s*$/.exec(text);
  if (!fenced) return text;
  const [, mark = '', info = '', inside = ''] = fenced;
  if (/\.(?:md|mdx|markdown)$/i.test(path) && !/^\s*(?:md|mdx|markdown)\b/i.test(info)) return text;
  // A closing fence in the middle means several blocks, or one that opens again: not one fenced file.
  const lines = inside.split('\n');
  const closes = lines.filter((line) => line.trimEnd() === mark).length;
  if (closes % 2 === 1) return text;
  return `${inside}\n`;
}
