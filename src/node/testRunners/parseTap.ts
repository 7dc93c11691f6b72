/** A test point of a TAP stream (https://testanything.org/tap-version-14-specification.html) with what lies in it. */
export interface TapPoint {
  readonly ok: boolean;
  readonly name: string;
  readonly directive?: 'skip' | 'todo';
  readonly durationMs?: number;
  /** The lines of its YAML block, without the indentation. */
  readonly diagnostics: readonly string[];
  readonly children: readonly TapPoint[];
}

type Open = { -readonly [K in keyof TapPoint]: TapPoint[K] } & { diagnostics: string[] };

/** Reads the test points of a TAP stream; a subtest's points come, indented, before its own line. */
export function parseTap(text: string): TapPoint[] {
  const levels: Open[][] = [[]];
  let last: Open | undefined;
  let block: { indent: number } | undefined;
  for (const line of text.split('\n')) {
    const indent = line.length - line.trimStart().length;
    if (block) {
      if (line.trim() === '...' && indent === block.indent) block = undefined;
      else last?.diagnostics.push(line.slice(block.indent));
      continue;
    }
    if (line.trim() === '---' && last) {
      block = { indent };
      continue;
    }
    const [, not, , words] = /^(not )?ok\b(?: (\d+))?(?: - | )?(.*)$/.exec(line.trim()) ?? [];
    if (words === undefined) continue;
    const depth = Math.floor(indent / 4);
    while (levels.length <= depth) levels.push([]);
    last = { ...readPoint(words), ok: not === undefined, diagnostics: [], children: levels.splice(depth + 1).flat() };
    levels[depth]?.push(last);
  }
  return levels.flat();
}

function readPoint(words: string): Pick<TapPoint, 'name' | 'directive' | 'durationMs'> {
  const [, name = '', after = ''] = /^(.*?)(?:(?<!\\)\s# ?(.*))?$/.exec(words) ?? [];
  const directive = /^(skip|todo)/i.exec(after)?.[1]?.toLowerCase() as TapPoint['directive'];
  const time = /\btime=([\d.]+)(m?s)/.exec(after);
  const ms = time && Number(time[1]) * (time[2] === 's' ? 1000 : 1);
  return {
    name: name
      .replace(/\\([#\\])/g, '$1')
      .replace(/\s*\{$/, '')
      .trim(),
    ...(directive && { directive }),
    ...(ms && { durationMs: ms }),
  };
}

/** The text of a key of a YAML block, a block of lines among them; good enough for what TAP producers write. */
export function diagnostic(lines: readonly string[], key: string): string | undefined {
  const at = lines.findIndex(
    (line) => line.trimStart().startsWith(`${key}:`) || line.trimStart().startsWith(`'${key}':`),
  );
  const line = lines[at];
  if (line === undefined) return undefined;
  const indent = line.length - line.trimStart().length;
  const value = line.trim().replace(/^'[^']*': ?|^[^:]*: ?/, '');
  if (!/^[|>][-+]?\d?$/.test(value))
    return value.replace(
      /^'(.*)'$|^"(.*)"$/,
      (_, single: string | undefined, double: string | undefined) => single?.replaceAll("''", "'") ?? double ?? '',
    );
  const rest = lines.slice(at + 1);
  const end = rest.findIndex((each) => each.trim() !== '' && each.length - each.trimStart().length <= indent);
  const body = (end < 0 ? rest : rest.slice(0, end)).map((each) => each.slice(indent + 2));
  return body.join(value.startsWith('>') ? ' ' : '\n').trimEnd();
}
