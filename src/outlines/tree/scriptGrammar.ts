import type { Declared, Grammar, OwnRule } from './grammar';
import { hookCalls, testCalls } from '../testCalls';
import { callOf } from './callEntry';
import { bodyOf, functionIn, linesOf, unquoted } from './scriptValues';
import type { SyntaxNode } from './syntax';

/**
 * Whether a body is that of a function without a name that makes up most of what stands around it: UMD, an IIFE, a
 * group of tests.
 */
function isWrapper(body: SyntaxNode): boolean {
  const made = body.parent;
  if (!made || !/^(?:arrow_function|function_expression)$/.test(made.type)) return false;
  let outer = made;
  while (outer.parent && !/^(?:statement_block|program)$/.test(outer.parent.type)) outer = outer.parent;
  const around = outer.parent;
  if (!around || outer.type !== 'expression_statement' || /^(?:await\s+)?(?:it|test)\b/.test(outer.text.slice(0, 20)))
    return false;
  return sizeOf(body) > sizeOf(around) * 0.5;
}

function sizeOf({ startIndex, endIndex }: SyntaxNode): number {
  return endIndex - startIndex;
}

function isExported(parent: string | undefined): boolean {
  return parent === 'export_statement';
}

/** `const x = …`; within functions only functions of some lines. */
const variables: OwnRule = (node, place, parent) => {
  if (place !== 'top' && linesOf(node) < 3 && !isExported(parent)) return undefined;
  const declarator = node.namedChildren.find((child) => child?.type === 'variable_declarator');
  const named = declarator?.childForFieldName('name');
  const value = declarator?.childForFieldName('value');
  if (!named) return undefined;
  const atTop = place === 'top';
  if (named.type !== 'identifier')
    return isExported(parent) ? { name: named.text.replace(/^[{[]|[}\]]$/g, ''), kind: 'const' } : undefined;
  if (
    atTop &&
    !isExported(parent) &&
    value &&
    /^(?:require\s*\(|(?:await\s+)?import\s*\()/.test(value.text.slice(0, 40))
  )
    return undefined;
  const made = functionIn(value);
  if (!atTop && !(made && linesOf(node) >= 3)) return undefined;
  if (made) return { name: named.text, kind: 'function', body: bodyOf(made) };
  return { name: named.text, kind: 'const', body: callbackBody(value) };
};

/** `create('x', (a) => {` is shown up to the body of the function that it is given. */
function callbackBody(value: SyntaxNode | null | undefined): SyntaxNode | null {
  if (value?.type !== 'call_expression') return null;
  const given = value.childForFieldName('arguments')?.namedChildren ?? [];
  const callback = given.find((each) => each && /^(?:arrow_function|function_expression)$/.test(each.type));
  const body = callback?.childForFieldName('body');
  return body?.type === 'statement_block' && body.startPosition.row === value.startPosition.row ? body : null;
}

/** `exports.x = …`, `X.prototype.y = function …`, `x.y = function …`. */
function assignment(node: SyntaxNode, atTop: boolean): Declared | undefined {
  const left = node.childForFieldName('left');
  if (!left || !/^(?:member|subscript)_expression$|^identifier$/.test(left.type)) return undefined;
  const target = left.text;
  if (!/^[\w$]+(?:\.[\w$#]+|\[[^\]\n]*\])*$/.test(target)) return undefined;
  const made = functionIn(node.childForFieldName('right'));
  const shown =
    /^(?:module\.)?exports\b/.test(target) || /\.prototype\b/.test(target)
      ? atTop || made !== undefined
      : target.includes('.') && made !== undefined && (atTop || linesOf(node) >= 3);
  if (!shown) return undefined;
  const name =
    target
      .replace(/^module\.exports$/, 'exports')
      .replace(/^.*[.[]/, '')
      .replace(/[\]"']/g, '') || target;
  const functionKind = /\.prototype\./.test(target) ? 'method' : 'function';
  return {
    name: target.endsWith(']') ? target : name,
    kind: made ? functionKind : 'export',
    body: made ? bodyOf(made) : null,
  };
}

const statement: OwnRule = (node, place) => {
  if (place === 'inner' && linesOf(node) < 3 && !isTelling(node.text.slice(0, 100))) return undefined;
  let held = node.firstNamedChild;
  if (held?.type === 'await_expression') held = held.firstNamedChild;
  if (held?.type === 'assignment_expression') return assignment(held, place === 'top');
  return held?.type === 'call_expression' ? callOf(held, place) : undefined;
};

/** Whether a short statement deep inside may be listed by how it begins: a test, a hook, an export. */
function isTelling(text: string): boolean {
  const first = /^(?:await\s+)?([\w$]+)/.exec(text)?.[1] ?? '';
  return (
    /^(?:module|exports|Deno|QUnit)$/.test(first) ||
    testCalls.test(first) ||
    hookCalls.test(first) ||
    /^[^(=]*\.prototype\b/.test(text)
  );
}

/** Exports that declare nothing themselves. */
const exported: OwnRule = (node, place) => {
  if (node.childForFieldName('declaration')) return undefined;
  const value = node.childForFieldName('value');
  const clause = node.namedChildren.find((child) => /^(?:export_clause|namespace_export)$/.test(child?.type ?? ''));
  if (!value && /^export\s+(?:type\s+)?[*{]/.test(node.text.slice(0, 40)))
    return place === 'top' ? { name: clause?.type === 'export_clause' ? 'export' : '*', kind: 'export' } : undefined;
  const made = functionIn(value ?? node.firstNamedChild);
  const kind = made?.type === 'class' ? 'class' : 'function';
  return {
    name: 'default',
    kind: made ? kind : 'export',
    body: bodyOf(made),
  };
};

/** A field, or an object's property, that is a function. */
const property: OwnRule = (node, place) => {
  if (node.type === 'pair' && place === 'inner' && linesOf(node) < 3) return undefined;
  const named = node.childForFieldName('name') ?? node.childForFieldName('property') ?? node.childForFieldName('key');
  const made = functionIn(node.childForFieldName('value'));
  if (!named || !made) return undefined;
  return { name: unquoted(named.text), kind: 'method', body: bodyOf(made) };
};

const method: OwnRule = (node) => ({
  name: unquoted(node.childForFieldName('name')?.text ?? ''),
  kind: 'method',
  body: node.childForFieldName('body'),
});

const named =
  (kind: string, whole = false): OwnRule =>
  (node, _, parent) => ({
    name: node.childForFieldName('name')?.text ?? (isExported(parent) ? 'default' : ''),
    kind,
    body: whole ? null : node.childForFieldName('body'),
  });

const namespace: OwnRule = (node) => ({
  name: unquoted(node.childForFieldName('name')?.text ?? ''),
  kind: 'namespace',
  body: node.childForFieldName('body'),
});

/** `declare global {…}` */
const ambient: OwnRule = (node) => {
  const block = node.namedChildren.find((child) => child?.type === 'statement_block');
  return block ? { name: 'global', kind: 'namespace', body: block } : undefined;
};

/** JavaScript and TypeScript, JSX included. */
export const scriptGrammar: Grammar = {
  rules: {
    function_declaration: named('function'),
    generator_function_declaration: named('function'),
    function_signature: named('function'),
    class_declaration: named('class'),
    abstract_class_declaration: named('class'),
    interface_declaration: named('interface', true),
    enum_declaration: named('enum', true),
    type_alias_declaration: named('type', true),
    internal_module: namespace,
    module: namespace,
    ambient_declaration: ambient,
    lexical_declaration: variables,
    variable_declaration: variables,
    export_statement: exported,
    expression_statement: statement,
    method_definition: method,
    method_signature: method,
    abstract_method_signature: method,
    public_field_definition: property,
    field_definition: property,
    pair: property,
  },
  wrappers: ['export_statement', 'ambient_declaration'],
  leading: ['decorator'],
  bodies: ['statement_block', 'class_body', 'object', 'switch_body'],
  isWrapper,
  closed: [
    'formal_parameters',
    'interface_body',
    'object_type',
    'enum_body',
    'type_annotation',
    'type_arguments',
    'type_alias_declaration',
    'template_string',
    'string',
    'regex',
    'comment',
    'import_statement',
    'identifier',
    'property_identifier',
    'type_identifier',
    'number',
  ],
  braced: [
    'lexical_declaration',
    'variable_declaration',
    'expression_statement',
    'return_statement',
    'throw_statement',
    'parenthesized_expression',
    'arguments',
    'pair',
    'public_field_definition',
    'field_definition',
    'call_expression',
    'member_expression',
    'subscript_expression',
    'binary_expression',
    'assignment_expression',
    'variable_declarator',
    'array',
  ],
};
