import * as vscode from 'vscode';
import { cutMiddle } from '../base/text';

/** Longer answers are cut in the middle, in characters. */
const maxChars = 20_000;

/** What a tool of the editor answered, as text: texts joined, prompt parts by their text, everything else named. */
export function toolAnswerText(parts: readonly unknown[]): string {
  const texts = parts.map(partText).filter((text) => text.trim() !== '');
  return cutMiddle(texts.join('\n'), maxChars);
}

function partText(part: unknown): string {
  if (part instanceof vscode.LanguageModelTextPart) return part.value;
  if (part instanceof vscode.LanguageModelPromptTsxPart) return promptText(part.value);
  const { mimeType, data } = (typeof part === 'object' && part !== null ? part : {}) as {
    mimeType?: unknown;
    data?: unknown;
  };
  if (typeof mimeType !== 'string' || !(data instanceof Uint8Array)) return '(a part that is not text)';
  if (/^text\/|[/+]json$/.test(mimeType)) return new TextDecoder().decode(data);
  return `(${mimeType}, ${Math.ceil(data.length / 1024)} kB, not shown)`;
}

/** The texts of a prompt tree, the JSON form of `@vscode/prompt-tsx`, in their order. */
function promptText(value: unknown): string {
  let out = '';
  const visit = (node: unknown, depth: number): void => {
    if (typeof node !== 'object' || node === null || depth > 200) return;
    const {
      text,
      lineBreakBefore,
      children,
      node: root,
    } = node as { text?: unknown; lineBreakBefore?: unknown; children?: unknown; node?: unknown };
    if (typeof text === 'string') out += (lineBreakBefore && out !== '' ? '\n' : '') + text;
    if (Array.isArray(children)) for (const child of children) visit(child, depth + 1);
    visit(root, depth + 1);
  };
  visit(value, 0);
  return out;
}
