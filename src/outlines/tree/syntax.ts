/** What an outline reads of a syntax tree: tree-sitter's nodes, as far as they are needed. Offsets are UTF-16 units. */
export interface SyntaxNode {
  readonly type: string;
  readonly startIndex: number;
  readonly endIndex: number;
  readonly startPosition: { readonly row: number };
  readonly endPosition: { readonly row: number; readonly column: number };
  readonly text: string;
  readonly parent: SyntaxNode | null;
  readonly firstNamedChild: SyntaxNode | null;
  readonly lastChild: SyntaxNode | null;
  readonly namedChildren: readonly (SyntaxNode | null)[];
  childForFieldName(name: string): SyntaxNode | null;
}

/** A place in a syntax tree that moves over it, which is cheaper than asking nodes for their children. */
export interface SyntaxCursor {
  readonly nodeType: string;
  readonly startIndex: number;
  readonly endIndex: number;
  readonly currentNode: SyntaxNode;
  gotoFirstChild(): boolean;
  gotoNextSibling(): boolean;
  gotoParent(): boolean;
}

/** The node at a path of fields, such as `declarator.name`. */
export function fieldAt(node: SyntaxNode, path: string): SyntaxNode | undefined {
  let here: SyntaxNode | null = node;
  for (const field of path.split('.')) here = here?.childForFieldName(field) ?? null;
  return here ?? undefined;
}
