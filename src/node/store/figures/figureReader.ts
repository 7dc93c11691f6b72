import type { DatabaseSync } from 'node:sqlite';
import type { StoreOperations } from '../storeProtocol';
import { readFigures } from './readFigures';
import { readPastGoals, readStepTokens } from './readHistory';
import { readMetrics } from './readMetrics';

/** Answers what happened so far. Its statements are prepared when somebody asks for the first time. */
export function createFigureReader(
  db: DatabaseSync,
): Pick<StoreOperations, 'metrics' | 'figures' | 'stepTokens' | 'pastGoals'> {
  let metrics: ReturnType<typeof readMetrics> | undefined;
  let figures: ReturnType<typeof readFigures> | undefined;
  let stepTokens: ReturnType<typeof readStepTokens> | undefined;
  let pastGoals: ReturnType<typeof readPastGoals> | undefined;
  return {
    metrics: (filter) => JSON.stringify((metrics ??= readMetrics(db))(filter).metrics),
    figures: (filter) => JSON.stringify((figures ??= readFigures(db))(filter)),
    stepTokens: (intent) => (stepTokens ??= readStepTokens(db))(intent),
    pastGoals: () => JSON.stringify((pastGoals ??= readPastGoals(db))()),
  };
}
