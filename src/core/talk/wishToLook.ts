import { lookReplySchema, type Look } from '../../contracts/plan';
import { parseJson } from '../model/parseJson';

/** The beginning of JSON, alone or in a fence, or what may still become one. */
const mayBeJson = /^\s*(?:`{0,3}|`{3}j(?:s(?:on?)?)?|`{3}(?:json)?\s+|(?:`{3}(?:json)?\s+)?\{[^]*)$/i;

/**
 * The looks that an answer asks for instead of being one; none where it asks in a form that cannot be read. Undefined
 * for an answer in words.
 */
export function wishToLook(answer: string): readonly Look[] | undefined {
  if (!mayBeJson.test(answer) || !/"look"\s*:/.test(answer)) return undefined;
  try {
    return parseJson(answer, lookReplySchema).look;
  } catch {
    return [];
  }
}

/** Passes on an answer in words as it comes; what may be a wish to look is held back until it is asked for. */
export function createWordsOnly(onText: (text: string) => void): { hear(text: string): void; end(): void } {
  let held = '';
  let speaks = false;
  return {
    hear(text) {
      if (speaks) return onText(text);
      held += text;
      if (mayBeJson.test(held)) return;
      speaks = true;
      onText(held);
    },
    end() {
      if (!speaks && held !== '') onText(held);
    },
  };
}
