import { jsonrepair } from 'jsonrepair';

/**
 * The JSON of a model's answer, leniently: text before it, a code fence around it, comments, trailing commas, missing
 * quotes and a missing end are mended (by `jsonrepair`). Throws a SyntaxError when nothing like an object is there.
 */
export function parseJson(text: string): unknown {
  const start = text.indexOf('{');
  if (start < 0) throw new SyntaxError('The answer holds no JSON object.');
  const end = text.lastIndexOf('}');
  const body = end > start ? text.slice(start, end + 1) : text.slice(start);
  try {
    return JSON.parse(body);
  } catch {
    try {
      return JSON.parse(jsonrepair(body));
    } catch (error) {
      throw new SyntaxError(`The answer is not JSON: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}

/** The answer without the private thoughts that some models put before it. */
export function withoutThoughts(text: string): string {
  return text.replace(/^\s*<think(?:ing)?>[\s\S]*?<\/think(?:ing)?>\s*/i, '');
}
