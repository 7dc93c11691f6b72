const place = /\{\{([^{}\n]*)\}\}/g;

/** The names in `{{…}}`, in their order. */
export function placesIn(text: string): readonly string[] {
  return [...text.matchAll(place)].map((match) => (match[1] ?? '').trim());
}

/** A text with its places filled; what is filled in is not looked through for places again. */
export function fillPlaces(text: string, valueOf: (name: string) => string): string {
  return text.replace(place, (_, name: string) => valueOf(name.trim()));
}
