import type { Expectation } from '../contracts/plan';
import type { AnyTool } from '../contracts/tool';

type Tools = readonly AnyTool[];
/** A step of any kind: as a model wrote it, as it was validated, or with what became of it. */
interface Call {
  readonly tool: string;
  readonly expect?: readonly Expectation[];
}

/** The tool of a step; undefined where it is not there any more, as in a session of another version. */
export function toolOf({ tool }: Pick<Call, 'tool'>, tools: Tools): AnyTool | undefined {
  return tools.find(({ name }) => name === tool);
}

/** Whether a step commits. */
export function commits(step: Call, tools: Tools): boolean {
  return toolOf(step, tools)?.commits === true;
}

/** Whether a step's tool verifies; it may still be meant to fail. */
export function verifies(step: Call, tools: Tools): boolean {
  return toolOf(step, tools)?.verifies !== undefined;
}

/** Whether a step's passing proves something: it verifies, and is not meant to fail. */
export function isProof(step: Call, tools: Tools): boolean {
  return verifies(step, tools) && !isMeantToFail(step);
}

/** Whether a step shows a defect, by tests that fail. */
export function isMeantToFail({ expect = [] }: Pick<Call, 'expect'>): boolean {
  return expect.some(({ kind }) => kind === 'tests_fail');
}

/** Whether a step runs a command line that the plan wrote. */
export function runsCommandLine(step: Call, tools: Tools): boolean {
  return toolOf(step, tools)?.runsCommandLine === true;
}

/** The text that binding puts into a step's input: its edits, or a file; undefined where there is none. */
export function boundText(
  step: Pick<Call, 'tool'> & { readonly input?: Readonly<Record<string, unknown>> },
  tools: Tools,
): string | undefined {
  const field = toolOf(step, tools)?.lateBoundField;
  const text = field === undefined ? undefined : step.input?.[field];
  return typeof text === 'string' ? text : undefined;
}
