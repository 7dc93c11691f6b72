/**
 * The JSON of a value in pieces that together are what `JSON.stringify` gives, cut between the entries of its lists and
 * objects down to a depth; so that a large one need not be made in one go. For plain JSON values.
 */
export function* jsonParts(value: unknown, depth: number): Generator<string> {
  if (depth === 0 || typeof value !== 'object' || value === null) {
    yield JSON.stringify(value) ?? 'null';
    return;
  }
  const isList = Array.isArray(value);
  let before = isList ? '[' : '{';
  for (const [key, entry] of Object.entries(value)) {
    if (entry === undefined && !isList) continue;
    yield isList ? before : `${before}${JSON.stringify(key)}:`;
    yield* jsonParts(entry, depth - 1);
    before = ',';
  }
  const [whole, end] = isList ? ['[]', ']'] : ['{}', '}'];
  yield before === ',' ? end : whole;
}
