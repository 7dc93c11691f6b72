import { pattern } from '../../base/pattern';
import { tidyPath } from '../paths';
import { quotePath, unquotePath } from './quotedPath';

const bareNames = pattern('i')`
  ^(?:Makefile|Dockerfile|Containerfile|LICEN[CS]E|README|CHANGELOG|Gemfile|Rakefile|Procfile|Jenkinsfile
  |Vagrantfile|CODEOWNERS|Brewfile|Justfile)$
`;
const label = /^(?:file ?(?:name|path)?|path)\s*(?::|(?=`))\s*/i;
const proseStart = pattern('i')`
  ^(?:update|edit|in|change|modify|add|create|now|then|the|for|and|next|first|here|replace|fix|delete|remove
  |new|to|also|finally|with|this|we|i)\b
`;
const wrappers: readonly RegExp[] = [
  /^={2,}\s*(.+?)\s*={2,}$/,
  /^\*\*(.+)\*\*$/,
  /^__([^_].*)__$/,
  /^`+(.+?)`+$/,
  /^"(.+)"$/,
  /^'(.+)'$/,
  /^<!--\s*(.+?)\s*-->$/,
  /^\/\*\s*(.+?)\s*\*\/$/,
];

const tag = /^<([a-z][\w-]*)((?:\s[^<>]*)?)>\s*([^<>]*?)\s*(?:<\/\1>)?$/i;
const pathAttribute = /\s(?:path|file|file_?name|file_?path|name|src|target)\s*=\s*(?:"([^"]*)"|'([^']*)')/i;

/** Whether a line holds nothing but a tag that names no path: `<diff>`, `</path>`, `<![CDATA[`. */
export function isTagOnly(line: string): boolean {
  const text = line.trim();
  return (
    /^(?:<!\[CDATA\[|\]\]>)$/.test(text) ||
    /^<\/[a-z][\w-]*>$/i.test(text) ||
    (/^<[a-z][\w-]*(?:\s[^<>]*)?>$/i.test(text) && pathAttribute.exec(text) === null)
  );
}

/** What a tag holds, or names as its path: `<source>src/a.ts`, `<path>src/a.ts</path>`, `<file path="src/a.ts">`. */
function insideTag(text: string): string | undefined {
  const [, , attributes = '', inside = ''] = tag.exec(text) ?? [];
  if (inside !== '') return inside;
  const [, double, single] = pathAttribute.exec(attributes) ?? [];
  return double ?? single;
}

/** Whether one word reads as a file's path. */
function isPath(word: string): boolean {
  if (word.length > 400 || /[<>|"?*:`]/.test(word) || word.endsWith('/')) return false;
  return word.includes('/') || /^\.?[^.]*(?:\.[\w+-]{1,20})+$/.test(word) || bareNames.test(word);
}

/** The path that stands alone on a line, whatever decorates it; undefined when the line is anything else. */
export function pathOfLine(line: string): string | undefined {
  let text = line.trim();
  if (/^"(?:\.\/|(?=.*\\))(?:[^"\\]|\\["\\]|\\[0-3][0-7]{2})+"$/.test(text))
    return tidyPath(unquotePath(text) ?? '') || undefined;
  let quoted = false;
  for (let round = 0; round < 6; round++) {
    const before = text;
    text = text
      .replace(/^(?:#{1,6}|\/\/|[-*]|\d+\.)\s+/, '')
      .replace(/\s+\((?:new|new file|modified|updated|edited|created)\)$/i, '');
    text = text.replace(/^\*\*(file ?(?:name|path)?|path)\s*(:?)\*\*\s*(:?)\s*/i, '$1$2$3 ');
    if (label.test(text)) {
      text = text.replace(label, '');
      quoted = true;
    }
    const tagged = insideTag(text);
    if (tagged !== undefined) {
      text = tagged;
      quoted = true;
    }
    for (const wrapper of wrappers) {
      const inside = wrapper.exec(text)?.[1];
      if (inside === undefined) continue;
      text = inside.trim();
      quoted = true;
    }
    text = text.replace(/(?::\d+(?:-\d+)?)?:?$/, '').trim();
    if (text === before) break;
  }
  const path = tidyPath(text);
  if (path === '') return undefined;
  if (!/\s/.test(path)) return isPath(path) ? path : undefined;
  const words = path.split(/\s+/).length;
  const spaced = /\.[\w+-]{1,12}$/.test(path) && words <= 6 && isPath(path) && !/[,;!]/.test(path);
  return spaced && (quoted || !proseStart.test(path)) ? path : undefined;
}

/** A line that `pathOfLine` reads as this path, whatever its name looks like. */
export function writePathLine(path: string): string {
  return !path.includes('\n') && pathOfLine(path) === tidyPath(path) ? path : quotePath(`./${tidyPath(path)}`);
}

/** The path in a fence's first line, such as "```ts src/a.ts" or "```src/a.ts". */
export function pathOfFence(line: string): string | undefined {
  const info = /^\s*(?:`{3,}|~{3,})\s*(.*)$/.exec(line)?.[1]?.trim() ?? '';
  const word = info
    .replace(/^[\w+#-]+[:\s]\s*/, '')
    .replace(/^(?:file|path|title|filename)=/i, '')
    .replace(/^["'`]|["'`]$/g, '');
  return /[./]/.test(word) && !/\s/.test(word) && isPath(word) ? tidyPath(word) : undefined;
}

/** The only path that a sentence names, if it names one. */
export function pathInProse(line: string): string | undefined {
  const words = line.split(/[\s`'"()*,;]+/).map((word) => word.replace(/[:.]+$/, ''));
  const paths = [
    ...new Set(words.filter((word) => /[./]/.test(word) && isPath(word) && /\.[A-Za-z]\w{0,9}$/.test(word))),
  ];
  return paths.length === 1 ? tidyPath(paths[0]!) : undefined;
}
