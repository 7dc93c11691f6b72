import { join } from 'node:path';
import type { GrammarPlace } from '../../../src/node/outlines/outliner';

const root = process.env['FLUX_REPO_ROOT'] ?? process.cwd();

/** Grammars from this project's own packages: the same ones that the editor brings along. */
export const grammars: GrammarPlace = {
  appRoot: root,
  runtime: join(root, 'node_modules/web-tree-sitter/web-tree-sitter.wasm'),
};

/** Where the editor is, which brings ripgrep along: with its grammars, or so that there are none. */
export function editorPlace(how: 'trees' | 'patterns'): GrammarPlace {
  const { appRoot, runtime } = grammars;
  return {
    appRoot: process.env['FLUX_BENCH_APP_ROOT'] ?? appRoot,
    runtime: how === 'trees' ? runtime : join(root, 'none.wasm'),
  };
}
