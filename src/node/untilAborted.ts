import { CancelledError } from '../base/errors';

/**
 * What the work comes to, or a CancelledError as soon as the signal fires. For work that cannot be told to stop: it
 * goes on by itself, and what becomes of it then is not heard.
 * @param graceMs how long the work may still take to end once the signal has fired
 */
export function untilAborted<T>(work: PromiseLike<T>, signal: AbortSignal | undefined, graceMs = 0): Promise<T> {
  if (!signal) return Promise.resolve(work);
  return new Promise((resolve, reject) => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const cancel = () => {
      if (graceMs > 0) timer = setTimeout(() => reject(new CancelledError()), graceMs);
      else reject(new CancelledError());
    };
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', cancel);
    };
    work.then(
      (value) => (end(), resolve(value)),
      (error: unknown) => (end(), reject(error as Error)),
    );
    if (signal.aborted) cancel();
    else signal.addEventListener('abort', cancel, { once: true });
  });
}
