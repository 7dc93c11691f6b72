interface Said {
  readonly role: string;
  readonly content: string;
}

/** How much of a second request's characters, from 0 to 1, is byte for byte how the first one begins. */
export function sharedPrefix(first: readonly Said[], second: readonly Said[]): number {
  const text = (messages: readonly Said[]) => messages.map(({ role, content }) => `<${role}>\n${content}\n`).join('');
  const [one, other] = [text(first), text(second)];
  let at = 0;
  while (at < other.length && one[at] === other[at]) at++;
  return at / other.length;
}
