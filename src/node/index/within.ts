/** Whether a path is one of these files or lies in one of these folders; with none given, every path does. */
export function isWithin(path: string, places: readonly string[]): boolean {
  return places.length === 0 || places.some((place) => place === '.' || path === place || path.startsWith(`${place}/`));
}
