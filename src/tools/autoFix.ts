import { diffLines } from 'diff';
import * as z from 'zod';
import { FluxError } from '../base/errors';
import { plural } from '../base/text';
import type { FilesPort } from '../contracts/files';
import type { FixPort } from '../contracts/ports';
import type { Lock, ToolFacts } from '../contracts/tool';
import { acceptFields, asList } from './acceptFields';
import { defineTool } from './defineTool';
import { nameSome, tidyPaths, writeLocks } from './paths';
import { refusalsAsResults, refuse } from './refusals';

const input = z.object({
  paths: z.array(z.string()).optional().describe('Files or globs (default: those this run changed)'),
});
type Input = z.infer<typeof input>;

const mostFiles = 300;
/** Brackets alone make no glob here: folders are named `[id]`. */
const isGlob = (path: string): boolean => /[*?{]/.test(path);

/** `auto_fix`: formats and organises imports. Reasons: `no_paths`, `no_formatter`, `not_found`, and those of the ports. */
export function createAutoFix({ fix, files }: { fix: FixPort; files: FilesPort }) {
  return defineTool<Input>({
    name: 'auto_fix',
    title: 'Format and fix',
    description: 'Formats files and organises their imports with the configured formatter.',
    input,
    effect: 'write',
    binding: 'json',
    accept: (raw) => {
      const given = acceptFields(raw, { paths: ['path', 'files', 'file', 'file_path', 'filePath', 'glob'] });
      return given.paths === undefined ? given : { ...given, paths: asList(given.paths) };
    },
    // Globs as they were given: what is approved is whatever they match.
    writes: ({ paths }) => tidyPaths(paths),
    locks: ({ paths }) => {
      const given = tidyPaths(paths);
      const exact = given.filter((path) => !isGlob(path));
      // Files that are only known once it runs cannot be locked one by one.
      return given.length === 0 || exact.length < given.length ? [...exact.map((path): Lock => ({ key: `path:${path}`, mode: 'write' })), { key: 'tree', mode: 'write' }] : writeLocks(exact);
    },
    about: ({ paths }) => nameSome(tidyPaths(paths)) || 'the changed files',
    run: (given, context) =>
      refusalsAsResults(async () => {
        const paths = given.paths?.length ? await expand(files, tidyPaths(given.paths), context.signal) : await present(files, context.changedFiles);
        if (paths.length === 0) return refuse('no_paths', given.paths?.length ? `No file matches ${nameSome(given.paths)}.` : 'There is nothing to fix: no paths were given and this run has changed no file. Name the files in paths.');
        context.report(`Formatting ${plural(paths.length, 'file')}`);
        const before = await textsOf(files, paths);
        const { changed, unsaved, unformatted } = await fix.fix(paths, context.signal);
        const none = unformatted.length > 0 ? `No formatter is set up for ${nameSome(unformatted, 10)}.` : '';
        if (changed.length === 0 && unformatted.length >= paths.length) return refuse('no_formatter', `${none} Nothing was changed. Install or choose a formatter for this language in the editor, then try again.`);
        const done = changed.length === 0 ? 'Nothing to fix: the files are formatted already.' : `Fixed ${nameSome(changed, 20)}.`;
        const waiting = unsaved.length > 0 ? `${nameSome(unsaved, 10)} had unsaved text of the person, so the fix waits unsaved with theirs.` : '';
        const message = [done, waiting, none].filter(Boolean).join(' ');
        if (changed.length === 0) return { status: 'done', message };
        return { status: 'done', message, files: changed, facts: { edits: countEdits(before, await textsOf(files, changed), unsaved) } };
      }),
  });
}

/** The files that paths, folders and globs name, each once. */
async function expand(files: FilesPort, given: readonly string[], signal: AbortSignal): Promise<string[]> {
  const negated = given.find((path) => isGlob(path) && path.startsWith('!'));
  if (negated !== undefined) throw new FluxError('no_paths', `${negated} would mean every file but some. Name the files that are meant, or a glob that matches just them.`);
  const found: string[] = [];
  for (const path of given) {
    const kind = isGlob(path) ? undefined : await files.kind(path);
    if (kind === 'file') found.push(await files.resolve(path));
    else if (kind === 'directory') found.push(...(await files.list(path === '.' ? '**' : `${path}/**`, mostFiles, signal)));
    else if (isGlob(path)) found.push(...(await files.list(path, mostFiles, signal)));
    else throw new FluxError('not_found', `${path} does not exist. Correct the path.`);
  }
  return [...new Set(found)].slice(0, mostFiles);
}

/** Those that are (still) files. */
async function present(files: FilesPort, paths: readonly string[]): Promise<string[]> {
  const kinds = await Promise.all(paths.map((path) => files.kind(path)));
  return paths.filter((_, at) => kinds[at] === 'file');
}

/** The texts that can be read; others are left out. */
async function textsOf(files: FilesPort, paths: readonly string[]): Promise<Map<string, string>> {
  const texts = new Map<string, string>();
  for (const path of paths) {
    try {
      texts.set(path, (await files.read(path)).text);
    } catch (error) {
      if (!FluxError.is(error)) throw error;
    }
  }
  return texts;
}

function countEdits(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>, unsaved: readonly string[]): NonNullable<ToolFacts['edits']> {
  const edits: Record<string, { added: number; removed: number; saved: boolean; created: boolean }> = {};
  for (const [path, text] of after) {
    let added = 0;
    let removed = 0;
    for (const part of diffLines(before.get(path) ?? '', text)) {
      if (part.added) added += part.count;
      else if (part.removed) removed += part.count;
    }
    edits[path] = { added, removed, saved: !unsaved.includes(path), created: false };
  }
  return edits;
}
