import { signatureOf, type OutlineEntry } from './outlineEntry';
import { createSource, lineAt, lineEnd, type Source } from './source';

export const pythonLexis = { line: ['#'], quotes: '"\'', triple: true } as const;
export const rubyLexis = { line: ['#'], block: [['\n=begin', '\n=end']], quotes: '"\'' } as const;

/** A line's indentation in columns (a tab counts as 8); undefined for a line without code. */
function indentOf(line: string): number | undefined {
  let column = 0;
  for (const char of line) {
    if (char === ' ') column++;
    else if (char === '\t') column += 8;
    else if (char === '\r') return undefined;
    else return column;
  }
  return undefined;
}

/** Outline of Python: definitions, classes, module constants, the main block. Decorators are part of a signature. */
export function outlinePython(text: string): OutlineEntry[] {
  const source = createSource(text, pythonLexis);
  const lines = source.masked.split('\n');
  const indents = lines.map(indentOf);
  const entries: OutlineEntry[] = [];
  let decorators: string[] = [];
  for (const [line, masked] of lines.entries()) {
    if ((source.parent[line] ?? -1) >= 0) continue;
    const from = source.starts[line] ?? 0;
    const own = source.text.slice(from, lineEnd(source, line));
    if (/^\s*@/.test(masked)) {
      decorators.push(own.trim());
      continue;
    }
    const found = /^(\s*)(?:async\s+)?(def|class)\s+(\w+)/.exec(masked);
    const colon = found ? headEnd(source, from + found[0].length) : 0;
    if (found) {
      const head = [...decorators, source.text.slice(from, colon).replace(/#[^\n'"]*$/gm, '')].join(' ');
      const end = blockEnd(source, indents, lineAt(source, colon), indents[line] ?? 0);
      const functionKind = found[1] ? 'method' : 'function';
      entries.push({
        line: line + 1,
        end: end + 1,
        name: found[3] ?? '',
        kind: found[2] === 'class' ? 'class' : functionKind,
        signature: signatureOf(head),
      });
    } else {
      const constant = /^([A-Za-z_]\w*)\s*(?::[^=]+)?=(?!=)/.exec(masked)?.[1];
      const end = constant ? lineAt(source, bracketEnd(source, line)) : line;
      if (constant)
        entries.push({
          line: line + 1,
          end: end + 1,
          name: constant,
          kind: 'const',
          signature: signatureOf(source.text.slice(from, lineEnd(source, end))),
        });
      else if (/^if\s+__name__\s*==/.test(masked))
        entries.push({
          line: line + 1,
          end: blockEnd(source, indents, line, 0) + 1,
          name: '__main__',
          kind: 'block',
          signature: signatureOf(own),
        });
    }
    if (masked.trim() !== '') decorators = [];
  }
  return entries;
}

/** Offset of the colon that ends a head, brackets jumped over. */
function headEnd({ masked, match }: Source, from: number): number {
  for (let at = from; at < masked.length; at++) {
    const close = match[at] ?? -1;
    if (close >= 0) at = close;
    else if (masked[at] === ':' || masked[at] === '\n') return at;
  }
  return masked.length - 1;
}

/** Offset at which a line's brackets are all closed again. */
function bracketEnd(source: Source, line: number): number {
  let stop = lineEnd(source, line);
  for (let at = source.starts[line] ?? 0; at < stop; at++) {
    const close = source.match[at] ?? -1;
    if (close < 0) continue;
    at = close;
    stop = Math.max(stop, lineEnd(source, lineAt(source, close)));
  }
  return Math.max(source.starts[line] ?? 0, stop - 1);
}

/** The last line of the block under a head: before the next line of code that is not indented deeper. */
function blockEnd(source: Source, indents: readonly (number | undefined)[], head: number, indent: number): number {
  let last = head;
  for (let line = head + 1; line < indents.length; line++) {
    const here = indents[line];
    if (here === undefined) continue;
    if (here <= indent && (source.parent[line] ?? -1) < 0) break;
    last = line;
  }
  return last;
}

function rawLine(source: Source, line: number): string {
  return source.text.slice(source.starts[line], lineEnd(source, line));
}

/** Outline of Ruby: modules, classes, methods, and the groups and examples of specs. Ends are found by indentation. */
export function outlineRuby(text: string): OutlineEntry[] {
  const source = createSource(text, rubyLexis);
  const lines = source.masked.split('\n');
  const indents = lines.map(indentOf);
  const entries: OutlineEntry[] = [];
  for (const [line, masked] of lines.entries()) {
    const own = rawLine(source, line);
    const found =
      /^\s*(?:(?:private|public|protected|module_function|private_class_method|memoize)\s+)?(def|class|module)\s+((?:self\.|\w+\.)?[\w:]+[?!=]?|<<\s*self|[^\s\w(]+)/.exec(
        masked,
      );
    const constant = found ? null : /^\s*([A-Z]\w*)\s*=(?!=)/.exec(masked);
    const test =
      found || constant
        ? null
        : /^\s*(?:RSpec\.)?(describe|context|it|specify|shared_examples|feature|scenario|test|task|namespace)\b\s*\(?\s*(.+?)\)?\s+do\b/.exec(
            own,
          );
    if (!found && !constant && !test) continue;
    const indent = indents[line] ?? 0;
    const oneLine = constant !== null || /\bend\s*$|^\s*def\s+[^\s(]+(?:\([^)]*\))?\s*=(?!=)/.test(masked);
    let end = line;
    if (!oneLine) {
      for (let next = line + 1; next < lines.length; next++) {
        const here = indents[next];
        if (here === undefined || here > indent) continue;
        end = /^\s*end\b/.test(lines[next] ?? '') && here === indent ? next : next - 1;
        break;
      }
    }
    const name = found?.[2] ?? constant?.[1] ?? (test?.[2] ?? '').replace(/^["']|["'],?.*$/g, '');
    const kind = found?.[1] === 'def' ? 'method' : (found?.[1] ?? (constant ? 'const' : 'test'));
    entries.push({
      line: line + 1,
      end: end + 1,
      name: name.replace(/^self\./, ''),
      kind,
      signature: signatureOf(own.replace(/\s+do(?:\s*\|[^|]*\|)?\s*$/, '')),
    });
  }
  return entries;
}
