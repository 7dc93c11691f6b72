import * as z from 'zod';
import { FluxError } from '../base/errors';
import { plural } from '../base/text';
import type { FileChange, FilesPort } from '../contracts/files';
import { acceptFields } from './acceptFields';
import { defineTool } from './defineTool';
import { describeWritten, editFacts } from './describeWritten';
import { tidyPath, writeLocks } from './paths';
import { refusalsAsResults } from './refusals';
import { splitLines } from './splitLines';
import { unfence } from './unfence';

const input = z.object({
  path: z.string().min(1).describe('File to write'),
  content: z.string().describe('Its whole text'),
});
type Input = z.infer<typeof input>;

/**
 * `write_file`: a new file, or a file's whole new text. An existing file must have been shown to the model as it is
 * now: else `not_read` or `stale`. Other reasons are those of the files port.
 */
export function createWriteFile({ files }: { files: FilesPort }) {
  const pathsOf = ({ path }: Partial<Input>): string[] => (path ? [tidyPath(path)] : []);
  return defineTool<Input>({
    name: 'write_file',
    title: 'Write file',
    description: 'Creates a file, or replaces the whole text of one that was read before. For changing parts use edit_file.',
    input,
    effect: 'write',
    binding: 'file',
    boundField: 'content',
    accept: (raw) => acceptFields(raw, { path: ['file', 'file_path', 'filePath', 'filename', 'name'], content: ['text', 'contents', 'body', 'code', 'file_text', 'data'] }),
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
        const { before, ...change } = await planWrite(files, given, context.seen);
        if (before === change.text) return { status: 'done', message: `${change.path} already holds exactly this text; nothing was written.` };
        const applied = await files.apply([change], context.signal);
        const lines = plural(splitLines(change.text).length, 'line');
        return { status: 'done', message: applied.map((each) => `${describeWritten(each)} It has ${lines}.`).join('\n'), files: applied.map(({ path }) => path), facts: { edits: editFacts(applied) } };
      }),
  });
}

/** The change that a call means, after checking that the model knows what it replaces. */
async function planWrite(files: FilesPort, given: Input, seen: Readonly<Record<string, string>>): Promise<FileChange & { before?: string }> {
  const path = await files.resolve(given.path);
  const text = unfence(given.content.replace(/\r\n?/g, '\n'), path);
  const kind = await files.kind(path);
  if (kind === 'directory') throw new FluxError('is_directory', `${path} is a folder. Name a file in it.`);
  if (kind === undefined) return { path, text, expect: null };
  const present = await files.read(path);
  if (present.text === text) return { path, text, before: present.text, expect: present.hash };
  const known = seen[path] ?? seen[tidyPath(given.path)];
  if (known === undefined && present.text !== '') throw new FluxError('not_read', `${path} exists and was not read, so its text would be lost unseen. Read it first, or change parts of it with edit_file.`);
  if (known !== undefined && known !== present.hash) throw new FluxError('stale', `${path} has changed since it was read. Read it again, then write it.`);
  return { path, text, before: present.text, expect: present.hash };
}
