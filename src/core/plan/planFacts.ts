import type { AnyTool } from '../../contracts/tool';
import type { Workspace } from '../workspace';
import type { PlanFacts } from './validatePlan';

/** What validation needs to know of this workspace. */
export async function planFacts(
  workspace: Workspace,
): Promise<Omit<PlanFacts, 'source'> & { readonly source: 'model' }> {
  const verifier = await firstReady(workspace.tools);
  return { tools: workspace.tools, resolve: (path) => workspace.files.resolve(path), verifier, source: 'model' };
}

/** The first tool that verifies and would find something to check. */
async function firstReady(tools: readonly AnyTool[]): Promise<AnyTool | undefined> {
  for (const tool of tools) if ((await tool.verifies?.describe().catch(() => undefined)) !== undefined) return tool;
  return undefined;
}
