import type { AnyTool } from '../../contracts/tool';
import type { Workplace } from '../workplace';
import type { PlanFacts } from './validatePlan';

/** What validation needs to know of this workspace. */
export async function planFacts(place: Workplace): Promise<Omit<PlanFacts, 'source'> & { readonly source: 'model' }> {
  const verifier = await firstReady(place.tools);
  return { tools: place.tools, resolve: (path) => place.files.resolve(path), verifier, source: 'model' };
}

/** The first tool that verifies and would find something to check. */
async function firstReady(tools: readonly AnyTool[]): Promise<AnyTool | undefined> {
  for (const tool of tools) if ((await tool.verifies?.describe().catch(() => undefined)) !== undefined) return tool;
  return undefined;
}
