const statements =
  /^[ \t]*(?:from[ \t]+(\.*[\w.]*)[ \t]+import[ \t]+(?:\(([^)]*)\)|([^\n#]+))|import[ \t]+([\w., \t]+))/gm;

/** What Python imports: modules, and what is taken from them, which may be modules as well. */
export function* pythonImports(text: string): Iterable<string> {
  for (const [, module, inBrackets, onLine, modules] of text.matchAll(statements)) {
    if (modules !== undefined) yield* namesOf(modules);
    if (module === undefined) continue;
    yield module;
    for (const name of namesOf(inBrackets ?? onLine ?? ''))
      if (name !== '*') yield module.endsWith('.') ? `${module}${name}` : `${module}.${name}`;
  }
}

/** `a as b, c` → `a`, `c` */
function namesOf(list: string): string[] {
  return list
    .replace(/#[^\n]*/g, '')
    .split(',')
    .flatMap((each) => /^[\s\\]*([\w.*]+)/.exec(each)?.[1] ?? []);
}
