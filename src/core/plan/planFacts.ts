import type { Workplace } from '../workplace';
import type { PlanFacts } from './validatePlan';

/** What validation needs to know of this workspace. */
export async function planFacts(place: Workplace): Promise<Omit<PlanFacts, 'source'> & { readonly source: 'model' }> {
  const hasTests = (await place.tests.describe().catch(() => undefined)) !== undefined;
  return { tools: place.tools, resolve: (path) => place.files.resolve(path), hasTests, source: 'model' };
}
