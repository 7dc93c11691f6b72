/**
 * A regular expression written over several lines: line breaks, and the blanks around them, do not count. Backslashes
 * are written as in a literal; what is put in is a pattern's source.
 */
export function pattern(flags = ''): (source: TemplateStringsArray, ...parts: readonly string[]) => RegExp {
  return (source, ...parts) => new RegExp(String.raw(source, ...parts).replace(/\s*\n\s*/g, ''), flags);
}
