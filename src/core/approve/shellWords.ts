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
}

/** A word that always means this text. */
export function plainWord(text: string): ShellWord {
  return { text, kind: 'plain' };
}

/** A word of which nothing is known before it runs. */
export const unknownWord: ShellWord = { text: '…', kind: 'expanded' };

/** Reads one word of the parsed line. */
export function readWord({ text, value, parts }: Word): ShellWord {
  if (parts) return { text: isExpanded(parts) ? text : value, kind: isExpanded(parts) ? 'expanded' : isPattern(parts) ? 'pattern' : 'plain' };
  return /[$`]/.test(text) ? { text, kind: 'expanded' } : plainWord(value);
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

/** A program's name without its folder and ending, in small letters: `/bin/RM` and `rm.exe` are both `rm`. */
export function programName(word: string): string {
  return (word.split(/[/\\]/).pop() ?? '').toLowerCase().replace(/\.(?:exe|cmd|bat|com|ps1)$/, '');
}
