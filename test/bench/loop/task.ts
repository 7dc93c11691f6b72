import type { ToolCall } from '../../model/answer';

/** A change that both ways of working make: a text replaced once in a file, or a new file. */
export interface Edit {
  readonly path: string;
  /** Stands in the file exactly once; left out: the file is new. */
  readonly old?: string;
  readonly new: string;
}

/** What a model says in one turn of a tool loop. */
export interface Turn {
  readonly say: string;
  /** Independent of each other, so they may be made at once. */
  readonly calls: readonly ToolCall[];
}

/** A step of a plan, with the changes that it makes. */
interface PlannedStep {
  readonly step: Readonly<Record<string, unknown>> & { readonly id: string };
  readonly edits?: readonly Edit[];
}

/** A task with the moves of one mind, once for a tool loop and once for Flux. Both end with the same files. */
export interface RecordedTask {
  readonly kind: 'fix' | 'feature' | 'refactor' | 'document' | 'review';
  readonly name: string;
  /** A folder of `test/projects`. */
  readonly project: string;
  readonly goal: string;
  readonly edits: readonly Edit[];
  readonly loop: { readonly turns: readonly Turn[]; readonly end: string };
  readonly flux: {
    /** Left out: the goal as it stands. */
    readonly workflow?: { readonly name: string; readonly inputs: Readonly<Record<string, string>> };
    /** What it asks to see before it plans. */
    readonly looks?: readonly object[];
    readonly plan: Readonly<Record<string, unknown>>;
    readonly steps: readonly PlannedStep[];
  };
  /** What its last words have to name, for tasks that end in words. */
  readonly finds?: readonly string[];
}

/** The changes as calls of the loop's tools. */
export function editCalls(edits: readonly Edit[]): ToolCall[] {
  return edits.map(({ path, old, new: text }) =>
    old === undefined
      ? { name: 'write_file', input: { path, content: text } }
      : { name: 'edit_file', input: { path, old_text: old, new_text: text } },
  );
}

/** The answer that holds a plan with its edits, as CONTRACT and prompt ask for it. */
export function planAnswer({ plan, steps }: RecordedTask['flux']): string {
  const sections = steps.flatMap(({ step, edits }) => (edits ? [`=== ${step.id} ===\n${editsText(edits)}`] : []));
  return [JSON.stringify({ ...plan, steps: steps.map(({ step }) => step) }), ...sections].join('\n');
}

function editsText(edits: readonly Edit[]): string {
  return edits
    .map(({ path, old, new: text }) =>
      old === undefined
        ? `\`\`\`\n${text.replace(/\n$/, '')}\n\`\`\``
        : `${path}\n<<<<<<< SEARCH\n${lines(old)}=======\n${lines(text)}>>>>>>> REPLACE`,
    )
    .join('\n');
}

function lines(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}

/** Files with the changes made. @throws Error where a text to replace is not there exactly once */
export function afterEdits(files: Readonly<Record<string, string>>, edits: readonly Edit[]): Record<string, string> {
  const result = { ...files };
  for (const { path, old, new: text } of edits) {
    if (old === undefined) {
      result[path] = text;
      continue;
    }
    const parts = (result[path] ?? '').split(old);
    if (parts.length !== 2) throw new Error(`${path}: ${parts.length - 1} times: ${old}`);
    result[path] = parts.join(text);
  }
  return result;
}
