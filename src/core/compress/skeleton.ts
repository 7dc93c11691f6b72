/** Lines this much deeper than the outermost are bodies: members of a class stay, what they do goes. */
const keptSteps = 1;

/**
 * Code without bodies, imports and comments, by its indentation alone, so that it needs no grammar: what stands deeper
 * than one step is left out, and said so by `…`.
 */
export function skeletonOf(code: string): string {
  const lines = code.split('\n');
  const depths = lines.map((line) => (line.trim() === '' ? undefined : indentOf(line)));
  const known = [...new Set(depths.filter((depth) => depth !== undefined))].sort((a, b) => a - b);
  const deepest = known[Math.min(known.length - 1, keptSteps)] ?? 0;
  const out: string[] = [];
  let isCut = false;
  for (const [at, line] of lines.entries()) {
    const depth = depths[at];
    if (depth === undefined || isNoise(line)) continue;
    if (depth <= deepest) {
      out.push(line);
      isCut = false;
    } else if (!isCut) {
      out.push(`${' '.repeat(depth)}…`);
      isCut = true;
    }
  }
  return out.join('\n');
}

/** Numbers in front of lines are no indentation. */
function indentOf(line: string): number {
  const [, text = ''] = /^(?:\s*\d+[:│|]\s?)?(\s*)/.exec(line) ?? [];
  return text.replaceAll('\t', '    ').length;
}

function isNoise(line: string): boolean {
  return /^\s*(?:\/\/|\/\*|\*|#(?=\s|$|!)|import\s|from\s+\S+\s+import\s|use\s+[\w:]+;|using\s+[\w.]+;)/.test(line);
}
