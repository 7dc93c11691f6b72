import { resolve } from 'node:path';
import { loadConfig } from '../config/config.js';
import { parsePeriod } from '../dates/period.js';
import { JournalError } from '../journal/errors.js';
import { createColours } from '../output/colour.js';
import { parseQuery } from '../queries/parseQuery.js';
import { openJournal } from '../store/journalFile.js';
import { parseArgs } from './args.js';
import { commands } from './commands/index.js';
import { help } from './help.js';

export const version = '0.4.0';

/** Runs a command line; returns the exit code. */
export async function main(given, { stdout, stderr, env = {}, folder = process.cwd() }) {
  try {
    const { command, words, options } = parseArgs(given);
    if (options.version) return print(stdout, version);
    if (options.help || command === undefined || command === 'help') return print(stdout, help);
    const run = Object.hasOwn(commands, command) ? commands[command] : undefined;
    if (!run) throw new JournalError(`There is no command “${command}”. ledger help lists them.`);
    const config = loadConfig(folder, { env });
    if (options.file) config.journal = resolve(folder, options.file);
    return await run({
      words,
      options,
      config,
      journal: () => openJournal(config),
      query: () => parseQuery(words.join(' '), { currency: config.currency || undefined }),
      period: options.period === undefined ? undefined : parsePeriod(options.period),
      colours: createColours({ isTerminal: stdout.isTTY === true, env }),
      width: config.maxWidth || stdout.columns,
      print: (text) => print(stdout, text),
      warn: (text) => print(stderr, text),
    });
  } catch (error) {
    if (!(error instanceof JournalError)) throw error;
    print(stderr, String(error));
    return 2;
  }
}

function print(stream, text) {
  stream.write(text.endsWith('\n') ? text : `${text}\n`);
  return 0;
}
