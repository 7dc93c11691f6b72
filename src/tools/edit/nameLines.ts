/** Lines by their numbers, the first twenty of them; `places` are indexes from 0. */
export function nameLines(places: readonly number[]): string {
  const named = places.slice(0, 20).map((place) => place + 1);
  const more = places.length > named.length ? ` and ${places.length - named.length} more` : '';
  return `${places.length === 1 ? 'line' : 'lines'} ${named.join(', ')}${more}`;
}
