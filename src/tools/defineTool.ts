import type { Tool } from '../contracts/tool';

/** Gives a tool's parts their types: the input of every function follows from the schema. Returns its argument. */
export function defineTool<I>(tool: Tool<I>): Tool<I> {
  return tool;
}
