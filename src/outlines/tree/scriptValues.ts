import type { SyntaxNode } from './syntax';

const functions = new Set(['arrow_function', 'function_expression', 'generator_function', 'class']);

/**
 * The function or class that a value is. What only wraps one counts as it: `memo(() => …)`, `(function () {})`,
 * `a = b = () => …`.
 */
export function functionIn(value: SyntaxNode | null | undefined): SyntaxNode | undefined {
  let here = value;
  for (let depth = 0; here && depth < 6; depth++) {
    if (functions.has(here.type)) return here;
    if (here.type === 'assignment_expression') here = here.childForFieldName('right');
    else if (here.type === 'call_expression') {
      // A method's callback, as in `list.map(() => …)`, makes no function.
      if (depth === 0 && !/^(?:React\.)?[\w$]+$/.test(here.childForFieldName('function')?.text ?? '')) return undefined;
      here = here.childForFieldName('arguments')?.firstNamedChild;
    } else if (/^(?:parenthesized|as|satisfies|non_null)_expression$/.test(here.type)) here = here.firstNamedChild;
    else return undefined;
  }
  return undefined;
}

/** The body of a function or class; of an arrow function only one in braces or on lines of its own. */
export function bodyOf(value: SyntaxNode | undefined): SyntaxNode | null {
  const body = value?.childForFieldName('body') ?? null;
  if (!value || !body || value.type !== 'arrow_function' || body.type === 'statement_block') return body;
  return body.startPosition.row < body.endPosition.row ? body : null;
}

/** How many lines a node takes. */
export function linesOf(node: SyntaxNode): number {
  return node.endPosition.row - node.startPosition.row + 1;
}

/** A string without its quotes. */
export function unquoted(text: string): string {
  return text.replace(/^["'`]|["'`]$/g, '');
}
