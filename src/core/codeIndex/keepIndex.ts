import { isCancelled, messageOf } from '../../base/errors';
import { createSerialQueues } from '../../base/serialQueues';
import { formatDuration, plural } from '../../base/text';
import type { IndexStatus } from '../../contracts/api';
import type { Clock, CodeIndexPort, FilePlace, LogPort } from '../../contracts/ports';

/** A change waits so long for others, in ms, and never longer than the second. */
const quietTime = 400;
const longestWait = 5_000;
/** With more changed files than that everything is looked through: another branch, most likely. */
const fewFiles = 200;
/** All files are not looked at again so soon, in ms. */
const freshFor = 30_000;

export interface IndexKeeperDeps {
  readonly index: Pick<CodeIndexPort, 'update' | 'refresh'>;
  /** `index.enabled`, asked each time. */
  readonly isEnabled: () => boolean;
  /** Hears that the index is as the files are again. */
  readonly onUpdated?: () => void;
  readonly now: Clock;
  readonly log: LogPort;
}

/** Keeps the code index as the files are. */
export interface IndexKeeper {
  /** Builds the index, or drops out where it is switched off; called again when that setting changes. */
  start(): Promise<void>;
  /** Hears that a file was written, made or removed. */
  changed(file: FilePlace): void;
  /** Resolves once everything that was heard of so far is in the index, and the first build is over. */
  upToDate(): Promise<void>;
  /** Looks at all files in the background, some time after the last such look: not every change is heard of. */
  lookThrough(): void;
  status(): IndexStatus;
  dispose(): void;
}

/** The keeper of an index. What fails is told by its status and the log; the next change tries again. */
export function createIndexKeeper({ index, isEnabled, onUpdated, now, log }: IndexKeeperDeps): IndexKeeper {
  const enqueue = createSerialQueues();
  const closing = new AbortController();
  const waiting = new Map<string, FilePlace>();
  let status: IndexStatus = { state: 'off', files: 0, symbols: 0 };
  let timer: NodeJS.Timeout | undefined;
  let firstHeard = 0;
  let isWhole = true;
  let lookedAt = 0;

  const updateAll = async (): Promise<void> => {
    if (status.files === 0) status = { ...status, state: 'building', message: undefined };
    isWhole = true;
    const { files, symbols, updated, complete, durationMs } = await index.update({
      signal: closing.signal,
      report: () => {},
      quick: true,
    });
    status = {
      state: 'ready',
      files,
      symbols,
      updatedAt: now(),
      ...(complete === false && { message: tooMany(files) }),
    };
    if (updated > 0)
      log.info(`The index has ${plural(files, 'file')}; ${updated} read in ${formatDuration(durationMs)}.`);
    isWhole = false;
    lookedAt = now();
    onUpdated?.();
  };
  const bringUpToDate = async (): Promise<void> => {
    const files = [...waiting.values()];
    waiting.clear();
    if (!isEnabled() || closing.signal.aborted) return;
    if (isWhole || files.length > fewFiles) return updateAll();
    if (files.length === 0) return;
    // Whether a new file belongs into the index, the list of all files knows.
    const { unknown, ...held } = await index.refresh(files);
    if (unknown.length > 0) return updateAll();
    status = { ...status, ...held, state: 'ready', updatedAt: now() };
    onUpdated?.();
  };
  const run = (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    return enqueue('index', async () => {
      try {
        await bringUpToDate();
      } catch (error) {
        if (isCancelled(error) || closing.signal.aborted) return;
        isWhole = true;
        status = { ...status, state: 'failed', message: messageOf(error) };
        log.warn(`The index could not be brought up to date: ${messageOf(error)}`);
      }
    });
  };
  const runIn = (ms: number): void => {
    clearTimeout(timer);
    timer = setTimeout(() => void run(), ms);
  };

  return {
    async start() {
      isWhole = true;
      if (isEnabled()) return run();
      status = { state: 'off', files: 0, symbols: 0, message: 'The index is switched off (flux.index.enabled).' };
    },
    changed(file) {
      if (!isEnabled() || closing.signal.aborted) return;
      waiting.set(file.path, file);
      const at = now();
      if (timer === undefined) firstHeard = at;
      runIn(Math.max(0, Math.min(quietTime, firstHeard + longestWait - at)));
    },
    upToDate: run,
    lookThrough() {
      // A clock that was set back makes it look once more.
      if (closing.signal.aborted || Math.abs(now() - lookedAt) < freshFor) return;
      isWhole = true;
      runIn(quietTime);
    },
    status: () => status,
    dispose() {
      closing.abort();
      clearTimeout(timer);
    },
  };
}

function tooMany(files: number): string {
  return (
    `This workspace has more files than the index takes: it holds ${plural(files, 'file')}. Leave out folders that ` +
    'need no index (.gitignore, files.exclude).'
  );
}
