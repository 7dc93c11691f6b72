import * as z from 'zod';
import type { ToolSummary } from '../contracts/api';
import type { AnyTool } from '../contracts/tool';

/**
 * The tools as other extensions and the tool reference see them; the schema is the one that calls are checked against.
 */
export function toolSummaries(tools: readonly AnyTool[]): ToolSummary[] {
  return tools.map(({ name, title, description, effect, input }) => ({
    name,
    title,
    description,
    effect,
    inputSchema: z.toJSONSchema(input, { io: 'input', unrepresentable: 'any' }),
  }));
}
