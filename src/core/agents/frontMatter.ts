import {
  LineCounter,
  isAlias,
  isMap,
  parseDocument,
  visit,
  type Document,
  type Node,
  type YAMLError,
  type YAMLMap,
} from 'yaml';
import { ellipsis, firstChars } from '../../base/text';
import { showUnseen } from '../../base/visibleText';
import type { FileProblem } from '../../contracts/agents';

/** Larger files are refused unread, in characters. */
const maxFileChars = 256 * 1024;

/** In characters: far more than any needs, and little enough to be read at once whatever it holds. */
const maxHeadChars = 8 * 1024;

/** A Markdown file taken apart: the YAML between its two `---` lines, and what follows. */
export interface FrontMatter {
  readonly head: YAMLMap | undefined;
  /** The line of the file, one-based, on which an offset in the YAML lies. */
  readonly lineAt: (offset: number) => number;
  /** Without blanks at both ends. */
  readonly body: string;
  /** One-based: the line of the closing `---`. */
  readonly endLine: number;
  /** One-based: the line on which the body's first character stands. */
  readonly bodyLine: number;
}

/** Takes a file apart. Never throws; the YAML's values are all texts, and it has neither aliases nor tags. */
export function readFrontMatter(text: string): FrontMatter | { readonly problems: readonly FileProblem[] } {
  if (text.length > maxFileChars)
    return wrong(1, 'The file is larger than 256 kB. Shorten it: a page is plenty for a prompt.');
  if (text.includes('\0')) return wrong(1, 'The file is not text. Save it as Markdown in UTF-8.');
  const lines = text
    .replace(/^\ufeff/, '')
    .replace(/\r\n?/g, '\n')
    .split('\n');
  if (!isFence(lines[0]))
    return wrong(
      1,
      'The file must start with a “---” line, then lines such as “description: …”, then a “---” line. Add them ' +
        'above the text.',
    );
  const end = lines.findIndex((line, index) => index > 0 && isFence(line));
  if (end < 0)
    return wrong(
      1,
      'The settings after this “---” have no end. Add another “---” line between the settings and the text.',
    );

  const yaml = lines.slice(1, end).join('\n');
  const counter = new LineCounter();
  const lineAt = (offset: number) => counter.linePos(offset).line + 1;
  const tooMuch = tooMuchOf(yaml);
  if (tooMuch) return wrong(1, tooMuch);
  const document = parseDocument(yaml, {
    schema: 'failsafe',
    prettyErrors: false,
    lineCounter: counter,
    logLevel: 'error',
  });
  if (document.errors.length > 0)
    return {
      problems: document.errors
        .slice(0, 3)
        .map((error) => ({ line: Math.min(lineAt(error.pos[0]), end + 1), message: sentenceOf(error) })),
    };
  const refused = refusedIn(document, lineAt);
  if (refused.length > 0) return { problems: refused.slice(0, 3) };
  const { contents } = document;
  if (contents !== null && !isMap(contents))
    return wrong(2, 'Between the two “---” there must be lines such as “description: …”, one for each setting.');
  const rest = lines.slice(end + 1);
  const blank = rest.findIndex((line) => line.trim() !== '');
  return {
    head: contents ?? undefined,
    lineAt,
    body: rest.join('\n').trim(),
    endLine: end + 1,
    bodyLine: end + 2 + Math.max(0, blank),
  };
}

/** What YAML can do and a setting may not: refer to another value, be named for that, have a type of its own. */
function refusedIn(document: Document, lineAt: FrontMatter['lineAt']): FileProblem[] {
  const refused: FileProblem[] = [];
  visit(document, {
    Node(_key, node) {
      const message = refusalOf(node);
      if (message) refused.push({ line: lineAt(node.range?.[0] ?? 0), message });
    },
  });
  return refused;
}

function refusalOf(node: Node): string | undefined {
  if (isAlias(node))
    return (
      'A value that starts with “*” refers to another one, which is not supported here. Write the value out, or ' +
      'put it in quotes.'
    );
  if ('anchor' in node && node.anchor)
    return (
      'A value that starts with “&” is named for reuse, which is not supported here. Remove the name, ' +
      'or put the value in quotes.'
    );
  if ('tag' in node && node.tag)
    return (
      'A value that starts with “!” has a custom type, which is not supported here. Remove the type, or put ' +
      'the value in quotes.'
    );
  return undefined;
}

function isFence(line: string | undefined): boolean {
  return line?.trimEnd() === '---';
}

/**
 * Depth is refused before the parser sees it: it follows each level down its own stack, and a full stack can end the
 * whole process.
 */
function tooMuchOf(yaml: string): string | undefined {
  if (yaml.length > maxHeadChars)
    return 'The settings between the two “---” are longer than 8 kB. Move text for the model below them.';
  const opened = yaml.match(/[[{]/g)?.length ?? 0;
  const isDeep = yaml.split('\n').some((line) => (line.match(/[-?:](?=\s|$)/g)?.length ?? 0) > 40);
  return opened > 200 || isDeep
    ? 'The settings between the two “---” are nested too deeply. Use plain text and lists.'
    : undefined;
}

function sentenceOf({ code, message }: YAMLError): string {
  switch (code) {
    case 'DUPLICATE_KEY':
      return 'This setting appears twice. Keep one of them.';
    case 'BLOCK_AS_IMPLICIT_KEY':
      return 'A value that contains a colon must be in quotes, such as "Fix: the login".';
    case 'TAB_AS_INDENT':
      return 'A tab is not allowed here. Indent with spaces.';
    case 'MULTIPLE_DOCS':
      return '“...” ends the settings, so the lines after it would be ignored. Remove that line.';
    default:
      return (
        `This is not valid YAML ` +
        `(${ellipsis(showUnseen(firstChars(message, 200)), 80).replace(/[.:]$/, '')}). Check the indentation and ` +
        `put values with special characters in quotes.`
      );
  }
}

function wrong(line: number, message: string): { problems: FileProblem[] } {
  return { problems: [{ line, message }] };
}
