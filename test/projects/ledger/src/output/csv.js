/** Rows as CSV (RFC 4180): quoted where needed, lines end with CR LF. */
export function toCsv(columns, rows, { separator = ',' } = {}) {
  const quote = (value) => {
    const text = String(value ?? '');
    return /["\r\n]/.test(text) || text.includes(separator) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  const line = (cells) => cells.map(quote).join(separator);
  return [line(columns), ...rows.map(line)].map((each) => `${each}\r\n`).join('');
}
