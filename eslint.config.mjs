import tseslint from 'typescript-eslint';
import { layers } from './test/layers.mjs';

/** The layer table of ARCHITECTURE.md as lint rules: a folder's name says what it may import. */
const layerRules = Object.entries(layers).map(([layer, { may, vscode, node }]) => {
  const others = Object.keys(layers).filter((other) => other !== layer && !may.includes(other));
  return {
    files: [`src/${layer}/**/*.ts`],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: `^(\\.\\./)+(${[...others, 'extension', 'compose'].join('|')})(/|$)`,
              message: `${layer}/ may import only: ${may.join(', ') || 'nothing'}.`,
            },
            ...(vscode ? [] : [{ regex: '^vscode$', message: `${layer}/ must not import vscode.` }]),
            ...(node ? [] : [{ regex: '^node:', message: `${layer}/ must not import Node built-ins.` }]),
          ],
        },
      ],
    },
  };
});

export default tseslint.config(
  { ignores: ['dist/**', 'out/**', 'node_modules/**', 'test/projects/**', '**/*.mjs', '**/*.cjs', '**/fixtures/**'] },
  ...tseslint.configs.recommended,
  {
    rules: {
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/naming-convention': [
        'error',
        { selector: 'interface', format: ['PascalCase'], custom: { regex: '^I[A-Z]', match: false } },
        { selector: 'typeLike', format: ['PascalCase'], custom: { regex: '(Manager|Helper|Utils?)$', match: false } },
      ],
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportDefaultDeclaration', message: 'No default exports.' },
        { selector: 'ExportAllDeclaration', message: 'No barrels.' },
      ],
      eqeqeq: 'error',
      'no-console': 'error',
    },
  },
  {
    files: ['test/**/*.ts'],
    rules: { 'no-console': 'off', '@typescript-eslint/no-unused-expressions': 'off' },
  },
  {
    files: ['src/**/*.ts'],
    rules: {
      'no-nested-ternary': 'error',
      'max-params': ['error', 4],
      'max-lines-per-function': ['error', { max: 100, skipBlankLines: false, skipComments: false }],
      // Prettier wraps code; comments, strings and patterns are wrapped by hand.
      'max-len': ['error', { code: 120, comments: 120, ignoreUrls: true, ignoreRegExpLiterals: true }],
    },
  },
  ...layerRules,
);
