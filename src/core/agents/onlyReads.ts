import type { Workspace } from '../workspace';

/** Whether a workflow changes nothing by itself, so that what it shows is to be spoken of rather than edited. */
export async function onlyReads(name: string | undefined, workspace: Workspace): Promise<boolean> {
  const workflow =
    name === undefined ? undefined : (await workspace.agents.workflows()).find((candidate) => candidate.name === name);
  return workflow !== undefined && !workflow.phases.includes('implementation');
}
