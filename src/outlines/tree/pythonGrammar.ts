import type { Grammar, OwnRule } from './grammar';

const definition: OwnRule = (node, place) => ({
  name: node.childForFieldName('name')?.text ?? '',
  kind: place === 'top' ? 'function' : 'method',
  body: node.childForFieldName('body'),
});

/** A name that the module is given. */
const constant: OwnRule = (node, _, parent) => {
  if (parent !== 'module') return undefined;
  const assigned = node.firstNamedChild;
  const left = assigned?.childForFieldName('left');
  if (assigned?.type !== 'assignment' || left?.type !== 'identifier') return undefined;
  return assigned.childForFieldName('right') ? { name: left.text, kind: 'const' } : undefined;
};

const mainBlock: OwnRule = (node, place) => {
  const condition = node.childForFieldName('condition');
  if (place !== 'top' || !/^\(?__name__\s*==/.test(condition?.text ?? '')) return undefined;
  return { name: '__main__', kind: 'block', body: node.childForFieldName('consequence') };
};

export const pythonGrammar: Grammar = {
  rules: {
    function_definition: definition,
    class_definition: { kind: 'class' },
    expression_statement: constant,
    if_statement: mainBlock,
  },
  wrappers: ['decorated_definition'],
  leading: ['decorator'],
  showsLeading: true,
  bodies: ['function_definition', 'class_definition'],
  comment: / *#[^\n'"]*$/gm,
  closed: ['expression_statement', 'parameters', 'decorator', 'return_statement', 'import_from_statement'],
};
