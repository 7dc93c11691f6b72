import { signatureOf, type OutlineEntry } from '../outlineEntry';
import type { Declared, Grammar, Place } from './grammar';
import { fieldAt, type SyntaxCursor, type SyntaxNode } from './syntax';

/** So much of a head is looked at, in UTF-16 units. */
const longestHead = 4000;
/** What nests deeper, in nodes, is not listed: nobody wrote it, and finding a node's parent takes long there. */
const deepest = 500;

/** What a file holds by its syntax tree, in the order of its lines. The cursor stands at the root. */
export function outlineTree(cursor: SyntaxCursor, grammar: Grammar, text: string): OutlineEntry[] {
  const rules = new Map(Object.entries(grammar.rules));
  const isClosed = closedNodes(grammar, cursor, text);
  const wrappers = new Set(grammar.wrappers);
  const bodies = new Set(grammar.bodies);
  const entries: OutlineEntry[] = [];
  /** Of the nodes around the cursor, their types and the places of what stands in them. */
  const types: string[] = [];
  const outer: Place[] = [];
  let place: Place = 'top';
  for (;;) {
    const type = cursor.nodeType;
    const rule = rules.get(type);
    if (rule) {
      const node = cursor.currentNode;
      const parent = types.at(-1);
      const declared = typeof rule === 'function' ? rule(node, place, parent) : byFields(node, rule);
      const isWrapped = parent !== undefined && wrappers.has(parent);
      if (declared?.name) entries.push(entryOf(isWrapped ? wholeOf(node, wrappers) : node, declared, grammar, text));
    }
    if (outer.length < deepest && !isClosed(type) && cursor.gotoFirstChild()) {
      outer.push(place);
      types.push(type);
      if (bodies.has(type)) place = within(place, grammar, cursor);
      continue;
    }
    while (!cursor.gotoNextSibling()) {
      if (!cursor.gotoParent() || outer.length === 0) return entries;
      place = outer.pop() ?? 'top';
      types.pop();
    }
  }
}

/** Whether a type of node, at which the cursor stands, holds nothing to list. */
function closedNodes({ closed, braced = [] }: Grammar, cursor: SyntaxCursor, text: string): (type: string) => boolean {
  const kinds = new Map<string, 'closed' | 'braced' | 'open'>([
    ...braced.map((type) => [type, 'braced'] as const),
    ...closed.map((type) => [type, 'closed'] as const),
  ]);
  let brace = -1;
  return (type) => {
    const kind = kinds.get(type);
    if (kind === 'closed') return true;
    if (kind === undefined) {
      // A node that is called after what it is, `(` or `=>`, holds nothing.
      const isToken = !/^\w/.test(type);
      kinds.set(type, isToken ? 'closed' : 'open');
      return isToken;
    }
    if (kind === 'open') return false;
    const from = cursor.startIndex;
    // Nodes come in the order of the text, so no part of it is searched twice.
    if (brace < from) brace = text.indexOf('{', from);
    if (brace < 0) brace = text.length;
    return brace >= cursor.endIndex;
  };
}

/** The place of a body's children. The cursor stands at the first of them. */
function within(place: Place, { isWrapper }: Grammar, cursor: SyntaxCursor): Place {
  if (place !== 'top') return 'inner';
  const body = isWrapper && cursor.currentNode.parent;
  return body && isWrapper(body) ? 'top' : 'near';
}

function byFields(node: SyntaxNode, rule: { kind: string; name?: string; body?: string }): Declared | undefined {
  const name = fieldAt(node, rule.name ?? 'name')?.text;
  const body = rule.body === '' ? null : node.childForFieldName(rule.body ?? 'body');
  return name === undefined ? undefined : { name, kind: rule.kind, body };
}

/** A declaration with what is wrapped around it and belongs to it. */
function wholeOf(node: SyntaxNode, wrappers: ReadonlySet<string>): SyntaxNode {
  let whole = node;
  // A group, such as Go's `type (…)`, ends on a line after what stands in it.
  for (let above = node.parent; above && wrappers.has(above.type); above = above.parent)
    if (above.endIndex - whole.endIndex < 2) whole = above;
    else break;
  return whole;
}

function entryOf(whole: SyntaxNode, { name, kind, body }: Declared, grammar: Grammar, text: string): OutlineEntry {
  const start = grammar.leading ? ownStart(whole, grammar.leading, text) : atNode(whole);
  const shownFrom = grammar.showsLeading ? whole.startIndex : start.offset;
  const { row, column } = whole.endPosition;
  // A node that ends at the beginning of a line ends with the line before.
  const last = column === 0 && row > start.row ? row - 1 : row;
  const shown = text.slice(shownFrom, Math.min(body?.startIndex ?? whole.endIndex, shownFrom + longestHead));
  const head = grammar.comment ? shown.replace(grammar.comment, '') : shown;
  return {
    line: start.row + 1,
    end: last + 1,
    name: name.replace(/\s+/g, ' ').trim(),
    kind,
    signature: signatureOf(head).replace(/\s*[;,{:]$/, ''),
  };
}

interface Start {
  readonly offset: number;
  readonly row: number;
}

function atNode({ startIndex, startPosition }: SyntaxNode): Start {
  return { offset: startIndex, row: startPosition.row };
}

/** Where a declaration begins when annotations on lines of their own are left out. */
function ownStart(whole: SyntaxNode, leading: readonly string[], text: string): Start {
  let { offset, row } = atNode(whole);
  const begins = leadingNodes(whole, leading);
  for (const each of begins) {
    if (each.startIndex > offset) break;
    const gap = /(?:\s|\/\/[^\n]*|\/\*[\s\S]*?\*\/)*/y;
    gap.lastIndex = each.endIndex;
    const next = each.endIndex + (gap.exec(text)?.[0].length ?? 0);
    const lines = text.slice(each.endIndex, next).split('\n').length - 1;
    row = each.endPosition.row + lines;
    offset = next;
  }
  // An annotation on the same line stays.
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  const shown = lineStart + (/^\s*/.exec(text.slice(lineStart, offset))?.[0].length ?? 0);
  return { offset: begins.length > 0 ? Math.max(whole.startIndex, shown) : whole.startIndex, row };
}

/** The nodes that lead up to a declaration, in a list of modifiers too, in their order. */
function leadingNodes(node: SyntaxNode, leading: readonly string[]): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  for (const child of node.namedChildren) {
    if (child?.type === 'modifiers') return [...found, ...leadingNodes(child, leading)];
    if (child?.type.endsWith('comment')) continue;
    if (!child || !leading.includes(child.type)) break;
    found.push(child);
  }
  return found;
}
