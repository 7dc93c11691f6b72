/** Lines of a window. */
const windowLines = 25;
const saturation = 1.2;
const lengthNorm = 0.75;
const code = /\.(?:[cm]?[jt]sx?|vue|svelte|pyi?|rb|go|rs|java|kts?|cs|php|swift|scala|dart|c|cc|cpp|h|hpp)$/;
const besides =
  /(^|\/)(?:tests?|__tests__|specs?|docs?|examples?|bench(?:mark)?s?|dist|build|out|vendor|coverage|node_modules)\/|[._-](?:test|spec|test-d)\.[a-z]+$|(^|\/)test[_-][^/]*$|\.min\.js$/i;

/** The plainest retrieval, to compare with: BM25 over windows of 25 lines of code, shown best first. */
export function bm25Windows(texts: ReadonlyMap<string, string>, question: string, room: number) {
  const windows = [...texts].flatMap(([path, text]) => {
    if (!code.test(path) || besides.test(path)) return [];
    const lines = text.replace(/\n$/, '').split('\n');
    return Array.from({ length: Math.ceil(lines.length / windowLines) }, (_, at) => {
      const from = at * windowLines + 1;
      const part = lines.slice(from - 1, from - 1 + windowLines);
      const words = wordsOf(part.join('\n'));
      return { path, from, to: from + part.length - 1, counts: countOf(words), length: words.length, part };
    });
  });
  const mean = windows.reduce((sum, { length }) => sum + length, 0) / windows.length;
  const asked = [...new Set(wordsOf(question))];
  const rarity = new Map(
    asked.map((word) => {
      const holding = windows.filter(({ counts }) => counts.has(word)).length;
      return [word, Math.log(1 + (windows.length - holding + 0.5) / (holding + 0.5))] as const;
    }),
  );
  const scored = windows
    .map((window) => ({
      window,
      score: asked.reduce((sum, word) => {
        const times = window.counts.get(word) ?? 0;
        const norm = saturation * (1 - lengthNorm + (lengthNorm * window.length) / mean);
        return sum + ((rarity.get(word) ?? 0) * times * (saturation + 1)) / (times + norm);
      }, 0),
    }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score);
  let left = room;
  const shown: (typeof windows)[number][] = [];
  for (const { window } of scored) {
    const cost = window.part.join('\n').length + 60;
    if (cost > left) break;
    left -= cost;
    shown.push(window);
  }
  return {
    covers: (path: string, line: number) =>
      shown.some((window) => window.path === path && window.from <= line && line <= window.to),
    files: new Set(shown.map(({ path }) => path)),
    chars: room - left,
  };
}

function countOf(words: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

function wordsOf(text: string): string[] {
  return (text.match(/[A-Za-z_][A-Za-z0-9_]*/g) ?? []).flatMap((name) => {
    const parts = name
      .split(/_|(?<=[a-z0-9])(?=[A-Z])/)
      .filter(Boolean)
      .map((part) => part.toLowerCase());
    return parts.length > 1 ? [name.toLowerCase(), ...parts] : parts;
  });
}
