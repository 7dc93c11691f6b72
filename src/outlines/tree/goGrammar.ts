import type { Grammar, OwnRule } from './grammar';
import { fieldAt } from './syntax';

/** `type X struct {…}`, alone or in a group. */
const typeSpec: OwnRule = (node) => {
  const type = node.childForFieldName('type');
  const kind = /^(struct|interface)_type$/.exec(type?.type ?? '')?.[1];
  return {
    name: node.childForFieldName('name')?.text ?? '',
    kind: kind ?? 'type',
    body: kind ? type?.namedChildren.find((child) => child?.type === 'field_declaration_list') : null,
  };
};

const method: OwnRule = (node) => {
  const owner = /\*?\s*(\w+)\s*(?:\[[^\]]*\])?\s*,?\s*\)$/.exec(node.childForFieldName('receiver')?.text ?? '')?.[1];
  const name = node.childForFieldName('name')?.text ?? '';
  return { name: owner ? `${owner}.${name}` : name, kind: 'method', body: node.childForFieldName('body') };
};

/** `const X = 1`; a group counts as one. */
const held =
  (kind: string): OwnRule =>
  (node) => {
    const group = /^\w+\s*\(/.test(node.text.slice(0, 40));
    const first = node.namedChildren.find((child) => /_spec$/.test(child?.type ?? ''));
    return { name: group ? kind : (first && fieldAt(first, 'name')?.text) || kind, kind: group ? kind : 'const' };
  };

export const goGrammar: Grammar = {
  rules: {
    type_spec: typeSpec,
    type_alias: { kind: 'type', body: '' },
    function_declaration: { kind: 'function' },
    method_declaration: method,
    const_declaration: held('const'),
    var_declaration: held('var'),
  },
  wrappers: ['type_declaration'],
  closed: [
    'block',
    'struct_type',
    'interface_type',
    'parameter_list',
    'const_declaration',
    'var_declaration',
    'import_declaration',
  ],
};
