// Builds an index in a process that does nothing else: buildOnce <root> <index> <worker> trees|patterns. Prints what
// became of it, as JSON.
import { setImmediate, setTimeout as sleep } from 'node:timers/promises';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { loadavg } from 'node:os';
import { pathToFileURL } from 'node:url';
import { createCodeIndex } from '../../../src/node/index/codeIndex';
import { editorPlace } from '../repository/grammars';
import type { Build } from './build';
import { cpuWithChildren, watchBusyTime } from './busyTime';

const [, , root = '', file = '', worker = '', how] = process.argv;
const signal = new AbortController().signal;
const memory = () => process.memoryUsage().rss / 1e6;

async function main(): Promise<Build> {
  await setImmediate();
  globalThis.gc?.();
  const before = memory();
  let most = before;
  const cpuBefore = cpuWithChildren();
  const delay = monitorEventLoopDelay({ resolution: 1 });
  const index = createCodeIndex({
    file,
    workerUrl: pathToFileURL(worker),
    maxFileKb: () => 512,
    folders: () => [{ root, name: '', hidden: [] }],
    grammars: editorPlace(how === 'trees' ? how : 'patterns'),
  });
  delay.enable();
  const busy = watchBusyTime();
  const watch = setInterval(() => (most = Math.max(most, memory())), 20);
  const { durationMs, files, symbols } = await index.update({ signal, report: () => {}, quick: true });
  delay.disable();
  const longestBusy = busy();
  clearInterval(watch);
  const again = await index.update({ signal, report: () => {}, quick: true });
  await sleep(1_000);
  globalThis.gc?.();
  const after = memory();
  await index.close();
  return {
    files,
    symbols,
    ms: durationMs,
    unchangedMs: again.durationMs,
    cpuMs: cpuWithChildren() - cpuBefore,
    longestBusy,
    longestDelay: delay.max / 1e6,
    delay99: delay.percentile(99) / 1e6,
    mostMb: most - before,
    afterMb: after - before,
    load: loadavg()[0] ?? 0,
  };
}

console.log(JSON.stringify(await main()));
