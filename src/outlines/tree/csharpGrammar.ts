import type { Grammar, OwnRule } from './grammar';

const record: OwnRule = (node) => ({
  name: node.childForFieldName('name')?.text ?? '',
  kind: /^[^{(]*\bstruct\b/.test(node.text.slice(0, 200)) ? 'struct' : 'record',
  body: node.childForFieldName('body'),
});

/** `ICloneable.Clone` of a method that only the interface shows. */
const method: OwnRule = (node) => {
  const explicit = node.namedChildren.find((child) => child?.type === 'explicit_interface_specifier');
  return {
    name: `${explicit?.text ?? ''}${node.childForFieldName('name')?.text ?? ''}`,
    kind: 'method',
    body: node.childForFieldName('body'),
  };
};

export const csharpGrammar: Grammar = {
  rules: {
    namespace_declaration: { kind: 'namespace' },
    file_scoped_namespace_declaration: { kind: 'namespace' },
    class_declaration: { kind: 'class' },
    struct_declaration: { kind: 'struct' },
    interface_declaration: { kind: 'interface' },
    enum_declaration: { kind: 'enum', body: '' },
    record_declaration: record,
    delegate_declaration: { kind: 'delegate' },
    method_declaration: method,
    constructor_declaration: { kind: 'method' },
    destructor_declaration: { kind: 'method' },
    local_function_statement: { kind: 'method' },
  },
  leading: ['attribute_list'],
  closed: [
    'block',
    'arrow_expression_clause',
    'parameter_list',
    'property_declaration',
    'field_declaration',
    'enum_member_declaration_list',
    'using_directive',
  ],
};
