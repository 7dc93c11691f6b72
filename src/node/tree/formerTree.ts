import type { Identity } from './diskContent';

/** What is known of a file as it was. */
export type Former =
  | { readonly kind: 'none' }
  /** Its bytes are here, or lie in the store under this key. */
  | {
      readonly kind: 'kept';
      readonly content: Uint8Array | string;
      readonly mode?: number;
      readonly identity: Identity;
    }
  /** Its bytes can be loaded, if `FormerTree.load` gives any. */
  | { readonly kind: 'stored'; readonly size: number; readonly isExecutable: boolean; readonly identity: Identity }
  /**
   * It was there, or may have been, and its bytes are not known. Without an identity: it has changed if it was written
   * since the beginning.
   */
  | { readonly kind: 'unknown'; readonly identity?: Identity };

/** The state of a tree before something ran. Paths are relative to its root, with forward slashes. */
export interface FormerTree {
  /** Since when, in ms since the epoch. */
  readonly since: number;
  /** The paths that may have changed since. */
  candidates(): Promise<readonly string[]>;
  /** Called after `candidates`, for its paths. */
  former(path: string): Former;
  /** The bytes of files of kind `stored`; those that cannot be had for certain are left out. */
  load(paths: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>>;
  dispose(): Promise<void>;
}

/** Bytes that are kept until it is known whether they are needed: some in memory, the rest in the store. */
export interface Holder {
  /** Undefined: no room. */
  hold(bytes: Uint8Array): Promise<Uint8Array | string | undefined>;
  /** Bytes for which there still is room. */
  readonly room: number;
}

/**
 * @param limits in bytes: what is held altogether, and how much of that in memory
 * @param put as `StorePort.putBytes`
 */
export function createHolder(
  limits: { readonly total: number; readonly memory: number },
  put: (list: readonly Uint8Array[]) => Promise<string[]>,
): Holder {
  let held = 0;
  return {
    get room() {
      return limits.total - held;
    },
    async hold(bytes) {
      if (held + bytes.length > limits.total) return undefined;
      held += bytes.length;
      return held <= limits.memory ? bytes : (await put([bytes]))[0];
    },
  };
}
