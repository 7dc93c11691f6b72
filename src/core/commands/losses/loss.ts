import { commandMeanings } from '../spellings';
import { fromSubcommand, hasOption, type ProgramCall } from '../callWords';

/** A row of the tables of what loses work or cannot be taken back; such calls ask each time. */
export interface Loss {
  /**
   * The calls, as a person would write them: programs, then words and options that must be given. `a|b`: one of them;
   * `*`: any rest of a word; `…`: any words between. Options may stand anywhere, and values of options between the
   * words.
   */
  readonly calls: readonly string[];
  /** What else must hold of the call. */
  readonly when?: (call: ProgramCall) => boolean;
  /** What it would do, a sentence. */
  readonly why: string;
  /** Calls that it is about, tested as they stand. */
  readonly examples: readonly string[];
}

/** What a call loses, as a sentence, by the rows of its program. */
export type LossTable = ReadonlyMap<string, readonly ReadForm[]>;

interface ReadForm {
  readonly words: readonly (RegExp | '…')[];
  /** Alternatives of each option, without dashes. */
  readonly options: readonly (readonly string[])[];
  readonly row: Loss;
}

/** Programs that take no shortened words, or of which commandMeanings knows the short ones. */
const neverShort = new Set(['npm', 'pnpm', 'yarn', 'bun']);

/** Sorts rows by program. */
export function lossTable(rows: readonly Loss[]): LossTable {
  const table = new Map<string, ReadForm[]>();
  for (const row of rows) {
    for (const call of row.calls) {
      const [programs = '', ...rest] = call.split(' ');
      const options = rest
        .filter((word) => word.startsWith('-'))
        .map((word) => word.split('|').map((name) => name.replace(/^--?/, '')));
      for (const program of programs.split('|')) {
        const words = rest
          .filter((word) => !word.startsWith('-'))
          .map((word) => (word === '…' ? word : wordPattern(word, !neverShort.has(program))));
        table.set(program, [...(table.get(program) ?? []), { words, options, row }]);
      }
    }
  }
  return table;
}

/** The first row that a call falls under. */
export function lossOf(call: ProgramCall, table: LossTable): Loss | undefined {
  const words = operandsWithDoubt(call);
  // An option of git itself (`-C folder`) is none of its subcommand's.
  const args = call.program === 'git' ? fromSubcommand(call) : call.args;
  return table
    .get(call.program)
    ?.find(
      (form) =>
        matchWords(form.words, words) &&
        form.options.every((names) => hasOption({ args }, ...names)) &&
        (form.row.when?.(call) ?? true),
    )?.row;
}

interface Operand {
  /** What it may stand for: itself, or the commands that it is short for. */
  readonly texts: readonly string[];
  /** It follows an option, so it may be the option's value. */
  readonly mayBeValue: boolean;
}

function operandsWithDoubt({ program, args }: ProgramCall): Operand[] {
  const operands: Operand[] = [];
  args.forEach(({ text }, at) => {
    const before = args[at - 1]?.text ?? '';
    if (!/^-./.test(text))
      operands.push({ texts: commandMeanings(program, text), mayBeValue: /^[-+]./.test(before) || /^\+/.test(text) });
  });
  return operands;
}

function matchWords(patterns: readonly (RegExp | '…')[], words: readonly Operand[], at = 0, from = 0): boolean {
  const pattern = patterns[at];
  if (pattern === undefined) return true;
  if (pattern === '…')
    return (
      words.slice(from).some((_, offset) => matchWords(patterns, words, at + 1, from + offset)) ||
      at + 1 === patterns.length
    );
  const word = words[from];
  if (!word) return false;
  return (
    (word.texts.some((text) => pattern.test(text)) && matchWords(patterns, words, at + 1, from + 1)) ||
    (word.mayBeValue && matchWords(patterns, words, at, from + 1))
  );
}

/**
 * A word, and its beginnings of three letters or more, as many programs take them; parts between colons of two
 * (`mi:fre`).
 */
function wordPattern(word: string, mayBeShort: boolean): RegExp {
  const one = (name: string) =>
    name
      .split(':')
      .map((part) => {
        if (part.includes('*')) return escaped(part).replaceAll('\\*', '.*');
        return mayBeShort ? beginnings(part, name.includes(':') ? 2 : 3) : escaped(part);
      })
      .join(':');
  return new RegExp(`^(?:${word.split('|').map(one).join('|')})$`, 'i');
}

function beginnings(word: string, fewest: number): string {
  if (word.length <= fewest) return escaped(word);
  const rest = [...word.slice(fewest)].map((letter) => `(?:${escaped(letter)}`);
  return escaped(word.slice(0, fewest)) + rest.join('') + ')?'.repeat(word.length - fewest);
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()[\]\\/-]/g, '\\$&');
}
