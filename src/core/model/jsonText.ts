const stringToken = /"(?:[^"\\]|\\[\s\S])*"/g;

const escapes: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/**
 * The JSON with escapes that models really mean: one that JSON does not know (`\d`, `\(`, `\u` without four digits)
 * keeps its backslash, and so do `\b` and `\f`, for nobody means a backspace or a form feed, but many a word's edge;
 * `\/` where other slashes of the same text stand without; and every backslash of a Windows path (`C:\temp\new`). Line
 * ends and tabs that stand in a text as they are get their escape.
 */
export function withMeantEscapes(json: string): string {
  return json.replace(stringToken, (token) => {
    const inside = token.slice(1, -1);
    return `"${inside.includes('\\') ? meantEscapes(inside) : inside}"`.replace(
      /[\n\r\t]/g,
      (sign) => escapes[sign] ?? sign,
    );
  });
}

function meantEscapes(text: string): string {
  const bareSlash = /(?:^|[^\\])(?:\\\\)*\//.test(text) && !text.includes(':\\/\\/');
  // A letter and a colon before line ends alone is the end of a heading: "Option A:\nDo this".
  const paths = text.replace(/(?<![\w\\])[A-Za-z]:\\(?![\\"/])[^\s"'`]*?(?=\\"|[\s"'`]|$)/g, (path) =>
    /\\[^n\\]/.test(path) ? path.replace(/\\+/g, '\\\\') : path,
  );
  return paths.replace(/\\(u[0-9a-fA-F]{4}|[\s\S])/g, (escape, what: string) => {
    if (/^(?:["\\nrt]|u[0-9a-fA-F]{4})$/.test(what)) return escape;
    return what === '/' && !bareSlash ? escape : `\\${escape}`;
  });
}

/** A key that stands twice in one object of a valid JSON text: which of the two is meant cannot be told. */
export function doubleKey(json: string): string | undefined {
  const open: (Set<string> | undefined)[] = [];
  for (const [token, text, colon] of json.matchAll(/("(?:[^"\\]|\\[\s\S])*")(\s*:)?|[{}[\]]/g)) {
    if (token === '{') open.push(new Set());
    else if (token === '[') open.push(undefined);
    else if (token === '}' || token === ']') open.pop();
    else if (text !== undefined && colon !== undefined) {
      const key = text.includes('\\') ? (JSON.parse(text) as string) : text.slice(1, -1);
      const keys = open.at(-1);
      if (keys?.has(key)) return key;
      keys?.add(key);
    }
  }
  return undefined;
}

/**
 * Whether a text that was put right keeps the texts it had: every one in it stands between quotes in what was sent, or
 * is a single word there. Quotes within a text that were not escaped are where putting right becomes guessing.
 */
export function keepsItsTexts(value: unknown, sent: string): boolean {
  const tokens = new Set<string>();
  const words = sent.replace(
    /"(?:[^"\\]|\\[\s\S])*"|'(?:[^'\\]|\\[\s\S])*'|[“”][^“”"\\]*[“”]|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g,
    (token) => {
      if (token.startsWith('/')) return ' ';
      tokens.add(token.startsWith("'") ? token.slice(1, -1).replace(/\\(['\\])/g, '$1') : plainText(token));
      return ' ';
    },
  );
  // What stands for more of the same is left out by putting right.
  if (/\.\.\.|…/.test(words)) return false;
  const known = new Set([...tokens, ...(words.match(/[\w$.-]+/g) ?? [])]);
  const check = (one: unknown): boolean => {
    if (typeof one === 'string') return known.has(one);
    if (Array.isArray(one)) return one.every(check);
    return (
      typeof one !== 'object' ||
      one === null ||
      Object.entries(one).every(([key, inner]) => known.has(key) && check(inner))
    );
  };
  return check(value);
}

function plainText(token: string): string {
  try {
    return JSON.parse(token) as string;
  } catch {
    return token.slice(1, -1);
  }
}
