import { firstChars } from '../../base/text';
import type { Message } from '../../contracts/model';

const system = `You sort what a person says to a coding assistant inside an editor.
"run": they want something done in their workspace (code changed, a command or tests run, a fix, a commit). A report \
of a defect counts: they want it fixed.
"ask": they want to know or talk.
Answer with JSON only: {"kind":"run"|"ask","confidence":0..1}`;

/** The request that sorts words the patterns are unsure of. */
export function routePrompt(text: string): Message[] {
  return [
    { role: 'system', content: system },
    { role: 'user', content: firstChars(text, 2000) },
  ];
}
