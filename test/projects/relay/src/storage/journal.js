import { createWriteStream } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { log } from '../log.js';

/** A file with a line of JSON for each change. A last line that was cut by a crash is left out. */
export async function openJournal(folder) {
  await mkdir(folder, { recursive: true });
  const file = join(folder, 'journal.jsonl');
  const entries = await readEntries(file);
  let stream = createWriteStream(file, { flags: 'a' });

  return {
    entries,

    write(entry) {
      stream.write(`${JSON.stringify(entry)}\n`);
    },

    /** Writes the file anew, with only these entries. */
    async compact(kept) {
      await end(stream);
      const temporary = `${file}.new`;
      await writeFile(temporary, kept.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
      await rename(temporary, file);
      stream = createWriteStream(file, { flags: 'a' });
      log('info', 'journal compacted', { entries: kept.length });
    },

    close: () => end(stream),
  };
}

async function readEntries(file) {
  let text;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return [];
    throw error;
  }
  const entries = [];
  for (const line of text.split('\n')) {
    if (line === '') continue;
    try {
      entries.push(JSON.parse(line));
    } catch {
      log('warn', 'a line of the journal cannot be read', { file, line: line.slice(0, 80) });
    }
  }
  return entries;
}

function end(stream) {
  return new Promise((resolve) => stream.end(resolve));
}
