import * as z from 'zod';
import { intents, type Intent } from '../../contracts/intent';
import type { StorePort } from '../../contracts/store';
import { textKey } from '../../base/textKey';
import { tryJson } from '../../base/tryJson';
import type { StepToClassify } from './classifyStep';

/** What the model once said of a step. */
export interface KnownIntent {
  readonly intent: Intent;
  readonly confidence: number;
}

export type Known = ReadonlyMap<string, KnownIntent>;

type Notes = Pick<StorePort, 'getNote' | 'swapNote'>;

const note = 'intents.known';
/** So many of the newest are kept: a note is small. */
const mostKnown = 500;
/** How often other windows may be quicker. */
const mostTries = 5;

const entrySchema = z.tuple([z.string().length(16), z.enum(intents), z.number().min(0).max(1)]);

/** The same for steps that say the same; undefined for an input that cannot be written down. */
export function keyOfStep({ tool, title, instruction, input = {} }: StepToClassify): string | undefined {
  try {
    const fields = Object.entries(input ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
    return textKey(JSON.stringify([tool, title, instruction ?? '', fields]));
  } catch {
    return undefined;
  }
}

/** What is known from earlier sessions; nothing where the note is damaged, and what of it is whole where a part is. */
export async function readKnown(notes: Notes): Promise<Known> {
  return parseKnown(await notes.getNote(note));
}

/** Adds what became known. Where other windows keep writing, it is given up: it will be asked again. */
export async function addKnown(notes: Notes, news: Known): Promise<void> {
  if (news.size === 0) return;
  for (let tries = 0; tries < mostTries; tries++) {
    const text = await notes.getNote(note);
    const all = new Map(parseKnown(text));
    for (const [key, known] of news) {
      // What is newest stands last.
      all.delete(key);
      all.set(key, known);
    }
    const entries = [...all].slice(-mostKnown).map(([key, { intent, confidence }]) => [key, intent, confidence]);
    if (await notes.swapNote(note, text, JSON.stringify(entries))) return;
  }
}

function parseKnown(text: string | undefined): Map<string, KnownIntent> {
  const list = text === undefined ? [] : tryJson(text);
  const entries = Array.isArray(list) ? list : [];
  return new Map(
    entries.flatMap((entry) => {
      const { data } = entrySchema.safeParse(entry);
      return data ? [[data[0], { intent: data[1], confidence: data[2] }] as const] : [];
    }),
  );
}
