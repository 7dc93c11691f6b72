import type { Grammar, OwnRule } from './grammar';

const constant: OwnRule = (node) => ({
  name: node.namedChildren.find((child) => child?.type === 'const_element')?.firstNamedChild?.text ?? '',
  kind: 'const',
});

export const phpGrammar: Grammar = {
  rules: {
    namespace_definition: { kind: 'namespace' },
    class_declaration: { kind: 'class' },
    interface_declaration: { kind: 'interface' },
    trait_declaration: { kind: 'trait' },
    enum_declaration: { kind: 'enum' },
    function_definition: { kind: 'function' },
    method_declaration: { kind: 'function' },
    const_declaration: constant,
  },
  leading: ['attribute_list'],
  closed: [
    'formal_parameters',
    'property_declaration',
    'const_declaration',
    'expression_statement',
    'text',
    'namespace_use_declaration',
  ],
};
