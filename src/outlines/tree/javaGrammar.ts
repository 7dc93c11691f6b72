import type { Grammar } from './grammar';

export const javaGrammar: Grammar = {
  rules: {
    class_declaration: { kind: 'class' },
    interface_declaration: { kind: 'interface' },
    enum_declaration: { kind: 'enum', body: '' },
    record_declaration: { kind: 'record' },
    annotation_type_declaration: { kind: '@interface' },
    method_declaration: { kind: 'method' },
    constructor_declaration: { kind: 'method' },
    compact_constructor_declaration: { kind: 'method' },
    annotation_type_element_declaration: { kind: 'method', body: '' },
  },
  leading: ['annotation', 'marker_annotation'],
  closed: ['block', 'constructor_body', 'formal_parameters', 'modifiers', 'field_declaration', 'import_declaration'],
};
