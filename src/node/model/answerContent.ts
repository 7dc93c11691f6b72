/** What one `content` of an answer holds. */
export interface AnswerContent {
  readonly text: string;
  readonly thought: string;
  readonly refusal: string;
}

/**
 * The text of a `content`, which is a string, or a list of typed parts among which a model's thoughts may stand. Parts
 * that are neither text, thought nor refusal are passed over.
 */
export function readContent(content: unknown): AnswerContent {
  if (typeof content === 'string') return { text: content, thought: '', refusal: '' };
  const read = { text: '', thought: '', refusal: '' };
  for (const part of Array.isArray(content) ? content : [content]) {
    if (typeof part === 'string') read.text += part;
    if (typeof part !== 'object' || part === null) continue;
    const { type, text, thinking, reasoning, refusal } = part as Record<string, unknown>;
    if (type === 'refusal') read.refusal += wordsOf(refusal ?? text);
    else if (typeof type === 'string' && /think|thought|reason|summary/i.test(type))
      read.thought += wordsOf(thinking ?? reasoning ?? text);
    else if (type === undefined || type === 'text' || type === 'output_text' || type === 'text_delta')
      read.text += wordsOf(text);
  }
  return read;
}

/** A text that may itself be an object or a list of parts. */
function wordsOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(wordsOf).join('');
  if (typeof value !== 'object' || value === null) return '';
  const { text, value: inner } = value as { text?: unknown; value?: unknown };
  return wordsOf(text ?? inner);
}
