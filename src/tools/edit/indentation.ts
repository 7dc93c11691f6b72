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
 * (the block's indentations of new lines) with the file's. A block may be shifted as a whole, use tabs for spaces or the
 * other way round, or another width. Undefined where the pairs follow no such rule, or leave the answer open.
 */
export function fitIndents(pairs: readonly IndentPair[], wanted: readonly string[], unit: string | undefined): ReadonlyMap<string, string> | undefined {
  const known = new Map<string, string>();
  for (const { written, present } of pairs) {
    if ((known.get(written) ?? present) !== present) return undefined;
    known.set(written, present);
  }
  if (pairs.every(({ written, present }) => written === present)) return new Map(wanted.map((indent) => [indent, indent]));
  const line = lineThrough(known);
  if (line === 'uneven') return undefined;
  const open = wanted.filter((indent) => !known.has(indent));
  if (open.length === 0) return known;
  const writtenKind = kindOf([...known.keys(), ...open]);
  const presentKind = kindOf([...known.values()]) === 'none' && unit !== undefined ? kindOf([unit]) : kindOf([...known.values()]);
  if (writtenKind === 'mixed' || presentKind === 'mixed' || presentKind === 'none') return undefined;
  const sameKind = writtenKind === presentKind;
  const width = presentKind === 'tabs' ? 1 : unit?.startsWith(' ') ? unit.length : undefined;
  if (width === undefined) return undefined;
  // A block that is shifted by other than whole levels has lost a blank somewhere, and perhaps not everywhere.
  if (line && sameKind && line.ratio === 1 && (line.present - line.written) % width !== 0) return undefined;
  const lengths = line ? open.map((indent) => line.present + (indent.length - line.written) * line.ratio) : fromOneLevel(known, open, width, sameKind);
  if (!lengths || lengths.some((length) => length < 0 || !Number.isInteger(length))) return undefined;
  const sign = presentKind === 'tabs' ? '\t' : ' ';
  return new Map([...known, ...open.map((indent, at): [string, string] => [indent, sign.repeat(lengths[at] ?? 0)])]);
}

/** Two levels or more tell the rule by themselves: a straight line through all of them. Undefined for one level. */
function lineThrough(known: ReadonlyMap<string, string>): { written: number; present: number; ratio: number } | 'uneven' | undefined {
  const points = [...known].map(([written, present]) => ({ written: written.length, present: present.length }));
  const [first, second] = points;
  if (!first || !second) return undefined;
  const ratio = (second.present - first.present) / (second.written - first.written);
  const fits = ratio > 0 && Number.isFinite(ratio) && points.every(({ written, present }) => Math.abs(first.present + (written - first.written) * ratio - present) < 1e-9);
  return fits ? { ...first, ratio } : 'uneven';
}

/**
 * From one known level: shifted as a whole by whole levels, which needs new lines that step by the file's own width; or
 * written in another width, which needs the level to agree with it. Where both may be, they must come to the same.
 */
function fromOneLevel(known: ReadonlyMap<string, string>, open: readonly string[], width: number, sameKind: boolean): number[] | undefined {
  const [[written, present] = ['', '']] = known;
  const steps = open.map((indent) => indent.length - written.length);
  const step = steps.reduce(greatestCommonDivisor, 0);
  const shifted = sameKind && (present.length - written.length) % width === 0 && step % width === 0 ? steps.map((each) => present.length + each) : undefined;
  const level = present.length / width;
  const scales = level >= 1 && Number.isInteger(level) && written.length === level * step;
  const scaled = scales ? steps.map((each) => (level + each / step) * width) : undefined;
  if (shifted && scaled) return shifted.every((length, at) => length === scaled[at]) ? shifted : undefined;
  return step === width ? (shifted ?? scaled) : scaled;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? Math.abs(a) : greatestCommonDivisor(b, a % b);
}
