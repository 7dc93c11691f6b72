import type { Workplace } from '../workplace';

/** Whether a workflow changes nothing by itself, so that what it shows is to be spoken of rather than edited. */
export async function onlyReads(name: string | undefined, place: Workplace): Promise<boolean> {
  const workflow =
    name === undefined ? undefined : (await place.agents.workflows()).find((candidate) => candidate.name === name);
  return workflow !== undefined && !workflow.phases.includes('implementation');
}
