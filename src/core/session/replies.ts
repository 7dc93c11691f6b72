/** Whether words say yes and nothing else: "OK, but …" is no yes. */
export function isYes(reply: string): boolean {
  return /^\s*(allow( it)?|yes|yes,? please|ok(ay)?|approved?|go ahead)\s*[.!]*\s*$/i.test(reply);
}

/** Whether words say no and nothing else. */
export function isNo(reply: string): boolean {
  return /^\s*(no|no,? thanks?|reject(ed)?|cancel|don'?t)\s*[.!]*\s*$/i.test(reply);
}
