/** Text as plain text inside Markdown: nothing in it formats, links or loads. */
export function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+!|<>~$&-]/g, '\\$&').replace(/\s*\n\s*/g, ' ');
}

/** Text as inline code, whatever backticks it holds. */
export function inlineCode(text: string): string {
  const line = text.replace(/\s*\n\s*/g, ' ');
  const longest = Math.max(0, ...[...line.matchAll(/`+/g)].map((match) => match[0].length));
  const fence = '`'.repeat(longest + 1);
  return longest > 0 || line.startsWith('`') ? `${fence} ${line} ${fence}` : `${fence}${line}${fence}`;
}

/** Text in which only what stands between backticks on one line is formatted, as code; everything else is plain. */
export function escapeAroundCode(text: string): string {
  return text
    .split(/(?<!`)(`+)([^\n]*?[^`\n])\1(?!`)/)
    .map((part, index) => {
      if (index % 3 === 1) return ''; // the backticks
      return index % 3 === 0 ? escapeMarkdown(part) : inlineCode(part.replace(/^ (.*`.*) $/, '$1'));
    })
    .join('');
}
