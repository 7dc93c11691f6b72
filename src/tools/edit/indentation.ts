import { indentOf } from './lineKeys';

/** A line's indentation as a block wrote it, and as the file has it. */
export interface IndentPair {
  readonly written: string;
  readonly present: string;
}

type Kind = 'none' | 'spaces' | 'tabs' | 'mixed';

function kindOf(indents: readonly string[]): Kind {
  const used = indents.join('');
  if (used === '') return 'none';
  if (/^ +$/.test(used)) return 'spaces';
  return /^\t+$/.test(used) ? 'tabs' : 'mixed';
}

/**
 * What a text is indented with by one level: a tab where more lines begin with one, else as many spaces as indentation
 * most often grows by from one line to the next. Undefined when no line is indented.
 */
export function guessIndent(lines: readonly string[]): string | undefined {
  let tabs = 0;
  let spaces = 0;
  let last = 0;
  const steps = new Map<number, number>();
  for (const line of lines) {
    if (line.trim() === '') continue;
    const indent = indentOf(line);
    if (indent.startsWith('\t')) tabs++;
    else if (indent !== '') spaces++;
    const step = indent.length - last;
    if (step >= 2 && step <= 8 && !indent.includes('\t')) steps.set(step, (steps.get(step) ?? 0) + 1);
    last = indent.length;
  }
  if (tabs > spaces) return '\t';
  const [commonest] = [...steps].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  return commonest ? ' '.repeat(commonest[0]) : undefined;
}

/**
 * How new lines must be indented so that they stand to the file's lines as they stand to the block's: each of `wanted`
 * (the block's indentations of new lines) with the file's. A block may be shifted as a whole by one amount, use tabs
 * for spaces or the other way round, or another width throughout. Undefined where the pairs follow no such rule, or
 * leave the answer open: a column that stands nowhere is never worked out from others around it. `order`: the block's
 * indentations of all its new text, line by line.
 */
export function fitIndents(
  pairs: readonly IndentPair[],
  wanted: readonly string[],
  unit: string | undefined,
  order: readonly string[] = [],
): ReadonlyMap<string, string> | undefined {
  if (wanted.length === 0 || pairs.every(({ written, present }) => written === present))
    return new Map(wanted.map((indent) => [indent, indent]));
  const known = new Map<string, string>();
  for (const { written, present } of pairs) {
    if ((known.get(written) ?? present) !== present) return undefined;
    known.set(written, present);
  }
  const writtenKind = kindOf([...known.keys(), ...wanted]);
  const presentKind =
    kindOf([...known.values()]) === 'none' && unit !== undefined ? kindOf([unit]) : kindOf([...known.values()]);
  const blanks = unit?.startsWith(' ') ? unit.length : undefined;
  const width = presentKind === 'tabs' ? 1 : blanks;
  const open = wanted.filter((indent) => !known.has(indent));
  const sameKind = writtenKind === presentKind;
  const shift = shiftOf(known);
  if (shift && open.length === 0) return new Map(wanted.map((indent) => [indent, known.get(indent) ?? indent]));
  // A line or two lost theirs, but the new lines stand at levels that were copied as they are.
  if (wanted.every((indent) => known.get(indent) === indent)) return new Map(wanted.map((indent) => [indent, indent]));
  if (writtenKind === 'mixed' || presentKind === 'mixed' || presentKind === 'none' || width === undefined)
    return undefined;
  if (shift && known.size > 1) return sameKind ? shifted(shift, wanted, width) : undefined;
  const lengths =
    known.size > 1 ? byWidth(known, open, width, sameKind) : fromOneLevel(known, open, width, { sameKind, order });
  if (!lengths || lengths.some((length) => length < 0 || !Number.isInteger(length))) return undefined;
  const sign = presentKind === 'tabs' ? '\t' : ' ';
  return new Map([...known, ...open.map((indent, at): [string, string] => [indent, sign.repeat(lengths[at] ?? 0)])]);
}

/** What every line has before it, or lacks, as against the block. */
interface Shift {
  readonly added: string;
  readonly removed: string;
}

function shiftBetween(written: string, present: string): Shift | undefined {
  if (present.endsWith(written)) return { added: present.slice(0, present.length - written.length), removed: '' };
  if (written.endsWith(present)) return { added: '', removed: written.slice(0, written.length - present.length) };
  return undefined;
}

function shiftOf(known: ReadonlyMap<string, string>): Shift | undefined {
  const [first] = [...known].sort((a, b) => a[0].length - b[0].length);
  if (!first) return undefined;
  const shift = shiftBetween(...first);
  const fits = ([own, theirs]: readonly [string, string]): boolean =>
    shift !== undefined && own.startsWith(shift.removed) && shift.added + own.slice(shift.removed.length) === theirs;
  return [...known].every(fits) ? shift : undefined;
}

/**
 * The wanted indentations, shifted. `width`: of one level; a shift by less has lost a blank somewhere, and perhaps not
 * everywhere.
 */
function shifted(
  { added, removed }: Shift,
  wanted: readonly string[],
  width: number,
): ReadonlyMap<string, string> | undefined {
  if ((added.length + removed.length) % width !== 0 || !wanted.every((indent) => indent.startsWith(removed)))
    return undefined;
  return new Map(wanted.map((indent) => [indent, added + indent.slice(removed.length)]));
}

/**
 * Several levels that were written in another unit: the file's own width for it, at every level alike. Spaces for
 * spaces must begin at the margin, or two rules would fit.
 */
function byWidth(
  known: ReadonlyMap<string, string>,
  open: readonly string[],
  width: number,
  sameKind: boolean,
): number[] | undefined {
  const points = [...known].map(([written, present]) => ({ written: written.length, present: present.length }));
  const [first, second] = points;
  if (!first || !second || points.some(({ present }) => present % width !== 0)) return undefined;
  const ratio = (second.present - first.present) / (second.written - first.written);
  const lineUp =
    ratio > 0 &&
    Number.isFinite(ratio) &&
    points.every(
      ({ written, present }) => Math.abs(first.present + (written - first.written) * ratio - present) < 1e-9,
    );
  const writtenUnit = width / ratio;
  if (!lineUp || !Number.isInteger(writtenUnit)) return undefined;
  const isWhole = [...points.map(({ written }) => written), ...open.map(({ length }) => length)].every(
    (length) => length % writtenUnit === 0,
  );
  const fromMargin = Math.abs(first.present - first.written * ratio) < 1e-9;
  if (!isWhole || (sameKind && (!fromMargin || points.filter(({ written }) => written > 0).length < 2)))
    return undefined;
  return open.map(({ length }) => first.present + (length - first.written) * ratio);
}

/**
 * From one known level: shifted as a whole by whole levels, which needs new lines that step by the file's own width; or
 * tabs for spaces and the other way round, which needs the level to agree with the unit, and each new level to be
 * entered from the one above it: else the block may be shifted too, and its step two levels.
 */
function fromOneLevel(
  known: ReadonlyMap<string, string>,
  open: readonly string[],
  width: number,
  { sameKind, order }: { readonly sameKind: boolean; readonly order: readonly string[] },
): number[] | undefined {
  const [[written, present] = ['', '']] = known;
  const steps = open.map((indent) => indent.length - written.length);
  const step = steps.reduce(greatestCommonDivisor, 0);
  if (sameKind)
    return step === width && (present.length - written.length) % width === 0
      ? steps.map((each) => present.length + each)
      : undefined;
  const level = present.length / width;
  const scales = level >= 1 && Number.isInteger(level) && written.length === level * step;
  const isEntered = open.every((indent) => {
    const at = order.indexOf(indent);
    return at > 0 && indent.length - (order[at - 1]?.length ?? 0) === step;
  });
  return scales && isEntered ? steps.map((each) => (level + each / step) * width) : undefined;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? Math.abs(a) : greatestCommonDivisor(b, a % b);
}
