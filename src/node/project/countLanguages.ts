import type { ProjectFiles } from '../../contracts/project';
import { isGenerated } from '../../base/generated';
import { languageOf } from '../index/languages';

/** What is written beside code in any language. */
const notTold = new Set(['plaintext', 'binary', 'json', 'yaml', 'toml', 'xml']);

/** How many files there are of each language, the most first; generated ones are left out. */
export function countLanguages(files: readonly string[]): ProjectFiles['languages'] {
  const counts = new Map<string, number>();
  for (const path of files) {
    const language = languageOf(path);
    if (!notTold.has(language) && !isGenerated(path)) counts.set(language, (counts.get(language) ?? 0) + 1);
  }
  return [...counts]
    .map(([language, count]) => ({ language, files: count }))
    .sort((one, two) => two.files - one.files || (one.language < two.language ? -1 : 1));
}
