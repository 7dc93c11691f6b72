import * as z from 'zod';
import { FluxError } from '../base/errors';
import { firstChars, plural } from '../base/text';
import type { FileChange, FilesPort } from '../contracts/files';
import { acceptFields, asBoolean } from './acceptFields';
import { defineTool } from './defineTool';
import { describeWritten } from './describeWritten';
import { isElision } from './edit/draft';
import { carryOut, type WritePorts } from './edit/carryOut';
import { repairs } from './edit/repairs';
import { tidyPath, writeLocks } from './paths';
import { refusalsAsResults } from './refusals';
import { splitLines } from './splitLines';

const input = z.object({
  path: z.string().min(1).describe('File to write'),
  content: z.string().describe('Its whole text'),
  overwrite: z.boolean().optional().describe('Replace a file that you were not shown'),
});
type Input = z.infer<typeof input>;

/**
 * `write_file`: a new file, or a file's whole new text. An existing file must have been shown to the model as it is
 * now: else `not_read` (unless `overwrite` says that it is meant) or `stale`. A text that leaves lines out (`// ...
 * existing code ...`) is `elided`. Other reasons are those of the files port.
 */
export function createWriteFile({ files, editor }: WritePorts) {
  const pathsOf = ({ path }: Partial<Input>): string[] => (path ? [tidyPath(path)] : []);
  return defineTool<Input>({
    name: 'write_file',
    title: 'Write file',
    description:
      'Creates a file, or replaces the whole text of one that was read before. For changing parts use edit_file.',
    asks:
      'Asks before it writes a file that was not approved. Never replaces a file that was not read, unless ' +
      'the approved step says so, nor one that has changed since.',
    input,
    effect: 'write',
    intents: ({ overwrite }) =>
      overwrite
        ? ['transform', 'summarize', 'generate', 'enrich', 'aggregate']
        : ['generate', 'summarize', 'enrich', 'aggregate', 'transform'],
    binding: 'file',
    lateBoundField: 'content',
    repairs,
    rewrites: (path) => ({ path }),
    accept: acceptWrite,
    writes: pathsOf,
    reads: pathsOf,
    locks: (given) => writeLocks(pathsOf(given)),
    about: (given) => pathsOf(given)[0] ?? '',
    preview: async (given, seen) => {
      const { path, before, text } = await planWrite(files, given, seen);
      return [{ path, before, after: text }];
    },
    run: (given, context) =>
      refusalsAsResults(async () => {
        const change = await planWrite(files, given, context.seen);
        if (change.before === change.text)
          return { status: 'done', message: `${change.path} already holds exactly this text; nothing was written.` };
        const lines = plural(splitLines(change.text).length, 'line');
        return carryOut(
          { files, editor },
          [change],
          context,
          (applied) => `${describeWritten(applied)} It has ${lines}.`,
        );
      }),
  });
}

/** Other names of the fields. */
function acceptWrite(raw: Record<string, unknown>): Record<string, unknown> {
  const given = acceptFields(raw, {
    path: ['file', 'file_path', 'filePath', 'filename', 'name'],
    content: ['text', 'contents', 'body', 'code', 'file_text', 'data'],
  });
  return 'overwrite' in given ? { ...given, overwrite: asBoolean(given.overwrite) } : given;
}

/** The change that a call means, after checking that the model knows what it replaces. */
async function planWrite(
  files: FilesPort,
  given: Input,
  seen: Readonly<Record<string, string>>,
): Promise<FileChange & { readonly text: string; readonly before?: string }> {
  // The path that approvals were told.
  const path = await files.resolve(tidyPath(given.path));
  const text = given.content.replace(/\r\n?/g, '\n');
  const kind = await files.kind(path);
  if (kind === 'directory') throw new FluxError('is_directory', `${path} is a folder. Name a file in it.`);
  if (kind === undefined) return { path, text, expect: null };
  const present = await files.read(path);
  if (present.text === text) return { path, text, before: present.text, expect: present.hash };
  const known = seen[path] ?? seen[tidyPath(given.path)];
  if (known === undefined && present.text !== '' && !given.overwrite)
    throw new FluxError(
      'not_read',
      `${path} exists and was not read, so its text would be lost unseen. Read it first, or change parts of it ` +
        `with edit_file.`,
    );
  if (known !== undefined && known !== present.hash)
    throw new FluxError('stale', `${path} has changed since it was read. Read it again, then write it.`);
  const elided = text.split('\n').find((line) => isElision(line) && !present.text.includes(line));
  if (elided !== undefined)
    throw new FluxError(
      'elided',
      `The text holds ${JSON.stringify(firstChars(elided.trim(), 100))} in the place of lines of ${path}, ` +
        `which would be lost. Write the whole file out, or change parts of it with edit_file.`,
    );
  return { path, text, before: present.text, expect: present.hash };
}
