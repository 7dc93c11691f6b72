import { isCancelled } from '../../base/errors';
import { cutMiddle, firstChars } from '../../base/text';
import type { GitChange } from '../../contracts/ports';
import type { ToolContext } from '../../contracts/tool';
import { nameSome } from '../paths';

const mostSubject = 72;

/**
 * A model's or a person's text as a commit message: no fences, quotes or preamble, one subject line of at most 72
 * characters (the rest of a longer one goes on in the body), then the body, if any. Empty when nothing is left.
 */
export function cleanCommitMessage(text: string): string {
  let rest = text.replace(/\r\n?/g, '\n').trim();
  const fenced = /(?:^|\n)(`{3,})[^\n`]*\n([\s\S]*?)\n\1/.exec(rest);
  if (fenced) rest = (fenced[2] ?? '').trim();
  rest = rest.replace(/^(?:here(?:'s| is)[^\n]*|commit message|subject|suggested[^\n]*):[ \t]*\n*/i, '').trim();
  rest = rest
    .replace(/^git commit -m\s+/, '')
    .replace(/^(["'`“])([\s\S]*?)["'`”]$/, '$2')
    .trim();
  const [first = '', ...others] = rest.split('\n');
  const subject = first
    .replace(/^\*\*(.+)\*\*$/, '$1')
    .replace(/^#+\s+/, '')
    .replace(/^(["'`“])(.*)["'`”]$/, '$2')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/(?<!\.)\.$/, '');
  const body = others
    .join('\n')
    .replace(/^body:[ \t]*\n*/i, '')
    .replace(/[ \t]+$/gm, '')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
  const { head, tail } = cutSubject(subject);
  return [
    head,
    ...(tail || body ? [''] : []),
    ...(tail ? [tail] : []),
    ...(tail && body ? [''] : []),
    ...(body ? [body] : []),
  ].join('\n');
}

/** A subject cut between words; what was cut goes on with an ellipsis. */
function cutSubject(subject: string): { head: string; tail: string } {
  if (subject.length <= mostSubject) return { head: subject, tail: '' };
  const space = subject.lastIndexOf(' ', mostSubject - 1);
  const head = firstChars(subject, space > 30 ? space : mostSubject - 1);
  return { head: `${head.trimEnd()}…`, tail: `…${subject.slice(head.length).trim()}` };
}

/** A plain message made from the goal, or from the files where the goal only says to save or commit. */
export function plainCommitMessage(goal: string, changes: readonly GitChange[]): string {
  const quoted = /\b(?:message|as|titled)\s*:?\s+["“']([^"”']{3,})["”']/i.exec(goal)?.[1];
  if (quoted) return cleanCommitMessage(quoted);
  const wish = goal
    .replace(/^\s*@flux\b\s*(?:\/\w+)?\s*/i, '')
    .replace(
      /^(?:please|kindly|can you|could you|would you|i want (?:you )?to|i'd like (?:you )?to|let's|now)\s+/gi,
      '',
    )
    .replace(/^please\s+/i, '')
    .replace(/[,;]?\s+(?:and|then)\s+(?:then\s+)?(?:commit|save)\b.*$/i, '')
    .replace(/[,;]?\s+(?:and|then)\s+(?:make|run|check|see|verify)\b.*\btests?\b.*$/i, '')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/[.!?]+$/, '');
  const usable =
    wish.length >= 8 &&
    !/^(?:save|commit|check ?in|store|keep|finish|done|go on|continue)\b/i.test(wish) &&
    !/\?\s*$/.test(goal) &&
    !goal.trim().includes('\n');
  if (!usable) return describeChanges(changes);
  return cleanCommitMessage(wish.charAt(0).toUpperCase() + wish.slice(1));
}

/** `Update a.ts and b.ts`, `Add c.ts`, `Update 7 files in src/login`. */
function describeChanges(changes: readonly GitChange[]): string {
  const kinds = new Set(changes.map(({ kind }) => (kind === 'untracked' ? 'added' : kind)));
  const verb =
    kinds.size === 1
      ? ({ added: 'Add', deleted: 'Remove', renamed: 'Rename', modified: 'Update', conflict: 'Update' } as const)[
          [...kinds][0] ?? 'modified'
        ]
      : 'Update';
  const paths = changes.map(({ path }) => path);
  const named = `${verb} ${nameSome(paths.map((path) => path.split('/').pop() ?? path))}`;
  if (paths.length <= 3 && named.length <= mostSubject) return named;
  const folders = paths.map((path) => path.split('/').slice(0, -1));
  const shared = (folders[0] ?? []).filter((part, at) =>
    folders.every(
      (folder) => folder.slice(0, at + 1).join('/') === folders[0]?.slice(0, at + 1).join('/') && folder[at] === part,
    ),
  );
  const where = shared.length > 0 ? ` in ${shared.join('/')}` : '';
  return cleanCommitMessage(`${verb} ${paths.length === 1 ? '1 file' : `${paths.length} files`}${where}`);
}

/** Asks the model for a message; a plain one when there is no model, when it fails, or when it says nothing. */
export async function writeCommitMessage(
  context: ToolContext,
  changes: readonly GitChange[],
  stat: string,
  diff: string,
): Promise<string> {
  const plain = plainCommitMessage(context.goal, changes);
  if (!context.write) return plain;
  const instruction = [
    'Write a git commit message for this change: a subject in the imperative of at most 72 characters and, ' +
      'only if it needs one, a blank line and a short body that says why. Plain text, no quotes, no fences.',
    `Goal: ${context.goal}`,
    `Changed files:\n${stat}`,
    ...(diff ? [`Diff:\n${cutMiddle(diff, 6000)}`] : []),
  ].join('\n\n');
  try {
    return cleanCommitMessage(await context.write('commit_message', instruction)) || plain;
  } catch (error) {
    // Work is not left uncommitted because a model could not be reached.
    if (isCancelled(error) || context.signal.aborted) throw error;
    return plain;
  }
}
