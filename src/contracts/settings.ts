import type { BudgetStrategy } from './budget';

/** The settings of this release, as read from `flux.*`; package.json holds every default. */
export interface Settings {
  readonly 'orchestration.enabled': boolean;
  readonly 'model.provider': 'auto' | 'vscode' | 'openai' | 'offline';
  readonly 'model.baseUrl': string;
  readonly 'model.id': string;
  readonly 'model.fastId': string;
  readonly 'model.strongId': string;
  /** In tokens; 0 = unknown. */
  readonly 'model.contextWindow': number;
  /** US dollars per million tokens, by model id. */
  readonly 'model.prices': Readonly<
    Record<string, { readonly input?: number; readonly output?: number; readonly cachedInput?: number }>
  >;
  /** Longest silence of the endpoint before a call is given up, in seconds. */
  readonly 'model.timeoutSeconds': number;
  readonly 'approval.mode': 'plan' | 'step' | 'auto';
  /** Prefixes of commands that run without asking; parts of compound commands are judged one by one. */
  readonly 'approval.allowedCommands': readonly string[];
  /** Prefixes of commands that are refused; wins over everything. */
  readonly 'approval.deniedCommands': readonly string[];
  /** Tools whose steps run without asking. */
  readonly 'approval.allowedTools': readonly string[];
  /** When the model is asked what comes next: after failures and surprises, after every step, or never. */
  readonly 'decisions.mode': 'surprise' | 'always' | 'never';
  readonly 'execution.maxParallelSteps': number;
  /** How often a step is tried again after a failure that may pass. */
  readonly 'execution.maxRetries': number;
  readonly 'execution.stepTimeoutSeconds': number;
  /** How many sessions may plan or run at once; more wait their turn. */
  readonly 'sessions.maxConcurrent': number;
  readonly 'sessions.retentionDays': number;
  /** Whether the project's own linters and formatters run in auto_fix, besides the editor's. */
  readonly 'autofix.projectTools': boolean;
  /** Fixers that are never run, by name (`eslint`, `prettier`, …). */
  readonly 'autofix.skip': readonly string[];
  /** Whether there is a code index. */
  readonly 'index.enabled': boolean;
  /** Larger files are not indexed, in kB. */
  readonly 'index.maxFileKb': number;
  /** Id of the endpoint's model that embeds the index's pieces; empty = off. */
  readonly 'index.embeddings': string;
  /** How many tokens that may take on a day in one workspace; 0 = any number. */
  readonly 'index.embeddingTokensPerDay': number;
  readonly 'budget.strategy': BudgetStrategy;
  /** Tokens that one goal may take; 0 = no limit. */
  readonly 'budget.maxTokensPerRun': number;
  /** US dollars that one goal may cost; 0 = no limit. */
  readonly 'budget.maxCostPerRun': number;
  /** By how much a step may pass what it is allotted before that is shown as too much, as a part of it. */
  readonly 'budget.overageThreshold': number;
  /** From which part of the model's window on a conversation is folded. */
  readonly 'budget.compressAt': number;
  /** What a step takes, in tokens, before its complexity counts. */
  readonly 'budget.intents.extract': number;
  readonly 'budget.intents.summarize': number;
  readonly 'budget.intents.generate': number;
  readonly 'budget.intents.validate': number;
  readonly 'budget.intents.send': number;
  readonly 'budget.intents.transform': number;
  readonly 'budget.intents.conditional': number;
  readonly 'budget.intents.aggregate': number;
  readonly 'budget.intents.filter': number;
  readonly 'budget.intents.enrich': number;
  /** Steps at most so complex (0–10) are given to the fast model. */
  readonly 'routing.fastUpTo': number;
  /** Steps at least so complex (0–10) are given to the strong model. */
  readonly 'routing.strongFrom': number;
  /** After so many failures of a step, the strong model takes over; 0 = never. */
  readonly 'routing.strongAfterFailures': number;
  /** What differs from the table of intents, by intent, as it was written: `core/intents/handlings.ts` reads it. */
  readonly 'routing.intents': Readonly<Record<string, unknown>>;
  readonly 'tests.command': string;
  readonly 'tests.framework': string;
  /** How long the tests may take before the first change, to know how they stood; 0 = not asked. */
  readonly 'tests.baselineSeconds': number;
  /** Whether anything is watched. */
  readonly 'watchers.enabled': boolean;
  /** Which tests run after a save. */
  readonly 'watchers.tests': 'affected' | 'all' | 'off';
  /** What happens to problems that fix themselves, in files that were saved. */
  readonly 'watchers.autofix': 'offer' | 'onSave' | 'off';
  readonly 'watchers.git': boolean;
  readonly 'watchers.comments': boolean;
  /** Whether what a person does with suggestions moves their weights. */
  readonly 'watchers.learn': boolean;
  /** Milliseconds of no typing before a watcher starts anything. */
  readonly 'watchers.quietMs': number;
  /** Whether other agents on this computer may use Flux, by MCP. */
  readonly 'mcp.enabled': boolean;
  /** Where the MCP server listens on 127.0.0.1; 0 = any free port. */
  readonly 'mcp.port': number;
  /** Where ended goals are sent as OpenTelemetry spans; empty = off. Only the person's own settings count. */
  readonly 'telemetry.otlpEndpoint': string;
}

export type SettingKey = keyof Settings;

/** Adds to a list setting of the person's own (not the workspace's). */
export type AddToSetting = (key: 'approval.allowedCommands' | 'approval.allowedTools', value: string) => Promise<void>;

/** Reads one setting as it is now. */
export type SettingsPort = <K extends SettingKey>(key: K) => Settings[K];
