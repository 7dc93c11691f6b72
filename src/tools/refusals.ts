import { FluxError } from '../base/errors';
import type { ToolFacts, ToolResult } from '../contracts/tool';

/** A result that says no. `message` says what happened and what to do next. */
export function refuse(reason: string, message: string, facts?: ToolFacts): ToolResult {
  return { status: 'failed', reason, message, retryable: false, ...(facts && { facts }) };
}

/**
 * Runs a tool's work and turns the FluxErrors of its ports into failed results, which the model can react to.
 * A CancelledError and a bug pass through.
 */
export async function refusalsAsResults(work: () => Promise<ToolResult>): Promise<ToolResult> {
  try {
    return await work();
  } catch (error) {
    if (!FluxError.is(error)) throw error;
    return { status: 'failed', reason: error.reason, message: error.message, retryable: error.retryable };
  }
}
