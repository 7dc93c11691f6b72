import { capitalize } from '../base/text';

/** What people call languages, where it is not the editor's name with a capital. */
const names: Readonly<Record<string, string>> = {
  typescript: 'TypeScript',
  typescriptreact: 'TypeScript React',
  javascript: 'JavaScript',
  javascriptreact: 'JavaScript React',
  csharp: 'C#',
  cpp: 'C++',
  php: 'PHP',
  powershell: 'PowerShell',
  shellscript: 'shell scripts',
  sql: 'SQL',
  css: 'CSS',
  scss: 'SCSS',
  html: 'HTML',
};

/** A language as people call it, by the editor's name of it. */
export function languageWord(language: string): string {
  return names[language] ?? capitalize(language);
}
