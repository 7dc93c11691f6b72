import type { Disposable } from './disposables';

/** A function that registers a listener; structurally the same as the editor's `Event`. */
export type Event<T> = (listener: (event: T) => unknown, thisArg?: unknown, disposables?: Disposable[]) => Disposable;

/** The smallest event source. A listener that throws does not keep the others from hearing. */
export class Emitter<T> implements Disposable {
  private readonly listeners = new Set<(event: T) => unknown>();

  constructor(private readonly onListenerError: (error: unknown) => void = () => {}) {}

  readonly event: Event<T> = (listener, thisArg, disposables) => {
    const bound = thisArg === undefined ? listener : listener.bind(thisArg);
    this.listeners.add(bound);
    const registration = { dispose: () => this.listeners.delete(bound) };
    disposables?.push(registration);
    return registration;
  };

  fire(event: T): void {
    for (const listener of [...this.listeners]) {
      try {
        listener(event);
      } catch (error) {
        this.onListenerError(error);
      }
    }
  }

  dispose(): void {
    this.listeners.clear();
  }
}
