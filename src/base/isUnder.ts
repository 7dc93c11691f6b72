/** Whether a path lies at or under one of the given files or folders; with none given, every path does. */
export function isUnder(path: string, places: readonly string[]): boolean {
  return (
    places.length === 0 ||
    places.some(
      (place) => place === '.' || path === place || path.startsWith(place.endsWith('/') ? place : `${place}/`),
    )
  );
}
