import type { SessionEvent } from '../../contracts/events';
import type { PlanStep } from '../../contracts/plan';
import { secretsIn } from '../../base/secretPaths';

/** What of a session came from, or went to, files that hold secrets. */
export interface SecretSources {
  /** By id of a step: the file. */
  readonly steps: ReadonlyMap<string, string>;
  /** Gates that ask for a password or the like. */
  readonly gates: ReadonlySet<string>;
  /** What such files, or such answers, seem to hold: to be found where else it is quoted. */
  readonly values: readonly string[];
}

const mostValues = 500;
/** In an input, longer texts or ones of several lines are contents, not paths or commands. */
const longestName = 400;

/** Finds them in the events. `texts` are the whole outputs by key. */
export function findSecretSources(
  events: readonly SessionEvent[],
  texts: Readonly<Record<string, string>>,
): SecretSources {
  const steps = new Map<string, string>();
  const gates = new Set<string>();
  const values = new Set<string>();
  const name = (step: string, paths: readonly string[] = []) => {
    const path = paths.find((each) => secretsIn(each) !== undefined);
    if (path !== undefined && !steps.has(step)) steps.set(step, path);
  };
  const nameAll = (some: readonly Partial<PlanStep>[]) => {
    for (const step of some) if (step.id !== undefined) name(step.id, [...(step.writes ?? []), ...namesIn(step.input)]);
  };
  for (const event of events) {
    switch (event.kind) {
      case 'plan.proposed':
        nameAll(event.plan.steps);
        break;
      case 'plan.edited':
      case 'plan.extended':
        nameAll(event.steps);
        break;
      case 'step.bound':
        name(event.step, [...event.writes, ...namesIn(event.input)]);
        break;
      case 'step.checkpointed':
      case 'step.touched':
        name(
          event.step,
          event.files.map(({ path }) => path),
        );
        break;
      case 'step.finished':
        name(event.step, [
          ...(event.files ?? []),
          ...shownIn(event.result ?? ''),
          ...shownIn(texts[event.outputKey ?? ''] ?? ''),
        ]);
        break;
      case 'gate.opened':
        if (
          event.gate.step !== undefined &&
          event.gate.kind === 'question' &&
          /pass(?:word|phrase)|\btoken\b|\bsecret\b|api[- ]?key|\bpin\b/i.test(event.gate.text) &&
          !event.gate.choices
        )
          gates.add(event.gate.id);
        break;
      case 'gate.answered':
        if (gates.has(event.gate)) values.add(event.reply);
        break;
    }
  }
  const learn = (value: unknown) => {
    for (const text of stringsIn(value)) for (const each of valuesIn(text)) values.add(each);
  };
  for (const event of events) {
    if (event.kind === 'step.finished' && steps.has(event.step)) learn([event.result, texts[event.outputKey ?? '']]);
    else if (event.kind === 'step.bound' && steps.has(event.step)) learn(contentsOf(event.input));
    else if (event.kind === 'plan.proposed')
      for (const step of event.plan.steps) if (steps.has(step.id)) learn(contentsOf(step.input));
  }
  return {
    steps,
    gates,
    values: [...values]
      .filter((value) => value.length >= 6)
      .sort((a, b) => b.length - a.length)
      .slice(0, mostValues),
  };
}

/** Whether a text in a step's input is what goes into a file, rather than its name, a command or a pattern. */
export function isContent(key: string, text: string): boolean {
  return (
    text.length > longestName ||
    text.includes('\n') ||
    /^(?:text|content|edits|blocks|patch|search|replace|old|new)/i.test(key)
  );
}

/** Paths of files that the result of a reading step shows. */
function shownIn(text: string): string[] {
  return [...text.matchAll(/^=== (.+?)(?: \(.*\))? ===$/gm)].map((match) => match[1]!);
}

/** Everything in an input that may be the name of a file, also the words of a command. */
function namesIn(input: unknown): string[] {
  return entriesIn(input).flatMap(([key, text]) => (isContent(key, text) ? [] : text.split(/[\s"'`=<>|;&()]+/)));
}

function contentsOf(input: unknown): string[] {
  return entriesIn(input).flatMap(([key, text]) => (isContent(key, text) ? [text] : []));
}

function stringsIn(value: unknown): string[] {
  return entriesIn(value).map(([, text]) => text);
}

function entriesIn(value: unknown, key = ''): [key: string, text: string][] {
  if (typeof value === 'string') return [[key, value]];
  if (Array.isArray(value)) return value.flatMap((entry) => entriesIn(entry, key));
  return typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([name, entry]) => entriesIn(entry, name))
    : [];
}

/** What a file of settings assigns, and whatever is too wild to be a word. */
function valuesIn(text: string): string[] {
  const assigned = [...text.matchAll(/[\w.-]["']?[ \t]*[:=][ \t]*["']?([^\s"'#]{6,})/g)].map((match) =>
    match[1]!.replace(/[,;]$/, ''),
  );
  const pieces = text
    .split(/[\s"'`=:,;@/]+/)
    .filter((piece) => piece.length >= 16 && /[a-zA-Z]/.test(piece) && /\d/.test(piece));
  return [...assigned.filter((value) => !/^(?:[a-z]+|[\d.]+|https?:\/\/[^@?]*)$/i.test(value)), ...pieces];
}
