// A process that builds an index as a window does and says how far it is, and how it ended: indexBuilder <root> <file>
// <worker>.
import { createIndexKeeper } from '../../../src/core/codeIndex/keepIndex';
import { createCodeIndex } from '../../../src/node/index/codeIndex';
import { indexOptions } from './indexedFolder';

const [root = '', file = '', worker = ''] = process.argv.slice(2);
const index = createCodeIndex(indexOptions(root, file, worker));
const say = (line: string) => void process.stdout.write(`${line}\n`);
const keeper = createIndexKeeper({
  index: {
    ...index,
    update: (options) => index.update({ ...options, report: say }),
  },
  isEnabled: () => true,
  now: Date.now,
  log: { info: say, warn: say, error: say },
});
await keeper.start();
say(JSON.stringify(keeper.status()));
keeper.dispose();
await index.close();
