import type { Workflow, WorkflowInput } from '../../contracts/agents';
import { fillPlaces, placesIn } from './places';
import { quoted } from './quoted';

/** What was given for a workflow's inputs, by name. */
export type Inputs = Readonly<Record<string, string>>;

/**
 * The goal of a workflow: its template with the inputs in their places, else their defaults. A line that has places,
 * all of which stay empty, disappears.
 */
export function fillTemplate(workflow: Workflow, given: Inputs): string {
  const valueOf = (name: string): string => {
    const input = workflow.inputs.find((each) => each.name === name);
    return input ? (valueIn(given, input) ?? input.default ?? '') : '';
  };
  const lines = workflow.template.split('\n').flatMap((line) => {
    const places = placesIn(line);
    return places.length > 0 && places.every((name) => valueOf(name) === '') ? [] : [fillPlaces(line, valueOf)];
  });
  return lines
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

/** The inputs that must still be asked for. */
export function missingInputs(workflow: Workflow, given: Inputs): readonly WorkflowInput[] {
  return workflow.inputs.filter(
    (input) => !input.optional && input.default === undefined && valueIn(given, input) === undefined,
  );
}

/** The first input that nothing was given for: words after the workflow's name fill it. */
export function firstFreeInput(workflow: Workflow, given: Inputs): WorkflowInput | undefined {
  return workflow.inputs.find((input) => valueIn(given, input) === undefined);
}

/** What is wrong with the inputs that were given, in a sentence; undefined where nothing is. */
export function inputProblem(workflow: Workflow, given: Inputs): string | undefined {
  const names = workflow.inputs.map(({ name }) => name);
  const unknown = Object.keys(given).find((name) => !names.includes(name));
  if (unknown !== undefined)
    return (
      `The workflow ${workflow.name} has no input ${quoted(unknown)}. ` +
      `${names.length > 0 ? `Its inputs are ${names.join(', ')}.` : 'It has none.'}`
    );
  for (const input of workflow.inputs) {
    const value = valueIn(given, input);
    if (value !== undefined && Array.isArray(input.choices) && !input.choices.includes(value))
      return `${quoted(value)} is not a choice for ${input.name}. Choose one of ${input.choices.join(', ')}.`;
  }
  return undefined;
}

/** Blank counts as not given. The keys may be any that a person or a model has written. */
function valueIn(given: Inputs, { name }: WorkflowInput): string | undefined {
  const value = Object.hasOwn(given, name) ? given[name] : undefined;
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}
