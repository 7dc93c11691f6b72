import assert from 'node:assert/strict';
import type { Answer, Choice } from '../../../src/contracts/session';
import type { AnyTool, ToolContext, ToolResult } from '../../../src/contracts/tool';

/** A call's context with nothing seen, nothing changed and nobody to ask, except what is given. */
export function toolContext(given: Partial<ToolContext> = {}): ToolContext {
  const ask = (question: string): Promise<Answer> =>
    Promise.reject(new Error(`Nobody is there to be asked: ${question}`));
  return {
    session: 's',
    step: '1',
    signal: new AbortController().signal,
    report: () => undefined,
    seen: {},
    changedFiles: [],
    goal: 'Add validation',
    ask,
    ownChanges: () => Promise.resolve([]),
    ...given,
  };
}

/** Calls a tool as the orchestrator does: other names accepted, the input validated. */
export async function callTool(
  tool: AnyTool,
  raw: Record<string, unknown>,
  given?: Partial<ToolContext>,
): Promise<ToolResult> {
  return tool.run(tool.input.parse(tool.accept?.(raw) ?? raw), toolContext(given));
}

/** The result, which must be done. */
export async function callDone(
  tool: AnyTool,
  raw: Record<string, unknown>,
  given?: Partial<ToolContext>,
): Promise<ToolResult & { status: 'done' }> {
  const result = await callTool(tool, raw, given);
  assert.equal(result.status, 'done', result.message);
  return result as ToolResult & { status: 'done' };
}

/** The result, which must have failed for the reason. */
export async function callFailed(
  tool: AnyTool,
  raw: Record<string, unknown>,
  reason: string,
  given?: Partial<ToolContext>,
): Promise<ToolResult & { status: 'failed' }> {
  const result = await callTool(tool, raw, given);
  assert.equal(result.status, 'failed', result.message);
  const failed = result as ToolResult & { status: 'failed' };
  assert.equal(failed.reason, reason, failed.message);
  return failed;
}

/** What the orchestrator makes of a label: a choice where it is one. */
export function answerOf(text: string, choices: readonly Choice[] = []): Answer {
  return { text, choice: choices.find(({ label }) => label === text)?.id };
}
