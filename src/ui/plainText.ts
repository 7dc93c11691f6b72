/** Text for a notification: the editor turns `[words](command:…)` in those into links that run commands. */
export function plainText(text: string): string {
  return text.replace(/\]\(/g, '] (');
}
