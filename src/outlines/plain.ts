import { firstChars } from '../base/text';
import { signatureOf, type OutlineEntry } from './outlineEntry';
import { createSource, lineAt } from './source';

/** Headings of a Markdown text; a section ends before the next heading of its level or above. */
export function outlineMarkdown(text: string): OutlineEntry[] {
  const lines = text.split('\n');
  const headings: { line: number; level: number; name: string }[] = [];
  let fence = '';
  for (const [line, own] of lines.entries()) {
    const mark = /^\s{0,3}(`{3,}|~{3,})/.exec(own)?.[1] ?? '';
    if (fence) {
      if (mark.startsWith(fence)) fence = '';
      continue;
    }
    if (mark) fence = mark;
    const atx = /^(#{1,6})\s+(.+?)\s*#*\s*$/.exec(own);
    const above = lines[line - 1] ?? '';
    const under = /^(=+|-{2,})\s*$/.exec(own);
    if (atx) headings.push({ line, level: atx[1]?.length ?? 1, name: atx[2] ?? '' });
    else if (
      under &&
      /^\S.*\w/.test(above) &&
      !/^[#>|\-*]/.test(above) &&
      headings[headings.length - 1]?.line !== line - 1
    )
      headings.push({ line: line - 1, level: own.startsWith('=') ? 1 : 2, name: above.trim() });
  }
  return headings.map(({ line, level, name }, at) => {
    let next = at + 1;
    while ((headings[next]?.level ?? 0) > level) next++;
    let end = (headings[next]?.line ?? lines.length) - 1;
    while (end > line && (lines[end] ?? '').trim() === '') end--;
    return {
      line: line + 1,
      end: end + 1,
      name,
      kind: 'heading',
      signature: signatureOf(`${'#'.repeat(level)} ${name.replace(/\/\//g, '/ /')}`).replace(/\/ \//g, '//'),
    };
  });
}

/** Keys of a JSON text: those of the outermost object and of the objects in it. */
export function outlineJson(text: string): OutlineEntry[] {
  const source = createSource(text, { line: ['//'], block: [['/*', '*/']], quotes: '"' });
  const entries: OutlineEntry[] = [];
  for (const [line, start] of source.starts.entries()) {
    const depth = source.depth[line] ?? 0;
    if (depth < 1 || depth > 2 || source.masked[source.parent[line] ?? -1] !== '{') continue;
    const own = source.text.slice(start, source.starts[line + 1] ?? source.text.length);
    const found = /^\s*"((?:\\.|[^"\\])+)"\s*:\s*/.exec(own);
    if (!found) continue;
    const close = source.match[start + found[0].length] ?? -1;
    const end = close < 0 ? line : lineAt(source, close);
    entries.push({
      line: line + 1,
      end: end + 1,
      name: found[1] ?? '',
      kind: 'key',
      signature: signatureOf(own.replace(/\/\//g, '/ /').replace(/,\s*$/, '')).replace(/\/ \//g, '//'),
    });
  }
  return entries;
}

const yamlKey = /^([\w."'/$@*-]+(?: [\w-]+)*)\s*:(?:\s|$)/;
const section = /^\s*(\[{1,2}[^\]]+\]{1,2})\s*(?:[#;].*)?$/;
const shellFunction = /^\s*(?:function\s+([\w:.-]+)|([\w:.-]+)\s*\(\))\s*(?:\(\))?\s*\{?\s*$/;
const makeTarget = /^([\w./%$(){}-]+(?: [\w./%$(){}-]+)*)\s*::?(?!=)/;
const sqlObject =
  /^\s*create\s+(?:or\s+replace\s+)?(?:temp(?:orary)?\s+|unique\s+)*(table|view|function|procedure|trigger|index|type|materialized view)\s+(?:if\s+not\s+exists\s+)?([\w."`[\]]+)/i;

/**
 * Sections of configuration files, scripts and the like, by the line that begins each; anything else by what is not
 * indented.
 */
export function outlinePlain(text: string, extension: string, baseName: string): OutlineEntry[] {
  const lines = text.split('\n');
  const begins: { line: number; name: string; kind: string }[] = [];
  const add = (line: number, name: string | undefined, kind: string): void => {
    if (name) begins.push({ line, name: name.trim(), kind });
  };
  const generic =
    !/^(?:ya?ml|toml|ini|cfg|conf|properties|editorconfig|sh|bash|zsh|fish|ps1|mk|sql|css|scss|less|sass)$/.test(
      extension,
    ) && !/^makefile$/i.test(baseName);
  for (const [line, own] of lines.entries()) {
    if (own.trim() === '') continue;
    if (/^ya?ml$/.test(extension)) add(line, yamlKey.exec(own)?.[1], 'key');
    else if (/^(?:toml|ini|cfg|conf|properties|editorconfig)$/.test(extension))
      add(line, section.exec(own)?.[1], 'section');
    else if (/^(?:sh|bash|zsh|fish|ps1)$/.test(extension))
      add(line, (shellFunction.exec(own) ?? []).slice(1).find(Boolean), 'function');
    else if (extension === 'mk' || /^makefile$/i.test(baseName))
      add(line, own.startsWith('\t') ? undefined : makeTarget.exec(own)?.[1], 'target');
    else if (extension === 'sql') add(line, sqlObject.exec(own)?.[2], 'object');
    else if (/^(?:css|scss|less|sass)$/.test(extension))
      add(
        line,
        /^(?!\s*(?:\/\*|\*|\/\/))\S.*[^;]\s*\{\s*$/.test(own) ? own.replace(/\s*\{\s*$/, '') : undefined,
        'rule',
      );
    else if (generic && /^[^\s#/*<>)\]}"'|=-]/.test(own) && /^\s+\S|^\{/.test(lines[line + 1] ?? ''))
      add(line, firstChars(own.replace(/\s*[{:]\s*$/, ''), 80), 'block');
  }
  const nested = /^(?:sh|bash|zsh|css|scss|less)$/.test(extension);
  return begins.map(({ line, name, kind }, at) => {
    let end = (begins[at + 1]?.line ?? lines.length) - 1;
    const close = nested ? lines.findIndex((own, index) => index >= line && index <= end && /^\}/.test(own)) : -1;
    if (close >= 0) end = close;
    while (end > line && (lines[end] ?? '').trim() === '') end--;
    return {
      line: line + 1,
      end: end + 1,
      name,
      kind,
      signature: signatureOf((lines[line] ?? '').replace(/\s*\{\s*$/, '')),
    };
  });
}
