import type { Grammar } from './grammar';

export const bashGrammar: Grammar = {
  rules: { function_definition: { kind: 'function' } },
  closed: ['command', 'string', 'variable_assignment', 'compound_statement'],
};
