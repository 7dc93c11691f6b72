/**
 * Tells what each line of a journal is: `blank`, `comment`, `directive`, `header` (of a transaction) or `posting`.
 */
export function classifyLines(text) {
  return text.split(/\r?\n/).map((raw, index) => ({ number: index + 1, raw, kind: kindOf(raw) }));
}

function kindOf(raw) {
  if (raw.trim() === '') return 'blank';
  if (/^\s*[;#]/.test(raw)) return 'comment';
  if (/^\s/.test(raw)) return 'posting';
  if (/^\d/.test(raw)) return 'header';
  return 'directive';
}

/** A line without its comment, and the comment. */
export function splitComment(raw) {
  const at = raw.search(/\s;|^;/);
  if (at < 0) return { text: raw.trim(), comment: '' };
  return { text: raw.slice(0, at).trim(), comment: raw.slice(at).trim().replace(/^;\s*/, '') };
}

/** Tags in a comment: `; trip: rome, paid` gives `{ trip: 'rome', paid: '' }`. */
export function tagsIn(comment) {
  const tags = {};
  for (const part of comment.split(',')) {
    const [, name, value] = /^\s*([a-z][\w-]*)(?::\s*(.*?))?\s*$/i.exec(part) ?? [];
    if (name && (part.includes(':') || comment.includes(':'))) tags[name] = value ?? '';
  }
  return tags;
}
