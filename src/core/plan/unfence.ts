import { fenceLine } from '../../base/fences';
import { fencedText } from './fencedText';

/** Files whose own text may begin with a fence. */
const prose = /(?:^|\/)[^/.]+$|\.(?:md|mdx|markdown|rmd|qmd|rst|adoc|org|txt)$/i;

/**
 * A file's text that came inside JSON, out of the fence that some models put around it all the same. Prose may really
 * begin with a fence, so there only one that says Markdown goes. FluxError `bad_file` where the fence of code is not
 * plain.
 */
export function unfence(text: string, path: string): string {
  const lines = text.replaceAll('\r\n', '\n').trim().split('\n');
  const first = fenceLine(lines[0] ?? '');
  if (!first) return text;
  if (!prose.test(path)) return fencedText(text);
  const isMarkdown = /\.(?:md|mdx|markdown)$/i.test(path) && /^(?:md|mdx|markdown)\b/i.test(first.info);
  return isMarkdown && fenceLine(lines.at(-1) ?? '') !== undefined ? fencedText(text) : text;
}
