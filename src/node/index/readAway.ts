import type { OutlineEntry } from '../../outlines/outlineEntry';
import { outlineOf } from '../../outlines/outline';
import { createOutliner } from '../outlines/outliner';
import type { IndexWorkerData } from './indexProtocol';
import { readFiles, type FileToRead, type FilesRead } from './readFiles';
import { startReader, type Reader } from './startReader';

/** An idle process ends after that, in ms: whoever works on files will save another one soon. */
const idleTime = 5 * 60_000;

/** Reads files and outlines texts without keeping this thread busy. */
export interface ReadAway {
  read(files: readonly FileToRead[]): Promise<FilesRead>;
  outline(text: string, path: string): Promise<OutlineEntry[]>;
  end(): Promise<void>;
}

/**
 * Reads in a process of its own, for syntax trees take much memory. It starts when it is first needed. What has
 * ended it is read by patterns; where none can be started, all is read here.
 */
export function createReadAway(data: IndexWorkerData): ReadAway {
  const outliner = createOutliner(data.grammars);
  let started: Promise<Reader | undefined> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let running = 0;

  const end = async (): Promise<void> => {
    clearTimeout(timer);
    const ending = started;
    started = undefined;
    await (await ending)?.kill();
  };
  const reader = async (): Promise<Reader | undefined> => {
    const before = await started;
    if (before?.ended) started = undefined;
    return (started ??= startReader(data, false));
  };
  const within = async <T>(ask: (reader: Reader) => Promise<T>, here: () => Promise<T>, plain: () => T): Promise<T> => {
    clearTimeout(timer);
    running++;
    try {
      const asked = await reader();
      if (!asked) return await here();
      return await ask(asked).catch((error: unknown) => {
        if (!asked.ended) throw error;
        return plain();
      });
    } finally {
      if (--running === 0) timer = setTimeout(() => void end(), idleTime).unref();
    }
  };
  return {
    read(files) {
      const plain = () => readFiles(files, outlineOf);
      if (!data.grammars || files.length === 0) return Promise.resolve(plain());
      return within(
        ({ call }) => call('pack', files),
        async () => {
          await outliner.prepare(files.map(({ path }) => path));
          return readFiles(files, outliner.outline);
        },
        plain,
      );
    },
    outline: (text, path) =>
      within(
        ({ call }) => call('outline', text, path),
        async () => {
          await outliner.prepare([path]);
          return outliner.outline(text, path);
        },
        () => outlineOf(text, path),
      ),
    end,
  };
}
