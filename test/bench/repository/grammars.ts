import { join } from 'node:path';
import type { GrammarPlace } from '../../../src/node/outlines/outliner';

const root = process.env['FLUX_REPO_ROOT'] ?? process.cwd();

/** Grammars from this project's own packages: the same ones that the editor brings along. */
export const grammars: GrammarPlace = {
  appRoot: root,
  runtime: join(root, 'node_modules/web-tree-sitter/web-tree-sitter.wasm'),
};
