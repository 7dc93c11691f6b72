import type { Role } from '../../contracts/agents';

/**
 * The roles that a name may mean, best known by its own: `Code_Writer` and `codeWriter` are code-writer. Else those
 * whose names hold all its words, else those whose names and descriptions do: `Test Auditor`. More than one: it is
 * unclear.
 */
export function matchRoles(roles: readonly Role[], wanted: string): readonly Role[] {
  const words = wordsOf(wanted.slice(0, 200));
  if (words.length === 0) return [];
  const named = roles.filter((role) => role.name === words.join('-') || role.name === wanted.trim());
  if (named.length > 0) return named.slice(0, 1);
  const inNames = roles.filter((role) => hasAll(wordsOf(role.name), words));
  if (inNames.length > 0 || words.some((word) => word.length < 3)) return inNames;
  return roles.filter((role) => hasAll(wordsOf(`${role.name} ${role.description}`), words));
}

function wordsOf(text: string): readonly string[] {
  return text
    .replace(/(\p{Ll}|\d)(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\d]+/u)
    .filter(Boolean);
}

function hasAll(all: readonly string[], words: readonly string[]): boolean {
  return words.every((word) => all.includes(word));
}
