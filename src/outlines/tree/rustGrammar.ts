import type { Grammar, OwnRule } from './grammar';
import type { SyntaxNode } from './syntax';

/** `impl Display for Point<T>` is called `Point`. */
const implementation: OwnRule = (node) => ({
  name:
    /^[&\s]*(?:'\w+\s+)?(?:mut\s+)?(?:dyn\s+)?([\w:]+)/.exec(node.childForFieldName('type')?.text ?? '')?.[1] ?? 'impl',
  kind: 'impl',
  body: node.childForFieldName('body'),
});

/** A tuple struct has its fields in round brackets, which belong to its signature. */
function bracedBody(node: SyntaxNode): SyntaxNode | null {
  const body = node.childForFieldName('body');
  return body?.type === 'field_declaration_list' ? body : null;
}

export const rustGrammar: Grammar = {
  rules: {
    function_item: { kind: 'function' },
    function_signature_item: { kind: 'function' },
    struct_item: (node) => ({
      name: node.childForFieldName('name')?.text ?? '',
      kind: 'struct',
      body: bracedBody(node),
    }),
    enum_item: { kind: 'enum', body: '' },
    union_item: { kind: 'union' },
    trait_item: { kind: 'trait' },
    mod_item: { kind: 'mod' },
    impl_item: implementation,
    type_item: { kind: 'type' },
    associated_type: { kind: 'type' },
    const_item: { kind: 'const' },
    static_item: { kind: 'const' },
    macro_definition: (node) => ({
      name: node.childForFieldName('name')?.text ?? '',
      kind: 'macro',
      body: node.namedChildren.find((child) => child?.type === 'macro_rule'),
    }),
  },
  closed: [
    'block',
    'macro_definition',
    'macro_invocation',
    'parameters',
    'field_declaration_list',
    'enum_variant_list',
    'const_item',
    'static_item',
    'use_declaration',
  ],
};
