import type { FileProblem } from '../../contracts/agents';
import type { SessionState } from '../../contracts/session';
import { quoted } from './quoted';
import { listOf, type Settings, type Word } from './settingsOf';

/** The phases in their order. */
export const phases = [
  'discovery',
  'planning',
  'awaiting_approval',
  'implementation',
  'testing',
  'verification',
  'deployment',
] as const satisfies readonly SessionState[];

const maxName = 60;
const maxDescription = 300;

/**
 * The name in a file, else the file's own: lower-case letters, digits and hyphens.
 * @param path of the file
 */
export function nameIn(settings: Settings, path: string, report: (problem: FileProblem) => void): Word | undefined {
  const given =
    settings.line('name') === undefined
      ? { text: (path.split('/').at(-1) ?? '').replace(/\.md$/i, ''), line: 1 }
      : settings.text('name');
  if (!given) return undefined;
  if (/^[a-z0-9]+(-[a-z0-9]+)*$/.test(given.text) && given.text.length <= maxName) return given;
  const shape = given.text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, maxName)
    .replace(/^-|-$/g, '');
  return void report({
    line: given.line,
    message:
      `${quoted(given.text)} cannot be a name. Use lower-case letters, digits and hyphens, such as “name: ` +
      `${shape || 'my-name'}”.`,
  });
}

/** The description in a file, on one line. */
export function descriptionIn(settings: Settings, report: (problem: FileProblem) => void): string | undefined {
  if (settings.line('description') === undefined)
    return void report({
      line: 1,
      message: 'The description is missing. Add a line “description: …” that says in one sentence what this is for.',
    });
  const word = settings.text('description');
  if (!word) return undefined;
  const line = word.text.replace(/\s+/g, ' ');
  return line.length <= maxDescription
    ? line
    : void report({
        line: word.line,
        message:
          `The description has ${line.length} characters; the limit is ${maxDescription}. Shorten it to a ` +
          `sentence.`,
      });
}

/** The phases in a file, each once, in their order; undefined where they are left out. */
export function phasesIn(
  settings: Settings,
  report: (problem: FileProblem) => void,
): readonly SessionState[] | undefined {
  const given = settings.words('phases');
  for (const { text, line } of given ?? []) {
    if (!phases.some((phase) => phase === text))
      report({ line, message: `There is no phase ${quoted(text)}. Available phases: ${listOf(phases)}.` });
  }
  return given && phases.filter((phase) => given.some(({ text }) => text === phase));
}
