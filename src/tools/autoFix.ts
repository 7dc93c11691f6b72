import { diffLines } from 'diff';
import * as z from 'zod';
import { FluxError } from '../base/errors';
import { plural } from '../base/text';
import type { FilesPort } from '../contracts/files';
import type { EditorPort, FixPort, FixReport, GitPort } from '../contracts/ports';
import type { Lock, Recipe, ToolContext, ToolFacts, ToolResult } from '../contracts/tool';
import { acceptFields, asBoolean, asList } from './acceptFields';
import { defineTool } from './defineTool';
import { nameSome, tidyPath, tidyPaths, writeLocks } from './paths';
import { wholeGoal } from './recipeGoals';
import { refusalsAsResults, refuse } from './refusals';

const input = z.object({
  paths: z.array(z.string()).optional().describe('Files, folders or globs (default: those this run changed)'),
  all: z.boolean().optional().describe('The whole project'),
});
type Input = z.infer<typeof input>;

const mostFiles = 5_000;
const mostProblems = 20;
/** A recipe names so many files at most. */
const mostNamed = 200;
const asksToFormat = wholeGoal(
  '(?:fix|tidy|clean up|apply) (?:the |my |all )?(?:formatting|format|style|lint(?:ing)?(?: errors| ' +
    'problems)?)|(?:format|reformat|tidy)(?: up)?(?: (?:the |my |all )?(?:code|files?|changes|project|it))?',
);
/** Brackets alone make no glob here: folders are named `[id]`. */
const isGlob = (path: string): boolean => /[*?{]/.test(path);
/** As watching suggests it: with the one file that is meant. */
const asksToFixFile = /^fix the problems that fix themselves in (\S.*)$/i;

/** What fixing needs; git and the editor tell which files a recipe means. */
interface FixPorts {
  readonly fix: FixPort;
  readonly files: FilesPort;
  readonly git: Pick<GitPort, 'state'>;
  readonly editor: Pick<EditorPort, 'openFiles'>;
}

/**
 * `auto_fix`: fixes and formats. Reasons: `no_paths`, `no_formatter`, `not_found`, `is_directory`, `fix_failed`, and
 * those of the ports.
 */
export function createAutoFix(ports: FixPorts) {
  return defineTool<Input>({
    name: 'auto_fix',
    title: 'Format and fix',
    description:
      "Organises imports, applies automatic fixes, formats, and runs the project's own fixers (eslint, " +
      'prettier, ruff, rustfmt, …). Returns what changed and what remains.',
    asks:
      'Does not run the project’s fixers if flux.autofix.projectTools is off, nor those in flux.autofix.skip. ' +
      'Project fixers skip files with unsaved changes.',
    input,
    effect: 'write',
    intents: ['transform'],
    binding: 'json',
    repeatable: true,
    recipe: fixFormatting(ports.git, ports.editor),
    accept: acceptFix,
    // Globs as they were given: what is approved is whatever they match.
    writes: namesOf,
    touches: (given) => (isKnownAhead(given) ? 'named' : 'tree'),
    locks: locksOf,
    about: (given) => (given.all ? 'the whole project' : nameSome(namesOf(given)) || 'the changed files'),
    run: (given, context) => refusalsAsResults(() => fixFiles(ports, given, context)),
  });
}

function acceptFix(raw: Record<string, unknown>): Record<string, unknown> {
  const given = acceptFields(raw, {
    paths: ['path', 'files', 'file', 'file_path', 'filePath', 'glob', 'globs'],
    all: ['everything', 'project', 'whole_project', 'wholeProject'],
  });
  return {
    ...given,
    ...(given.paths !== undefined && { paths: asList(given.paths) }),
    ...(given.all !== undefined && { all: asBoolean(given.all) }),
  };
}

function locksOf(given: Partial<Input>): Lock[] {
  if (isKnownAhead(given)) return writeLocks(namesOf(given));
  const exact = namesOf(given).filter((path) => !isGlob(path) && path !== '.');
  return [...exact.map((path): Lock => ({ key: `path:${path}`, mode: 'write' })), { key: 'tree', mode: 'write' }];
}

async function fixFiles({ fix, files }: FixPorts, given: Input, context: ToolContext): Promise<ToolResult> {
  const names = namesOf(given);
  const { paths, more } =
    names.length > 0
      ? await expand(files, given, context.signal)
      : { paths: await present(files, context.changedFiles), more: false };
  if (paths.length === 0) return refuse('no_paths', nothingToFix(names));
  context.report(`Fixing ${plural(paths.length, 'file')}`);
  const before = await textsOf(files, paths);
  const report = await fix.fix(paths, context.signal, context.report);
  const message = describeReport(report, paths.length, more);
  const { changed, unsaved, unformatted, used, trouble } = report;
  if (changed.length > 0) {
    const edits = countEdits(before, await textsOf(files, changed), unsaved);
    return { status: 'done', message, files: changed, facts: { edits } };
  }
  if (trouble.length > 0 && used.length === 0) return refuse('fix_failed', message);
  if (used.length === 0 && unformatted.length >= paths.length)
    return refuse(
      'no_formatter',
      `${message} Install or choose a formatter for this language in the editor, or set one up in the ` +
        `project, then try again.`,
    );
  return { status: 'done', message };
}

function nothingToFix(names: readonly string[]): string {
  if (names.length > 0) return `No file matches ${nameSome(names)}.`;
  return 'There is nothing to fix: no paths were given and this run has changed no file. Name the files in paths.';
}

function fixFormatting(git: FixPorts['git'], editor: FixPorts['editor']): Recipe {
  return {
    intent: 'fix_formatting',
    plan(goal) {
      const path = asksToFixFile.exec(goal)?.[1];
      if (path !== undefined)
        return {
          summary: `Fix what can be fixed automatically in ${path}.`,
          step: { id: 'fix', title: `Fix ${path}`, input: { paths: [path] } },
        };
      if (!asksToFormat.test(goal)) return undefined;
      return {
        summary: 'Format the changed files and organise their imports.',
        step: { id: 'format', title: 'Fix the formatting', input: {} },
      };
    },
    // So that the approval says which files.
    complete: async (given) => (given['paths'] ? given : { ...given, paths: await changedFiles(git, editor) }),
  };
}

/** The files that git shows as changed, else those that are open. FluxError `nothing_to_format`. */
async function changedFiles(git: FixPorts['git'], editor: FixPorts['editor']): Promise<string[]> {
  const state = await git.state().catch(() => undefined);
  const changed = (state?.changes ?? [])
    .filter((change) => change.kind !== 'deleted' && change.kind !== 'conflict')
    .map((change) => change.path);
  const paths = changed.length > 0 ? changed : editor.openFiles();
  if (paths.length === 0)
    throw new FluxError(
      'nothing_to_format',
      'There is nothing to format: git shows no changed file and no editor is open. Open the files to format, ' +
        'or name them in the goal.',
    );
  return [...new Set(paths)].slice(0, mostNamed);
}

function namesOf({ paths, all }: Partial<Input>): string[] {
  return all ? ['.'] : tidyPaths(paths).map((path) => path || '.');
}

/**
 * Whether the files are known before the call: all are named, and none may be a folder. A name without a dot in it may
 * be one; `run` refuses a folder whose name has one.
 */
function isKnownAhead(given: Partial<Input>): boolean {
  const names = namesOf(given);
  return names.length > 0 && names.every((path) => !isGlob(path) && /[^/.]\.[^/.]+$/.test(path));
}

/** The files that paths, folders and globs name, each once. */
async function expand(
  files: FilesPort,
  given: Input,
  signal: AbortSignal,
): Promise<{ paths: string[]; more: boolean }> {
  const names = namesOf(given);
  const negated = names.find((path) => isGlob(path) && path.startsWith('!'));
  if (negated !== undefined)
    throw new FluxError(
      'no_paths',
      `${negated} would mean every file but some. Name the files that are meant, or a glob that matches just them.`,
    );
  const found: string[] = [];
  const list = async (glob: string): Promise<void> =>
    void found.push(...(await files.list(glob, mostFiles + 1, signal)));
  for (const name of names) {
    const path = name.replace(/(?<=.)\/$/, '');
    const kind = isGlob(path) ? undefined : await files.kind(path);
    if (kind === 'file') found.push(await files.resolve(path));
    else if (kind === 'directory' && isKnownAhead(given))
      throw new FluxError('is_directory', `${path} is a folder. Write ${path}/** for what is in it.`);
    else if (kind === 'directory') await list(tidyPath(path) === '.' ? '**' : `${path.replace(/[[\]]/g, '\\$&')}/**`);
    else if (isGlob(path)) await list(path);
    else throw new FluxError('not_found', `${path} does not exist. Correct the path.`);
  }
  const unique = [...new Set(found)];
  return { paths: unique.slice(0, mostFiles), more: unique.length > mostFiles };
}

/** Those that are (still) files. */
async function present(files: FilesPort, paths: readonly string[]): Promise<string[]> {
  const kinds = await Promise.all(paths.map((path) => files.kind(path)));
  return paths.filter((_, at) => kinds[at] === 'file');
}

function describeReport(
  { changed, unsaved, unformatted, used, trouble, remaining }: FixReport,
  count: number,
  more: boolean,
): string {
  const isDone = used.length > 0 || unformatted.length < count;
  const nothing = isDone ? 'Nothing to fix: no file changed.' : 'Nothing was changed.';
  const what = changed.length > 0 ? `Fixed ${nameSome(changed, 20)}.` : nothing;
  const shown = remaining
    .slice(0, mostProblems)
    .map(({ path, line, severity, message }) => `${path}:${line} ${severity}: ${message}`);
  const lines = [
    used.length > 0 ? `${what} Used: ${used.join(', ')}.` : what,
    unsaved.length > 0
      ? `${nameSome(unsaved, 10)} had unsaved text of the person, so the fix waits unsaved with theirs.`
      : '',
    unformatted.length > 0 ? `No formatter is set up for ${nameSome(unformatted, 10)}.` : '',
    more ? `Only the first ${mostFiles} files were taken. Name folders for the others.` : '',
    ...trouble.map((sentence) => `Trouble: ${sentence}`),
    remaining.length > 0 ? `What remains (${plural(remaining.length, 'problem')}):` : '',
    ...shown,
    remaining.length > shown.length ? `… and ${remaining.length - shown.length} more.` : '',
  ];
  return lines.filter(Boolean).join('\n');
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

function countEdits(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
  unsaved: readonly string[],
): NonNullable<ToolFacts['edits']> {
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
