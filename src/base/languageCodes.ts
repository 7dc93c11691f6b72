let codes: ReadonlyMap<string, string> | undefined;

/** The codes of the languages that a text names in English: `sv` for “Swedish”. Projects call translations by them. */
export function languageCodes(text: string): string[] {
  codes ??= readCodes();
  const found = new Set<string>();
  for (const [word] of text.toLowerCase().matchAll(/\p{L}{3,}/gu)) {
    const code = codes.get(word);
    if (code !== undefined) found.add(code);
  }
  return [...found];
}

/** Every code of two letters that has a name of one word. */
function readCodes(): Map<string, string> {
  const names = new Intl.DisplayNames(['en'], { type: 'language', fallback: 'none' });
  const letters = [...'abcdefghijklmnopqrstuvwxyz'];
  const found = new Map<string, string>();
  for (const code of letters.flatMap((first) => letters.map((second) => first + second))) {
    const name = names.of(code)?.toLowerCase();
    if (name !== undefined && !found.has(name)) found.set(name, code);
  }
  return found;
}
