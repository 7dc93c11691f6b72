/** Whether a file is prose: changing it needs no tests. */
export function isProse(path: string): boolean {
  return /\.(md|txt|rst|adoc)$|(^|\/)(LICENSE|CHANGELOG)[^/]*$/i.test(path);
}
