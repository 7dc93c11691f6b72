import type { SyntaxNode } from './syntax';

/**
 * Where a node stands: at the file's top level, one level below it (in a body, a class or an object), or deeper inside.
 */
export type Place = 'top' | 'near' | 'inner';

/** What a node declares. */
export interface Declared {
  readonly name: string;
  readonly kind: string;
  /** Its body: a signature ends before it. Without one, all of it is its signature. */
  readonly body?: SyntaxNode | null;
}

/** How a type of node becomes an entry. */
interface Rule {
  readonly kind: string;
  /** The path of fields to its name; `name` when left out. */
  readonly name?: string;
  /** The field of its body; `body` when left out; empty: all of it is its signature. */
  readonly body?: string;
}

/** A rule for what fields alone do not tell; undefined: no entry. `parent`: the type of the node around it. */
export type OwnRule = (node: SyntaxNode, place: Place, parent: string | undefined) => Declared | undefined;

/** How a language's syntax trees are read. */
export interface Grammar {
  readonly rules: Readonly<Record<string, Rule | OwnRule>>;
  /** Nodes around a declaration that belong to it: `export`, decorators, templates. */
  readonly wrappers?: readonly string[];
  /** Nodes before a declaration, within it or its wrapper, whose lines do not count as its own. */
  readonly leading?: readonly string[];
  /** Whether the leading nodes are shown in its signature. */
  readonly showsLeading?: boolean;
  /** Nodes whose children stand a level deeper. */
  readonly bodies?: readonly string[];
  /** Whether a body at the top level leaves its children there: that of a function which wraps most of the file. */
  readonly isWrapper?: (body: SyntaxNode) => boolean;
  /** What begins a comment in a head, up to the line's end, where it is not `//`. */
  readonly comment?: RegExp;
  /** Nodes that hold nothing to list. */
  readonly closed: readonly string[];
  /** Nodes that hold nothing to list unless there is a `{` in them. */
  readonly braced?: readonly string[];
}
