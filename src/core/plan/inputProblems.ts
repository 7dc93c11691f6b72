import * as z from 'zod';
import { commentFields } from '../../contracts/plan';
import type { AnyTool } from '../../contracts/tool';

/** A step's input, judged. `missing`: fields that only binding can fill in; `wrong`: what no binding can repair. */
export interface JudgedInput {
  readonly input: Record<string, unknown>;
  readonly complete: boolean;
  readonly missing: readonly string[];
  readonly wrong?: string;
}

/** Brings an input into the tool's shape and says whether it is whole, only incomplete, or wrong. */
export function judgeInput(tool: AnyTool, raw: Record<string, unknown> | undefined): JudgedInput {
  const given = tool.accept?.(raw ?? {}) ?? raw ?? {};
  const strangers = unknownFields(tool, given);
  const parsed = tool.input.safeParse(given);
  if (parsed.success && strangers === undefined)
    return { input: parsed.data as Record<string, unknown>, complete: true, missing: [] };
  const issues = parsed.error?.issues ?? [];
  const missing = issues.filter((issue) => isMissing(issue, given)).map((issue) => String(issue.path[0]));
  const wrong = issues.filter((issue) => !isMissing(issue, given));
  const problems = [
    ...(strangers === undefined ? [] : [strangers]),
    ...(wrong.length > 0 ? [z.prettifyError(new z.ZodError(wrong))] : []),
  ];
  return { input: given, complete: false, missing, wrong: problems.length > 0 ? problems.join('\n') : undefined };
}

/**
 * The fields that a tool does not know, in a sentence: dropped, they might turn a call's meaning round. What only says
 * why may go.
 */
function unknownFields({ name, input }: AnyTool, given: Record<string, unknown>): string | undefined {
  if (!(input instanceof z.ZodObject)) return undefined;
  const known = Object.keys(input.shape);
  const strangers = Object.keys(given).filter(
    (key) => given[key] !== undefined && given[key] !== null && !known.includes(key) && !isComment(key),
  );
  if (strangers.length === 0) return undefined;
  return (
    `${name} takes no field ${strangers.map((key) => JSON.stringify(key)).join(', ')} beside what it was given. ` +
    `Its fields: ${known.join(', ')}.`
  );
}

function isComment(key: string): boolean {
  return key === 'description' || (commentFields as readonly string[]).includes(key);
}

function isMissing(issue: z.core.$ZodIssue, given: Record<string, unknown>): boolean {
  return issue.path.length === 1 && given[String(issue.path[0])] === undefined;
}
