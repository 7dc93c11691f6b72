/** The script parts of a component file (`vue`, `svelte`, `astro`) at their lines, all else blank. */
export function scriptsOnly(text: string, extension: string): string {
  const parts = extension === 'astro' ? /^(---\r?\n)([\s\S]*?)(^---)/gm : /(<script\b[^>]*>)([\s\S]*?)(<\/script>)/g;
  const blank = (part: string): string => part.replace(/[^\n]/g, ' ');
  let out = '';
  let from = 0;
  for (const found of text.matchAll(parts)) {
    const start = found.index + (found[1]?.length ?? 0);
    const end = start + (found[2]?.length ?? 0);
    out += blank(text.slice(from, start)) + text.slice(start, end);
    from = end;
  }
  return out + blank(text.slice(from));
}
