import { tryJson } from '../../base/tryJson';

/** Undefined when the text is no JSON, or there is none. */
export function parseJson(text: string | undefined): unknown {
  return text === undefined ? undefined : tryJson(text.replace(/^\ufeff/, ''));
}
