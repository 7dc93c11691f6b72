import { endOfOptions, readCall } from './callWords';
import { programName, type ShellWord } from './shellWords';
import { isSameProgram, mayBeCommand, optionNames, spelledOut } from './spellings';
import { splitCommand, type CommandPart } from './splitCommand';
import { takesTasks } from './optionTable';

/** An entry of the settings, as words. */
export interface Prefix {
  readonly shown: string;
  readonly words: readonly string[];
}

/**
 * An entry of the settings as words; undefined for one that is no simple command. A closing `*` says what prefixes mean
 * anyway.
 */
export function readPrefix(entry: string): Prefix[] | undefined {
  const shown = entry.trim();
  const simple = shown.replace(/(?:\s+\*|:\*)$/, '');
  const { parts, doubts } = splitCommand(simple);
  const [part, ...others] = parts;
  if (
    !part ||
    others.length > 0 ||
    doubts.length > 0 ||
    part.words.length === 0 ||
    part.writes.length > 0 ||
    part.words.some(({ kind }) => kind !== 'plain') ||
    part.assignments.length > 0 ||
    part.text !== simple
  )
    return undefined;
  return [{ shown, words: part.words.map(({ text }) => text) }];
}

interface Option {
  readonly name: string;
  readonly value?: string;
}

interface Reading {
  readonly options: readonly Option[];
  readonly words: readonly string[];
}

/**
 * Whether a denied prefix covers a call: the program in any folder and spelling; its words behind any options, short,
 * long or by another name; its options anywhere, alone or in groups, shortened, with their values glued or apart.
 */
export function isDenied(words: readonly ShellWord[], prefix: Prefix, part: CommandPart): boolean {
  const [first] = words;
  if (!first) return false;
  const given = named(words, part);
  const wanted = named(
    prefix.words.map((text) => ({ text, kind: 'plain' as const })),
    part,
  );
  if (!isSameProgram(given.program, wanted.program)) return false;
  const program = programName(given.program).replace(/[\d.]+$/, '');
  const operands = operandsOf(given.args);
  const options = optionsOf(given.args);
  const subcommand = operands[0]?.text ?? '';
  return readings(wanted.args.map(({ text }) => text)).some(
    (reading) =>
      reading.options.every((option) => isGiven(program, subcommand, option, options)) &&
      hasWords(program, spelledOut(program, reading.words), operands),
  );
}

/** A call with what its name hides: `docker-compose up`, `git-push`. */
function named(
  words: readonly ShellWord[],
  part: CommandPart,
): { readonly program: string; readonly args: readonly ShellWord[] } {
  const call = readCall(words, part, false);
  return call.args.length >= words.length ? call : { program: words[0]?.text ?? '', args: words.slice(1) };
}

/** The ways in which the words of a prefix may be meant: an option may take the next word, or hold its own value. */
function readings([word, next, ...rest]: readonly string[]): Reading[] {
  if (word === undefined) return [{ options: [], words: [] }];
  const others = (readingsOf: Reading[], ...options: Option[]) =>
    readingsOf.map((reading) => ({ ...reading, options: [...options, ...reading.options] }));
  const after = readings(next === undefined ? [] : [next, ...rest]);
  if (!/^-./.test(word) || word === '--')
    return after.map((reading) => ({ ...reading, words: word === '--' ? reading.words : [word, ...reading.words] }));
  const takesNext = next !== undefined && !next.startsWith('-') ? readings(rest) : [];
  const long = /^--?([\w-]{2,})(?:=([^]*))?$/.exec(word);
  const found: Reading[] = long?.[1]
    ? [
        ...others(after, { name: long[1], value: long[2] }),
        ...(long[2] === undefined ? others(takesNext, { name: long[1], value: next }) : []),
      ]
    : [];
  if (word.startsWith('--')) return found;
  const letters = [...word.slice(1)];
  found.push(...others(after, ...letters.map((name) => ({ name }))));
  found.push(
    ...others(takesNext, ...letters.map((name, at) => ({ name, value: at === letters.length - 1 ? next : undefined }))),
  );
  if (letters.length > 1)
    found.push(...others(after, { name: letters[0] ?? '', value: letters.slice(1).join('').replace(/^=/, '') }));
  return found;
}

interface Operand {
  readonly text: string;
  readonly mayBeValue: boolean;
}

function operandsOf(args: readonly ShellWord[]): Operand[] {
  return args.flatMap(({ text }, at) =>
    /^-./.test(text) ? [] : [{ text, mayBeValue: /^[-+]./.test(args[at - 1]?.text ?? '') || /^\+/.test(text) }],
  );
}

/** Every option that the words may give, each letter of a group for itself, with each value that it may have. */
function optionsOf(args: readonly ShellWord[]): Option[] {
  return args.slice(0, endOfOptions(args)).flatMap(({ text }, at) => {
    const next = args[at + 1]?.text;
    const long = /^--?([\w-]{2,})(?:=([^]*))?$/.exec(text);
    const found: Option[] = long?.[1] ? [{ name: long[1], value: long[2] ?? next }] : [];
    if (/^-[^-]/.test(text))
      for (let from = 1; from < text.length; from++)
        found.push({ name: text[from] ?? '', value: text.slice(from + 1).replace(/^=/, '') || next });
    return found;
  });
}

function isGiven(program: string, subcommand: string, { name, value }: Option, given: readonly Option[]): boolean {
  const names = optionNames(program, subcommand, name);
  const isNamed = (option: Option) =>
    names.some(
      (one) =>
        option.name === one ||
        (one.length > 1 && option.name.length > 1 && one.toLowerCase().startsWith(option.name.toLowerCase())),
    );
  if (
    given.some(
      (option) => isNamed(option) && (value === undefined || option.value?.toLowerCase() === value.toLowerCase()),
    )
  )
    return true;
  if (program === 'git' && subcommand === 'branch' && ['D', 'M', 'C'].includes(name))
    return [name.toLowerCase(), 'f'].every((letter) => isGiven(program, subcommand, { name: letter }, given));
  // What is sent along with a request says how it is sent.
  return (
    program === 'curl' &&
    names.includes('request') &&
    impliedMethods.some(
      ([method, pattern]) => method === value?.toUpperCase() && given.some((option) => pattern.test(option.name)),
    )
  );
}

const impliedMethods: readonly (readonly [string, RegExp])[] = [
  ['POST', /^(?:d|F|dat.*|form.*|json|url-q.*)$/],
  ['PUT', /^(?:T|up.*)$/],
  ['HEAD', /^(?:I|head)$/],
];

function hasWords(program: string, wanted: readonly string[], operands: readonly Operand[]): boolean {
  if (takesTasks(program))
    return wanted.every((word) => operands.some(({ text }) => text.toLowerCase() === word.toLowerCase()));
  // Operands that may be values of options are words or none.
  const starts = operands.flatMap((_, at) =>
    operands.slice(0, at).every(({ mayBeValue }) => mayBeValue) ? [operands.slice(at)] : [],
  );
  return wanted.length === 0 || starts.some((from) => startsWith(program, wanted, spelled(program, from)));
}

function spelled(program: string, operands: readonly Operand[]): Operand[] {
  const texts = operands.map(({ text }) => text);
  const words = spelledOut(program, texts);
  const dropped = texts.length - words.length;
  return words.map((text, at) => ({ text, mayBeValue: operands[at + dropped]?.mayBeValue ?? false }));
}

function startsWith(program: string, wanted: readonly string[], operands: readonly Operand[], at = 0): boolean {
  const [word, ...more] = wanted;
  if (word === undefined) return true;
  const [operand, ...rest] = operands;
  if (!operand) return false;
  const matches =
    at === 0 ? mayBeCommand(program, operand.text, word) : operand.text.toLowerCase() === word.toLowerCase();
  return (
    (matches && startsWith(program, more, rest, at + 1)) ||
    (operand.mayBeValue && startsWith(program, wanted, rest, at))
  );
}
