import type { Grammar, OwnRule } from './grammar';
import type { SyntaxNode } from './syntax';

const testCalls = /^(?:describe|context|it|specify|shared_examples|feature|scenario|test|task|namespace)$/;

const constant: OwnRule = (node) => {
  const left = node.childForFieldName('left');
  return left?.type === 'constant' ? { name: left.text, kind: 'const' } : undefined;
};

/** The groups and examples of specs, and Rake's tasks. */
const test: OwnRule = (node) => {
  const block = node.childForFieldName('block');
  if (block?.type !== 'do_block' || !testCalls.test(node.childForFieldName('method')?.text ?? '')) return undefined;
  const receiver = node.childForFieldName('receiver')?.text;
  if (receiver !== undefined && receiver !== 'RSpec') return undefined;
  const title = node.childForFieldName('arguments')?.firstNamedChild?.text ?? '';
  return { name: title.replace(/^["']|["']$/g, ''), kind: 'test', body: block };
};

function nameOf(node: SyntaxNode): string {
  return node.childForFieldName('name')?.text ?? '';
}

/** `object.` of a method that one object alone has; nothing for those of the class itself. */
function ownerOf(node: SyntaxNode): string {
  const object = node.childForFieldName('object')?.text;
  return object === undefined || object === 'self' ? '' : `${object}.`;
}

/** The body, or else the `end` of what has none. */
function bodyOf(node: SyntaxNode): SyntaxNode | null {
  return node.childForFieldName('body') ?? (node.lastChild?.type === 'end' ? node.lastChild : null);
}

export const rubyGrammar: Grammar = {
  rules: {
    module: (node) => ({ name: nameOf(node), kind: 'module', body: bodyOf(node) }),
    class: (node) => ({ name: nameOf(node), kind: 'class', body: bodyOf(node) }),
    singleton_class: (node) => ({
      name: `<< ${node.childForFieldName('value')?.text}`,
      kind: 'class',
      body: bodyOf(node),
    }),
    method: (node) => ({ name: nameOf(node), kind: 'method', body: bodyOf(node) }),
    singleton_method: (node) => ({ name: ownerOf(node) + nameOf(node), kind: 'method', body: bodyOf(node) }),
    assignment: constant,
    call: test,
  },
  comment: / *#[^\n'"]*$/gm,
  closed: ['method_parameters', 'string', 'hash', 'comment', 'pair', 'binary'],
};
