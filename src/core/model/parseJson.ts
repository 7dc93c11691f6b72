import { jsonrepair } from 'jsonrepair';
import * as z from 'zod';
import { doubleKey, keepsItsTexts, withMeantEscapes } from './jsonText';
import { beginsObject, jsonSpans, type Span } from './jsonSpans';

/** An object of an answer, and where it stands. */
export interface FoundJson<T> extends Span {
  readonly value: T;
}

/** What a piece of an answer was read as. */
type Read = { readonly raw: Record<string, unknown> } | { readonly problem: string } | undefined;

/**
 * The object of an answer that parses and fits, whatever words, code spans and other objects stand around it. Comments,
 * trailing commas, missing quotes and brackets are put right (by `jsonrepair`) as long as every text in it stays what
 * it is. Throws an Error that says what is wrong where none fits, where several different ones do, or where it never
 * ends.
 */
export function findJson<T>(text: string, fit: (raw: Record<string, unknown>) => T): FoundJson<T> {
  const fits: (FoundJson<T> & { readonly key: string })[] = [];
  const wrong: { readonly size: number; readonly error: unknown }[] = [];
  const reads = new Map<string, Read>();
  const readOnce = (span: Span): Read => {
    const key = `${span.start} ${span.end}`;
    if (!reads.has(key)) reads.set(key, readJson(text, span));
    return reads.get(key);
  };
  const { spans, unended } = jsonSpans(text, (span) => readOnce(span) !== undefined);
  for (const span of spans) {
    const read = readOnce(span);
    if (!read) continue;
    try {
      if ('problem' in read) throw new SyntaxError(read.problem);
      const value = fit(read.raw);
      if (goesOn(text, span))
        throw new SyntaxError('The JSON goes on behind its closing bracket. Check its brackets and send it again.');
      fits.push({ ...span, value, key: JSON.stringify(read.raw) });
    } catch (error) {
      wrong.push({ size: span.end - span.start, error });
    }
  }
  const [first] = fits;
  if (unended !== undefined && (!first || unended > first.end))
    throw new SyntaxError(
      'The JSON never ends: its closing brackets are missing, so the answer may have been cut off. Send it whole.',
    );
  if (first) {
    if (fits.some(({ key }) => key !== first.key))
      throw new SyntaxError(
        'The answer holds several JSON objects that fit, so it is not clear which of them counts. Send one.',
      );
    return first;
  }
  // The problem of what was most likely meant is reported.
  const [nearest] = wrong.toSorted((a, b) => b.size - a.size);
  if (nearest) throw nearest.error;
  throw new SyntaxError(text.includes('{') ? unreadable : 'The answer holds no JSON object.');
}

/** `findJson` for a schema. */
export function parseJson<T>(text: string, schema: z.ZodType<T>): T {
  return findJson(text, (raw) => schema.parse(raw)).value;
}

/** What is wrong with an answer, for the model. */
export function problemOf(error: unknown): string {
  if (error instanceof z.ZodError) return z.prettifyError(error);
  return error instanceof Error ? error.message : String(error);
}

/** Whether a bracket closed the object before its time. A list of one object is that object. */
function goesOn(text: string, { start, end }: Span): boolean {
  const next = /^\s*([,\]:])/.exec(text.slice(end))?.[1];
  return next !== undefined && !(next === ']' && /\[\s*$/.test(text.slice(0, start)));
}

/** Undefined for words that hold brackets; something that begins as an object and cannot be read is a problem. */
function readJson(text: string, span: Span): Read {
  const body = withMeantEscapes(text.slice(span.start, span.end));
  return parsed(body) ?? repaired(body) ?? (beginsObject(text, span.start) ? { problem: unreadable } : undefined);
}

const unreadable =
  'The answer is not JSON that can be read. Check its quotes (\\" within a text), commas and brackets.';

function parsed(body: string): Read {
  try {
    const raw = JSON.parse(body) as Record<string, unknown>;
    const twice = doubleKey(body);
    return twice === undefined
      ? { raw }
      : {
          problem:
            `The key ${JSON.stringify(twice)} stands twice in one object, so it is not clear which of the two ` +
            `counts. Write it once.`,
        };
  } catch {
    return undefined;
  }
}

function repaired(body: string): Read {
  try {
    const read = parsed(jsonrepair(body));
    return read && 'raw' in read && !keepsItsTexts(read.raw, body) ? undefined : read;
  } catch {
    return undefined;
  }
}
