import * as z from 'zod';
import { FluxError, throwIfCancelled } from '../base/errors';
import { showUnseen } from '../base/visibleText';
import { isPrivateKey, isSecretPath, secretsIn } from '../base/secretPaths';
import type { FilesPort } from '../contracts/files';
import type { Choice } from '../contracts/session';
import type { ToolContext } from '../contracts/tool';
import type { Outline } from '../outlines/outline';
import { defineTool } from './defineTool';
import { nameSome, tidyPaths } from './paths';
import { acceptPlaces } from './read/acceptPlaces';
import { showPath, showText, wholeLines } from './read/showText';
import { adviceFor, isNotebook } from './read/unreadable';
import { expandWanted, wantedOf, type WantedFile } from './read/wantedFiles';
import { refusalsAsResults, refuse } from './refusals';

const place = z.union([
  z.string(),
  z.strictObject({ path: z.string().min(1), lines: z.array(z.number()).length(2).optional().describe('[from, to]') }),
]);
const input = z.object({
  paths: z.array(place).min(1).describe('Files or globs'),
  maxChars: z.number().min(500).optional().describe('Limit of the answer (default 40000)'),
});
type Input = z.infer<typeof input>;

const defaultChars = 40_000;
/** Less room than that shows nothing of use. */
const leastRoom = 300;

const showIt: Choice = { id: 'show', label: 'Show it', means: 'yes' };
const keepHidden: Choice = { id: 'hide', label: 'Keep it hidden', means: 'no' };

/** One file's part of the answer. */
interface Part {
  readonly outcome: 'read' | 'unreadable' | 'kept hidden';
  readonly text: string;
}

/**
 * `read_files`: numbered text of files. What cannot be read is said in words; it fails (`not_read`) only when nothing
 * could be, and is denied when all that was asked for are secrets that the person keeps.
 */
export function createReadFiles({ files, outline }: { files: FilesPort; outline: Outline }) {
  const names = ({ paths }: Partial<Input>): string[] => tidyPaths((paths ?? []).map((each) => wantedOf(each).path));
  return defineTool<Input>({
    name: 'read_files',
    title: 'Read files',
    description:
      `Text of files with line numbers. Files of more than ${wholeLines} lines come as an outline unless lines ` +
      `are given.`,
    asks:
      'Asks before it shows a file that contains secrets (.env, private keys, credentials) and skips such files ' +
      'in globs.',
    input,
    effect: 'read',
    intents: ['extract', 'summarize', 'aggregate', 'filter'],
    binding: 'json',
    revealsSecrets: true,
    accept: acceptPlaces,
    writes: () => [],
    reads: names,
    locks: () => [],
    about: (given) => nameSome(names(given)),
    run: (given, context) =>
      refusalsAsResults(async () => {
        const { wanted, notes } = await expandWanted(files, given.paths, context.signal);
        const limit = given.maxChars ?? defaultChars;
        const mayShow = createConsent(context);
        const parts: Part[] = [];
        const unread: string[] = [];
        let used = 0;
        for (const each of wanted) {
          throwIfCancelled(context.signal);
          if (limit - used < leastRoom) {
            unread.push(each.path);
            continue;
          }
          const part = await readOne(each, limit - used, { files, outline, mayShow });
          parts.push(part);
          used += part.text.length;
        }
        if (unread.length > 0)
          notes.push(
            `The answer's limit of ${limit} characters is reached. Not shown: ${nameSome(unread, 20)}. Ask for ` +
              `them in another call, with lines.`,
          );
        const message = [...parts.map(({ text }) => text), ...notes].join('\n\n');
        if (parts.some(({ outcome }) => outcome === 'read')) return { status: 'done', message };
        if (parts.length > 0 && parts.every(({ outcome }) => outcome === 'kept hidden'))
          return { status: 'denied', message };
        return refuse('not_read', message);
      }),
  });
}

/** Asks once for each file that holds secrets. */
function createConsent({ ask }: ToolContext): (path: string, holds: string) => Promise<boolean> {
  const answers = new Map<string, boolean>();
  return async (path, holds) => {
    const known = answers.get(path);
    if (known !== undefined) return known;
    const answer = await ask(
      `A step wants to read ${showUnseen(path)}. Such a file may contain ${holds}. If shown, its text goes to the ` +
        `model. Show it?`,
      [showIt, keepHidden],
    );
    const allowed = answer.choice === showIt.id;
    answers.set(path, allowed);
    return allowed;
  };
}

interface Reading {
  readonly files: FilesPort;
  readonly outline: Outline;
  readonly mayShow: (path: string, holds: string) => Promise<boolean>;
}

/** One file's part, at most about `room` characters; or why it cannot be read. */
async function readOne({ path, lines }: WantedFile, room: number, { files, outline, mayShow }: Reading): Promise<Part> {
  const head = `=== ${showPath(path)} ===\n`;
  const hidden: Part = {
    outcome: 'kept hidden',
    text:
      `${head}It holds secrets, and the person keeps it hidden. Go on without what it holds; a sample such as ` +
      `.env.example may give the names.`,
  };
  try {
    const resolved = await files.resolve(path);
    const isThere = (await files.kind(resolved)) === 'file';
    if (isThere && isNotebook(resolved))
      return { outcome: 'unreadable', text: `${head}${showPath(path)} ${adviceFor(resolved)}` };
    const holds = secretsIn(resolved);
    if (isThere && holds !== undefined && !(await mayShow(resolved, holds))) return hidden;
    const file = await files.read(resolved);
    if (holds === undefined && isPrivateKey(file.text) && !(await mayShow(resolved, 'a private key'))) return hidden;
    return { outcome: 'read', text: await showText(file, lines, { room, outline }) };
  } catch (error) {
    if (!FluxError.is(error)) throw error;
    return { outcome: 'unreadable', text: `${head}${await explain(files, path, error)}` };
  }
}

/** What is in the way, and what else the path may have meant. */
async function explain(files: FilesPort, path: string, { reason, message }: FluxError): Promise<string> {
  const quiet = new AbortController().signal;
  if (reason === 'binary')
    return `${message} It ${adviceFor(path) ?? 'cannot be shown. Read the code that makes or uses it.'}`;
  if (reason === 'too_large')
    return `${message} search_code with glob ${JSON.stringify(path)} and context shows the places that matter.`;
  if (reason === 'is_directory') {
    const held = (await files.list(`${escapeGlob(path.replace(/\/$/, ''))}/**`, 41, quiet)).filter(
      (each) => !isSecretPath(each),
    );
    return held.length === 0 ? message : `${message} It holds: ${nameSome(held.map(showPath), 40)}.`;
  }
  if (reason !== 'not_found') return message;
  const base = path.split('/').pop() ?? path;
  const alike = await files.list(`**/${escapeGlob(base)}`, 6, quiet);
  return alike.length === 0 ? message : `${message} Is it ${alike.slice(0, 5).map(showPath).join(' or ')}?`;
}

/** Characters that mean something in a glob, as any one character. */
function escapeGlob(path: string): string {
  return path.replace(/[*?{}[\]()!\\]/g, '?');
}
