import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { findCode } from '../../../src/core/codeIndex/findCode';
import { createCodeIndex } from '../../../src/node/index/codeIndex';
import type { Checkout } from '../repository/checkout';
import { grammars } from '../repository/grammars';
import { mostFound, type Way } from './way';

const never = new AbortController().signal;

/**
 * Flux as it is used: the index in its own thread and file, filled from the files on the disk, asked as “Flux: Search
 * Code by Meaning” and the API ask it.
 * @param workerFile the bundled worker
 */
export function fluxSearch({ folder, besides, texts }: Checkout, workerFile: string): Way {
  const index = createCodeIndex({
    file: join(besides, `index-${Date.now()}.db`),
    workerUrl: pathToFileURL(workerFile),
    maxFileKb: () => 512,
    grammars,
    folders: () => [{ root: folder, name: '', hidden: [] }],
  });
  const keeper = {
    upToDate: async () => {},
    status: () => ({ state: 'ready', files: texts().size, symbols: 0 }) as const,
  };
  return {
    async take() {
      await index.update({ signal: never, report: () => {}, quick: true });
    },
    async find(question) {
      const found = await findCode(question, mostFound, { index, keeper });
      return found.map(({ path, line, endLine }) => ({ path, from: line, to: endLine }));
    },
    close: () => index.close(),
  };
}
