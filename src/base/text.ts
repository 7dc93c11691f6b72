/** Rough count of a text's tokens: four UTF-8 bytes make one (OpenAI's rule of thumb for English and code). */
export function estimateTokens(text: string): number {
  return Math.ceil(utf8Length(text) / 4);
}

/** Length in UTF-8 bytes, without allocating the bytes. */
export function utf8Length(text: string): number {
  let bytes = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 0x80) bytes += 1;
    else if (code < 0x800) bytes += 2;
    else if (code >= 0xd800 && code < 0xdc00) {
      bytes += 4;
      i++;
    } else bytes += 3;
  }
  return bytes;
}

/**
 * `text.slice(from, to)` that never cuts a character of two UTF-16 units in half: such a one at either end is dropped
 * whole. What is cut for a prompt, a person or a name is cut by these three, because strict endpoints refuse half ones.
 */
export function sliceWhole(text: string, from: number, to: number): string {
  const [start, end] = [Math.max(0, from), Math.min(text.length, to)];
  return text.slice(isInside(text, start) ? start + 1 : start, Math.max(start, isInside(text, end) ? end - 1 : end));
}

/** The first characters, at most so many UTF-16 units of them. */
export function firstChars(text: string, maxChars: number): string {
  return sliceWhole(text, 0, maxChars);
}

/** The last characters, at most so many UTF-16 units of them. */
export function lastChars(text: string, maxChars: number): string {
  return sliceWhole(text, text.length - Math.max(0, maxChars), text.length);
}

/** Whether a cut at this place would go through a character. */
function isInside(text: string, at: number): boolean {
  return (text.charCodeAt(at - 1) & 0xfc00) === 0xd800 && (text.charCodeAt(at) & 0xfc00) === 0xdc00;
}

/** Cuts the middle out of a long text, saying how much is gone; short texts come back as they are. */
export function cutMiddle(text: string, maxChars: number): string {
  if (text.length <= maxChars) return text;
  const head = firstChars(text, Math.floor(maxChars * 0.4));
  const tail = lastChars(text, maxChars - Math.floor(maxChars * 0.4));
  const gone = text.slice(head.length, text.length - tail.length);
  const lines = gone.split('\n').length - 1;
  return `${head}\n… ${lines > 0 ? `${lines} lines` : `${gone.length} characters`} cut …\n${tail}`;
}

/** Cuts a text's end at the limit, on one line, with an ellipsis. */
export function ellipsis(text: string, maxChars: number): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length <= maxChars ? line : `${firstChars(line, maxChars - 1).trimEnd()}…`;
}

/** `3 steps`, `1 step`, `1,200 steps`. */
export function plural(count: number, noun: string, plural = `${noun}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? noun : plural}`;
}

/** A duration as a person reads it: `0.2 s`, `15 s`, `2 min 5 s`. */
export function formatDuration(ms: number): string {
  const seconds = Math.max(0, ms) / 1000;
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/** A token count as a person reads it: `640`, `3.1k`, `24k`. */
export function formatTokens(tokens: number): string {
  if (tokens < 1000) return String(tokens);
  return `${(tokens / 1000).toFixed(tokens < 9950 ? 1 : 0)}k`;
}

/** US dollars as a person reads them: `$0.02`, `less than $0.01`. */
export function formatCost(usd: number): string {
  return usd > 0 && usd < 0.01 ? 'less than $0.01' : `$${usd.toFixed(2)}`;
}

/** The text with its first letter in upper case. */
export function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
