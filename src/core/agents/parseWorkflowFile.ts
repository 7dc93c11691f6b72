import type { FileProblem, ParsedWorkflow, WorkflowInput } from '../../contracts/agents';
import { readFrontMatter, type FrontMatter } from './frontMatter';
import { inputsIn } from './inputsIn';
import { descriptionIn, nameIn, phases as allPhases, phasesIn } from './naming';
import { sorted, type ParseOptions } from './parseRoleFile';
import { placesIn } from './places';
import { quoted } from './quoted';
import { settingsOf } from './settingsOf';

/** Reads a file that describes a workflow. Never throws; 256 kB are read in some milliseconds, and more is refused. */
export function parseWorkflowFile(text: string, { path, builtIn }: ParseOptions): ParsedWorkflow {
  const parts = readFrontMatter(text);
  if ('problems' in parts) return parts;
  const problems: FileProblem[] = [];
  const report = (problem: FileProblem) => void problems.push(problem);
  const reading = { lineAt: parts.lineAt, report };
  const settings = settingsOf(parts.head, ['name', 'description', 'inputs', 'phases'], 'a workflow', reading);
  const name = nameIn(settings, path, report);
  const description = descriptionIn(settings, report);
  const inputs = inputsIn(settings, reading);
  const phases = phasesIn(settings, report);
  if (parts.body === '')
    report({
      line: parts.endLine,
      message: 'The goal is missing. Write it below this line, with placeholders such as {{file}} for the inputs.',
    });
  else checkPlaces(parts, inputs, report);
  if (problems.length > 0 || !name || description === undefined) return { problems: sorted(problems) };
  return {
    workflow: {
      name: name.text,
      description,
      inputs: inputs.map(({ input }) => input),
      phases: phases ?? allPhases.slice(1),
      template: parts.body,
      ...(!builtIn && { path }),
    },
    line: name.line,
  };
}

/** Each place needs an input, and each input a place. */
function checkPlaces(
  { body, bodyLine }: FrontMatter,
  inputs: readonly { input: WorkflowInput; line: number }[],
  report: (problem: FileProblem) => void,
): void {
  const places = new Set<string>();
  body.split('\n').forEach((line, index) => {
    for (const place of placesIn(line)) {
      if (places.has(place)) continue;
      places.add(place);
      if (!inputs.some(({ input }) => input.name === place))
        report({
          line: bodyLine + index,
          message:
            `${quoted(`{{${place}}}`)} has no input. Add ${place ? quoted(place) : 'a name'} to the inputs ` +
            `above, or remove the braces.`,
        });
    }
  });
  for (const { input, line } of inputs) {
    if (!places.has(input.name))
      report({
        line,
        message:
          `The input “${input.name}” is not used. Write {{${input.name}}} where it belongs in the goal, or ` +
          `remove the input.`,
      });
  }
}
