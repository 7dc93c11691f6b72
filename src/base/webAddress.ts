/**
 * A web address as it may be shown: without what stands before `@`, behind `?` or behind `#`, where passwords and keys
 * can be. Works on what is no address too.
 */
export function shownAddress(text: string): string {
  const bare = text.trim().replace(/[?#][^]*$/, '');
  return bare.replace(/^([a-z][a-z0-9+.-]*:\/*)?[^/]*@/i, '$1');
}
