import type { StepSnapshot } from '../contracts/session';
import type { PlanRequest } from './outbox';

/** A field of a step that a person may edit. */
export interface StepField {
  /** `title`, `instruction`, `input` (JSON), or `text <name>` for a long text inside the input. */
  readonly key: string;
  readonly label: string;
  readonly value: string;
  readonly code: boolean;
}

/**
 * The fields of a step as text. Texts of several lines inside the input have a field of their own, the rest is JSON.
 */
export function stepFields(step: StepSnapshot): StepField[] {
  const fields: StepField[] = [{ key: 'title', label: 'Title', value: step.title, code: false }];
  if (step.instruction !== undefined || step.late)
    fields.push({ key: 'instruction', label: 'What to do', value: step.instruction ?? '', code: false });
  return [...fields, ...inputFields(step)];
}

/** Only the fields that make up the input. */
export function inputFields(step: StepSnapshot): StepField[] {
  if (!step.input || Object.keys(step.input).length === 0) return [];
  const texts = Object.entries(step.input).filter((entry): entry is [string, string] => isLongText(entry[1]));
  const rest = Object.fromEntries(Object.entries(step.input).filter(([, value]) => !isLongText(value)));
  const fields: StepField[] = [];
  if (Object.keys(rest).length > 0)
    fields.push({ key: 'input', label: 'Input', value: JSON.stringify(rest, undefined, 2), code: true });
  for (const [name, value] of texts) fields.push({ key: `text ${name}`, label: sentenceCase(name), value, code: true });
  return fields;
}

/** What saving a step's drafts comes to: a request, nothing to do, or why it cannot be saved yet. */
export function stepEdit(
  step: StepSnapshot,
  drafts: Readonly<Record<string, string>>,
): { readonly request?: PlanRequest; readonly problem?: string } {
  const fields = stepFields(step);
  const changed = fields.filter((field) => drafts[field.key] !== undefined && drafts[field.key] !== field.value);
  if (changed.length === 0) return {};
  const title = changed.find((field) => field.key === 'title') && drafts.title?.trim();
  if (title === '') return { problem: 'A step needs a title.' };
  const instruction = changed.find((field) => field.key === 'instruction') && drafts.instruction;
  const touchesInput = changed.some((field) => field.key === 'input' || field.key.startsWith('text '));
  let input: string | undefined;
  if (touchesInput) {
    const parsed = parseObject(drafts.input ?? fields.find((field) => field.key === 'input')?.value ?? '{}');
    if ('problem' in parsed) return parsed;
    const texts = fields
      .filter((field) => field.key.startsWith('text '))
      .map((field) => [field.key.slice(5), drafts[field.key] ?? field.value]);
    input = JSON.stringify({ ...parsed.value, ...Object.fromEntries(texts) });
  }
  return {
    request: {
      type: 'edit',
      step: step.id,
      ...(title !== undefined && { title }),
      ...(instruction !== undefined && { instruction }),
      ...(input !== undefined && { input }),
    },
  };
}

/** The drafts that still differ from the step; what has been saved falls away. */
export function unsavedDrafts(step: StepSnapshot, drafts: Readonly<Record<string, string>>): Record<string, string> {
  const values = new Map(stepFields(step).map((field) => [field.key, field.value]));
  return Object.fromEntries(
    Object.entries(drafts).filter(([key, text]) => values.has(key) && !sameText(key, values.get(key) ?? '', text)),
  );
}

function sameText(key: string, value: string, draft: string): boolean {
  if (value === draft || (key === 'title' && value === draft.trim())) return true;
  if (key !== 'input') return false;
  const parsed = parseObject(draft);
  return 'value' in parsed && JSON.stringify(parsed.value, undefined, 2) === value;
}

function parseObject(text: string): { readonly value: Record<string, unknown> } | { readonly problem: string } {
  try {
    const value: unknown = JSON.parse(text);
    if (value && typeof value === 'object' && !Array.isArray(value)) return { value: value as Record<string, unknown> };
    return { problem: 'The input must be a JSON object: { "name": value }.' };
  } catch (error) {
    return { problem: `The input is not valid JSON: ${error instanceof Error ? error.message : String(error)}` };
  }
}

function isLongText(value: unknown): boolean {
  return typeof value === 'string' && value.includes('\n');
}

function sentenceCase(name: string): string {
  const words = name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replaceAll('_', ' ')
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
