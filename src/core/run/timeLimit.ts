/** A limit of working time: its signal fires when that is used up. */
export interface TimeLimit {
  readonly signal: AbortSignal;
  /** Stands still until the answer is called. Pauses may overlap. */
  pause(): () => void;
  dispose(): void;
}

/** Starts a limit of so many milliseconds. */
export function startLimit(ms: number): TimeLimit {
  const controller = new AbortController();
  let left = ms;
  let since = performance.now();
  let pauses = 0;
  let timer = setTimeout(() => controller.abort(), left);
  return {
    signal: controller.signal,
    pause() {
      if (pauses++ === 0) {
        clearTimeout(timer);
        left -= performance.now() - since;
      }
      let over = false;
      return () => {
        if (over) return;
        over = true;
        if (--pauses > 0) return;
        since = performance.now();
        timer = setTimeout(() => controller.abort(), Math.max(0, left));
      };
    },
    dispose: () => clearTimeout(timer),
  };
}
