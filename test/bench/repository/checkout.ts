import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** How a checkout has come to its present files. */
export interface Change {
  /** New texts by path. */
  readonly put: ReadonlyMap<string, string>;
  readonly gone: readonly string[];
}

/** A folder that holds the files of one commit after another. */
export interface Checkout {
  readonly folder: string;
  /** A folder beside it, for what is made of it. */
  readonly besides: string;
  /** Its texts by path, as they are now. */
  texts(): ReadonlyMap<string, string>;
  /** Makes its files these, and writes only those that differ. */
  become(texts: ReadonlyMap<string, string>): Change;
  remove(): void;
}

export function createCheckout(): Checkout {
  const besides = mkdtempSync(join(tmpdir(), 'flux-checkout-'));
  const folder = join(besides, 'files');
  mkdirSync(folder);
  let now: ReadonlyMap<string, string> = new Map();
  return {
    folder,
    besides,
    texts: () => now,
    become(texts) {
      const gone = [...now.keys()].filter((path) => !texts.has(path));
      const put = new Map([...texts].filter(([path, text]) => now.get(path) !== text));
      // First what goes: a file may have become a folder, and a folder a file.
      for (const path of gone) rmSync(join(folder, path), { force: true });
      for (const [path, text] of put) {
        if (!now.has(path)) rmSync(join(folder, path), { recursive: true, force: true });
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        writeFileSync(join(folder, path), text);
      }
      now = texts;
      return { put, gone };
    },
    remove: () => rmSync(besides, { recursive: true, force: true }),
  };
}
