import type { Word, WordPart } from 'unbash';
import { hasUnseen } from '../../base/visibleText';

/** A word of a command line as bash would read it. */
export interface ShellWord {
  /** Without its quoting; the source where it is `expanded`. */
  readonly text: string;
  /**
   * `plain`: always this text. `pattern`: names of files may take its place (`*.ts`). `expanded`: what it comes to is
   * known only when it runs (`$x`, `$(…)`, `{a,b}`).
   */
  readonly kind: 'plain' | 'pattern' | 'expanded';
  /** Whether what takes its place when it runs may begin with a dash, so that a program reads it as an option. */
  readonly mayBeOption?: boolean;
}

/** A word that always means this text. */
export function plainWord(text: string): ShellWord {
  return { text, kind: 'plain' };
}

/** A word of which nothing is known before it runs. */
export const unknownWord: ShellWord = { text: '…', kind: 'expanded', mayBeOption: true };

/** Reads one word of the parsed line. */
export function readWord({ text, value, parts }: Word): ShellWord {
  if (!parts) {
    if (/[$`]/.test(text)) return { text, kind: 'expanded', mayBeOption: true };
    return text.startsWith('~') ? { text: value, kind: 'plain', mayBeOption: true } : plainWord(value);
  }
  const kind = kindOf(parts);
  return { text: kind === 'expanded' ? text : value, kind, ...(mayBeOption(parts, kind) && { mayBeOption: true }) };
}

function mayBeOption(parts: readonly WordPart[], kind: ShellWord['kind']): boolean {
  const first = parts.find((part) => part.type !== 'SingleQuoted' || part.value !== '');
  if (!first) return false;
  if (first.type === 'Literal' && first.text.startsWith('~')) return true;
  // Unquoted, a value is split at its blanks, and any of the pieces may begin with a dash.
  return kind !== 'plain' && (parts.some(splits) || mayBegin(first));
}

function splits(part: WordPart): boolean {
  return (
    ['SimpleExpansion', 'ParameterExpansion', 'CommandExpansion', 'ExtendedGlob'].includes(part.type) ||
    (part.type === 'DoubleQuoted' && isExpanded([part]) && part.text.includes('@'))
  );
}

function mayBegin(part: WordPart): boolean {
  switch (part.type) {
    case 'Literal':
    case 'SingleQuoted':
    case 'AnsiCQuoted':
      return part.value.startsWith('-');
    case 'DoubleQuoted':
      return !/^"[\w./:@%+,=]/.test(part.text);
    case 'ProcessSubstitution':
      return false;
    default:
      return true;
  }
}

function isExpanded(parts: readonly WordPart[]): boolean {
  return parts.some((part) => {
    switch (part.type) {
      case 'Literal':
      case 'SingleQuoted':
        return false;
      case 'AnsiCQuoted':
        // Bash ends the text at a NUL; control characters have no place in a name.
        return hasUnseen(part.value) || /\\(?:0|x0|u0|U0|c)/.test(part.text);
      case 'DoubleQuoted':
      case 'LocaleString':
        return isExpanded(part.parts);
      case 'Glob':
        return part.parts !== undefined && isExpanded(part.parts);
      default:
        return part.type !== 'ExtendedGlob';
    }
  });
}

function isPattern(parts: readonly WordPart[]): boolean {
  return parts.some((part) => part.type === 'Glob' || part.type === 'ExtendedGlob');
}

/**
 * A program's name without its folder, version and ending, in small letters: `/bin/RM`, `rm.exe` and `rm@5` are all
 * `rm`.
 */
export function programName(word: string): string {
  return (word.split(/[/\\]/).pop() ?? '')
    .toLowerCase()
    .replace(/(?<=.)@[^@]*$/, '')
    .replace(/\.(?:exe|cmd|bat|com|ps1)$/, '');
}

function kindOf(parts: readonly WordPart[]): ShellWord['kind'] {
  if (isExpanded(parts)) return 'expanded';
  return isPattern(parts) ? 'pattern' : 'plain';
}
