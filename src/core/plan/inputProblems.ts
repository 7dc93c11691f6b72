import * as z from 'zod';
import type { AnyTool } from '../../contracts/tool';

/** A step's input, judged. `missing`: fields that only binding can fill in; `wrong`: what no binding can mend. */
export interface JudgedInput {
  readonly input: Record<string, unknown>;
  readonly complete: boolean;
  readonly missing: readonly string[];
  readonly wrong?: string;
}

/** Brings an input into the tool's shape and says whether it is whole, only incomplete, or wrong. */
export function judgeInput(tool: AnyTool, raw: Record<string, unknown> | undefined): JudgedInput {
  const given = tool.accept?.(raw ?? {}) ?? raw ?? {};
  const parsed = tool.input.safeParse(given);
  if (parsed.success) return { input: parsed.data as Record<string, unknown>, complete: true, missing: [] };
  const missing = parsed.error.issues.filter((issue) => isMissing(issue, given)).map((issue) => String(issue.path[0]));
  const wrong = parsed.error.issues.filter((issue) => !isMissing(issue, given));
  return {
    input: given,
    complete: false,
    missing,
    wrong: wrong.length > 0 ? z.prettifyError(new z.ZodError(wrong)) : undefined,
  };
}

function isMissing(issue: z.core.$ZodIssue, given: Record<string, unknown>): boolean {
  return issue.path.length === 1 && given[String(issue.path[0])] === undefined;
}
