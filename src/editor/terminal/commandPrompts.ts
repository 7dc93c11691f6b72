/** Whether a line without an end, with nothing after it for some seconds, reads like a question to the person. */
export function looksLikePrompt(line: string): boolean {
  const text = line.trimEnd();
  if (text === '' || text.length > 1000) return false;
  if (/\d\s*%|\.{3}$|…$/.test(text)) return false;
  return (
    /[?:>»›❯]$/.test(text) ||
    /[[(](?:y|yes)\s*\/\s*(?:n|no)\b[^\])]*[\])]\s*[:?]?$/i.test(text) ||
    /[:?]\s*(?:\([^)]*\)|\[[^\]]*\])$/.test(text) ||
    /\b(?:press|hit)\b.*\b(?:key|enter|return)\b/i.test(text) ||
    /^\?\s/.test(text)
  );
}

export interface PromptWatch {
  /** Something was printed. */
  heard(): void;
  dispose(): void;
}

/** Silence after which a command is looked at, in ms. */
const quietMs = 3000;

/**
 * Notices that a command waits for input, asks for it and types it. An answer that comes after the command has gone on
 * is dropped: it was for another question.
 * @param deps.line the last line, without an end
 * @param deps.state what the system tells of the waiting; undefined where it tells nothing
 * @param deps.giveUp called when nobody wants to type anything
 */
export function watchPrompts(deps: {
  readonly line: () => string;
  readonly state: () => Promise<'reads' | 'busy' | undefined>;
  /** `goneOn` fires when the command has gone on meanwhile. */
  readonly ask: (line: string, goneOn: AbortSignal) => Promise<string | undefined>;
  readonly type: (text: string) => void;
  readonly giveUp: () => void;
}): PromptWatch {
  let last = Date.now();
  let turn = 0;
  let asked = false;
  let looking = false;
  let over = false;
  let goneOn = new AbortController();
  const look = async () => {
    if (over || asked || looking || Date.now() - last < quietMs) return;
    looking = true;
    const mine = turn;
    try {
      const state = await deps.state();
      const line = deps.line();
      if (over || mine !== turn || !(state === 'reads' || (state === undefined && looksLikePrompt(line)))) return;
      asked = true;
    } finally {
      looking = false;
    }
    const reply = await deps.ask(deps.line().trim(), goneOn.signal).catch(() => undefined);
    if (over || mine !== turn) return;
    if (reply === undefined) return deps.giveUp();
    turn++;
    asked = false;
    last = Date.now();
    // Line breaks and control characters would answer, or do, more than was asked.
    deps.type(reply.split(/\r?\n/)[0]?.replace(/[\0-\x1f\x7f]/g, '') ?? '');
  };
  const timer = setInterval(() => void look(), 500);
  return {
    heard() {
      turn++;
      asked = false;
      last = Date.now();
      goneOn.abort();
      goneOn = new AbortController();
    },
    dispose() {
      over = true;
      goneOn.abort();
      clearInterval(timer);
    },
  };
}
