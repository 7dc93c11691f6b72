import { lettersApart } from '../../base/lettersApart';

/**
 * The names most like a wanted one, best first: the same letters, a part of it, or few letters apart. At most `most`.
 */
export function nearestNames(wanted: string, names: readonly string[], most = 5): string[] {
  const target = letters(wanted);
  if (target === '') return [];
  const scored = names.map((name) => ({ name, distance: distanceOf(target, letters(name)) }));
  return scored
    .filter(({ distance }) => distance <= 0.5)
    .sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1))
    .slice(0, most)
    .map(({ name }) => name);
}

function letters(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '')
    .slice(0, 100);
}

/** From 0 (the same) to 1 (nothing alike). */
function distanceOf(wanted: string, name: string): number {
  if (wanted === name) return 0;
  const shorter = Math.min(wanted.length, name.length);
  if (shorter >= 3 && (name.includes(wanted) || wanted.includes(name)))
    return 0.1 + 0.3 * (1 - shorter / Math.max(wanted.length, name.length));
  return lettersApart(wanted, name) / Math.max(wanted.length, name.length, 1);
}
