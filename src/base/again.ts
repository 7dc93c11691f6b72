import type { Disposable } from './disposables';

/** Something that is done once more, later. */
export interface Again extends Disposable {
  /** In so many milliseconds; the newest call counts. */
  after(ms: number): void;
}

export function createAgain(act: () => void): Again {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return {
    after(ms) {
      clearTimeout(timer);
      timer = setTimeout(act, ms);
    },
    dispose: () => clearTimeout(timer),
  };
}
