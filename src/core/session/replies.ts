/** Whether words say yes and nothing else: "OK, but …" is no yes. */
export function isYes(reply: string): boolean {
  return /^\s*(allow( it| once)?|yes|yes,? please|ok(ay)?|approved?|go ahead)\s*[.!]*\s*$/i.test(reply);
}

/** Whether words say no and nothing else. */
export function isNo(reply: string): boolean {
  return /^\s*(no|no,? thanks?|reject(ed)?|cancel|don'?t)\s*[.!]*\s*$/i.test(reply);
}

/**
 * What a person answered to a question for permission: this once, for the rest of the run, for good, or not. “Always allow”
 * counts only in the words of this question: those of another one were about something else.
 */
export function readPermission(reply: string, choices: readonly string[] = []): 'once' | 'run' | 'always' | 'no' {
  if (/^\s*(yes,? )?(allow )?(it )?for (this|the) (rest of (this|the) )?run\s*[.!]*\s*$/i.test(reply)) return 'run';
  if (/^\s*(yes,? )?always( allow( it)?)?\s*[.!]*\s*$/i.test(reply) || (/^always\b/i.test(reply) && choices.includes(reply.trim()))) return 'always';
  return isYes(reply) ? 'once' : 'no';
}
