import type { Intent } from '../../contracts/intent';
import type { Compression, Judging, Tier } from '../../contracts/intentHandling';
import type { Purpose } from '../../contracts/model';
import type { SettingKey } from '../../contracts/settings';

/** How steps of one intent are handled. */
export interface IntentHandling {
  /** The setting with the tokens that such a step takes before its complexity counts. */
  readonly baseline: SettingKey & `budget.intents.${string}`;
  /** What may be done to its prompts; nothing: they are sent as they are. */
  readonly compression: readonly Compression[];
  /** The model that suffices where neither complexity nor failures ask for another. */
  readonly tier: Tier;
  readonly judging: Judging;
  /** What it means for a step of a coding plan, in a sentence. */
  readonly meaning: string;
}

/**
 * The registry of handlers: everything that differs from intent to intent. Who handles a call or a step asks
 * `handlingOf`, which adds what settings say. What is edited must be seen word for word,
 * so where lines are changed their bodies stay; a wrong choice costs more than a dear call, so choices are for the
 * strong model.
 */
export const intentTable: Readonly<Record<Intent, IntentHandling>> = {
  extract: {
    baseline: 'budget.intents.extract',
    compression: ['semantic'],
    tier: 'fast',
    judging: 'found',
    meaning: 'takes what is there, as it is, from a place that is known',
  },
  summarize: {
    baseline: 'budget.intents.summarize',
    compression: ['structural', 'outputs', 'history'],
    tier: 'fast',
    judging: 'words',
    meaning: 'says in fewer words what is there, for somebody to read',
  },
  generate: {
    baseline: 'budget.intents.generate',
    compression: ['structural', 'semantic'],
    tier: 'ordinary',
    judging: 'edits',
    meaning: 'writes what was not there: a file, a function, a test, a feature',
  },
  validate: {
    baseline: 'budget.intents.validate',
    compression: ['outputs'],
    tier: 'fast',
    judging: 'verdict',
    meaning: 'finds out whether something holds',
  },
  send: {
    baseline: 'budget.intents.send',
    compression: ['outputs'],
    tier: 'fast',
    judging: 'receipt',
    meaning: 'gives something away, out of the working tree: a commit, a push, a release, an issue, a message',
  },
  transform: {
    baseline: 'budget.intents.transform',
    compression: ['semantic'],
    tier: 'ordinary',
    judging: 'edits',
    meaning: 'changes what is there: fixes, refactors, renames, moves, deletes, formats, upgrades',
  },
  conditional: {
    baseline: 'budget.intents.conditional',
    compression: ['outputs', 'history'],
    tier: 'strong',
    judging: 'choice',
    meaning: 'acts only where something holds, or finds out how the plan continues',
  },
  aggregate: {
    baseline: 'budget.intents.aggregate',
    compression: ['structural', 'outputs'],
    tier: 'ordinary',
    judging: 'found',
    meaning: 'brings many into one: a count, a table, a total, an index, a list of all',
  },
  filter: {
    baseline: 'budget.intents.filter',
    compression: ['structural', 'outputs'],
    tier: 'fast',
    judging: 'found',
    meaning: 'picks out of many the few that fit',
  },
  enrich: {
    baseline: 'budget.intents.enrich',
    compression: ['semantic'],
    tier: 'ordinary',
    judging: 'edits',
    meaning: 'adds to what is there without changing what that does: types, comments, docs, logs, dependencies',
  },
};

/**
 * What a call counts as that belongs to no step. A plan is new text. A binding without its step mostly edits what is
 * there, and a repair changes an answer. A decision chooses the way. Talk, summaries and commit messages say briefly
 * what is there. Routing picks what words, and steps, belong to.
 */
const byPurpose: Readonly<Record<Purpose, Intent>> = {
  plan: 'generate',
  bind: 'transform',
  repair: 'transform',
  decide: 'conditional',
  converse: 'summarize',
  summarize: 'summarize',
  commit_message: 'summarize',
  route: 'filter',
};

/** The intent of a call that belongs to no step. */
export function intentOfPurpose(purpose: Purpose): Intent {
  return byPurpose[purpose];
}
