import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Language, Parser } from 'web-tree-sitter';
import { outlineOf } from '../../outlines/outline';
import type { OutlineEntry } from '../../outlines/outlineEntry';
import { treeLanguageOf, type TreeLanguage } from '../../outlines/tree/grammarFor';
import { outlineTree } from '../../outlines/tree/outlineTree';

/** Where grammars and what runs them are. */
export interface GrammarPlace {
  /** The editor's own folder (`vscode.env.appRoot`), which brings grammars along. */
  readonly appRoot: string;
  /** The path of `web-tree-sitter.wasm`. */
  readonly runtime: string;
}

/** A longer text is outlined by patterns, in UTF-16 units: a syntax tree takes some ten times its room. */
const longestText = 600_000;
/** So does one that takes longer to parse, in ms. What is shorter than that, in UTF-16 units, cannot take so long. */
const longestParse = 1_500;
const shortText = 50_000;

export interface Outliner {
  /** Loads the grammars of these files, where it has not. Never fails. */
  prepare(paths: readonly string[]): Promise<void>;
  /** What a text holds: by its syntax tree where its grammar is loaded and understands all of it, else by patterns. */
  outline(text: string, path: string): OutlineEntry[];
}

/**
 * Outlines by the grammars that the editor brings along; by patterns where there is none for a language, or none at
 * all. A grammar is loaded with the first file of its language, and stays. Blocks while it parses: for workers only.
 */
export function createOutliner(place: GrammarPlace | undefined): Outliner {
  const loaded = new Map<string, Language | undefined>();
  let parser: Promise<Parser | undefined> | undefined;
  let started: Parser | undefined;

  const load = async (name: string): Promise<void> => {
    if (!place || loaded.has(name)) return;
    started = await (parser ??= startParser(place.runtime).catch(() => undefined));
    const grammar = started && (await loadGrammar(place.appRoot, name).catch(() => undefined));
    loaded.set(name, grammar);
  };

  const byTree = ({ name, grammar, part }: TreeLanguage, text: string): OutlineEntry[] | undefined => {
    const language = loaded.get(name);
    if (!started || !language || text.length > longestText) return undefined;
    const code = part ? part(text) : text;
    try {
      started.setLanguage(language);
      const until = performance.now() + longestParse;
      const watched = { progressCallback: () => performance.now() > until };
      const tree = started.parse(code, null, code.length > shortText ? watched : undefined);
      if (!tree) started.reset();
      if (!tree) return undefined;
      try {
        if (tree.rootNode.hasError) return undefined;
        const cursor = tree.walk();
        try {
          return outlineTree(cursor, grammar, code);
        } finally {
          cursor.delete();
        }
      } finally {
        tree.delete();
      }
    } catch {
      // Out of memory, most likely, after which the runtime cannot be relied on.
      started = undefined;
      parser = Promise.resolve(undefined);
      return undefined;
    }
  };

  return {
    async prepare(paths) {
      for (const path of paths) {
        const name = treeLanguageOf(path)?.name;
        if (name !== undefined) await load(name);
      }
    },
    outline(text, path) {
      const language = treeLanguageOf(path);
      return (language && byTree(language, text)) ?? outlineOf(text, path);
    },
  };
}

async function startParser(runtime: string): Promise<Parser> {
  const { Parser } = await import('web-tree-sitter');
  await Parser.init({ wasmBinary: await readFile(runtime) });
  return new Parser();
}

/** A grammar of the editor's; in desktop builds it lies beside the archive of the editor's packages. */
async function loadGrammar(appRoot: string, name: string): Promise<Language> {
  const { Language } = await import('web-tree-sitter');
  const inPackages = join('@vscode', 'tree-sitter-wasm', 'wasm', `tree-sitter-${name}.wasm`);
  const bytes = await readFile(join(appRoot, 'node_modules.asar.unpacked', inPackages)).catch(() =>
    readFile(join(appRoot, 'node_modules', inPackages)),
  );
  return Language.load(bytes);
}
