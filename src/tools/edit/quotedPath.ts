import { tidyPath } from '../paths';

const escapes: Readonly<Record<string, string>> = {
  a: '\u0007',
  b: '\b',
  t: '\t',
  n: '\n',
  v: '\v',
  f: '\f',
  r: '\r',
  '"': '"',
  '\\': '\\',
};

/** A path as git quotes it, `"na\303\257ve \"x\".txt"`, read; undefined when the text is not quoted so. */
export function unquotePath(text: string): string | undefined {
  const inside = /^"((?:[^"\\]|\\.)*)"$/.exec(text)?.[1];
  if (inside === undefined) return undefined;
  const encoded = inside.replace(
    /\\([0-3][0-7]{2})|\\(.)|([^\\]+)/g,
    (_, octal: string | undefined, escape: string | undefined, plain: string | undefined) => {
      if (octal !== undefined) return `%${Number.parseInt(octal, 8).toString(16).padStart(2, '0')}`;
      return encodeURIComponent(plain ?? escapes[escape ?? ''] ?? escape ?? '');
    },
  );
  try {
    return decodeURIComponent(encoded);
  } catch {
    return undefined;
  }
}

/** The reverse of `unquotePath`; line breaks become octal, so that a backslash before a letter stays what it is. */
export function quotePath(path: string): string {
  const inside = path
    .replace(/["\\]/g, '\\$&')
    .replace(/[\u0000-\u001f\u007f]/g, (sign) => `\\${sign.charCodeAt(0).toString(8).padStart(3, '0')}`);
  return `"${inside}"`;
}

/** A path from a patch's header: unquoted, or tidied as models write it. */
export function patchPath(text: string): string {
  const trimmed = text.trim();
  return unquotePath(trimmed) ?? tidyPath(trimmed);
}
