const statements = /^[ \t]*(?:pub(?:\([^)\n]*\))?[ \t]+)?(?:mod[ \t]+(\w+)[ \t]*;|use[ \t]+([^;]{1,2000});)/gm;

/** What Rust uses: each module on the way to a name, since the name's last part may be no module. */
export function* rustImports(text: string): Iterable<string> {
  for (const [, module, used] of text.matchAll(statements)) {
    if (module !== undefined) yield `self::${module}`;
    for (const path of used === undefined ? [] : expand(used.replace(/\s+as\s+\w+|\/\/[^\n]*|\s+/g, ''))) {
      const parts = path.split('::').filter((part) => part !== '' && part !== '*');
      for (let length = 1; length <= parts.length; length++) yield parts.slice(0, length).join('::');
    }
  }
}

/** `a::{b, c::{d}}` → `a::b`, `a::c::d` */
function expand(path: string): string[] {
  const open = path.indexOf('{');
  if (open < 0) return [path];
  const before = path.slice(0, open);
  const inside = path.slice(open + 1, path.endsWith('}') ? -1 : undefined);
  return topLevelParts(inside).flatMap((part) => expand(before + (part === 'self' ? '' : part)));
}

function topLevelParts(list: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  for (let at = 0; at <= list.length; at++) {
    if (list[at] === '{') depth++;
    if (list[at] === '}') depth--;
    if (at < list.length && (list[at] !== ',' || depth > 0)) continue;
    if (at > from) parts.push(list.slice(from, at));
    from = at + 1;
  }
  return parts;
}
