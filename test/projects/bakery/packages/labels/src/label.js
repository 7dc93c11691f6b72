/** What stands on a label. */
export function label(name) {
  return name.toUpperCase();
}
