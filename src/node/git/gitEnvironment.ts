/**
 * Variables that would lead git to another repository or index (`git rev-parse --local-env-vars`), but for those that
 * only add configuration; and those that give paths another meaning.
 */
const misleading: ReadonlySet<string> = new Set([
  ...[
    'GIT_DIR',
    'GIT_WORK_TREE',
    'GIT_IMPLICIT_WORK_TREE',
    'GIT_COMMON_DIR',
    'GIT_INDEX_FILE',
    'GIT_OBJECT_DIRECTORY',
    'GIT_ALTERNATE_OBJECT_DIRECTORIES',
  ],
  ...[
    'GIT_PREFIX',
    'GIT_INTERNAL_SUPER_PREFIX',
    'GIT_NAMESPACE',
    'GIT_SHALLOW_FILE',
    'GIT_GRAFT_FILE',
    'GIT_NO_REPLACE_OBJECTS',
    'GIT_REPLACE_REF_BASE',
  ],
  ...['GIT_LITERAL_PATHSPECS', 'GIT_GLOB_PATHSPECS', 'GIT_NOGLOB_PATHSPECS', 'GIT_ICASE_PATHSPECS'],
]);

/**
 * The environment for git wherever it may start something of the person's: hooks, filters, signing. It is what a
 * terminal that stands in the folder would give, with nothing of ours in it; without what would lead git elsewhere, and
 * what makes a program take itself for a part of the editor.
 */
export function personEnvironment(folder: string): NodeJS.ProcessEnv {
  const ambient = Object.entries(process.env).filter(
    ([name]) => !misleading.has(name) && !/^(?:VSCODE|ELECTRON)_/.test(name),
  );
  return { ...Object.fromEntries(ambient), ...(process.env['PWD'] !== undefined && { PWD: folder }) };
}

/**
 * Paths for git that mean just themselves, whatever characters they hold. Not by an environment: hooks would get that
 * too.
 */
export function literally(paths: readonly string[]): string[] {
  return paths.map((path) => `:(literal)${path}`);
}
