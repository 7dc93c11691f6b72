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
  readonly 'model.prices': Readonly<Record<string, { readonly input?: number; readonly output?: number; readonly cachedInput?: number }>>;
  /** Longest silence of the endpoint before a call is given up, in seconds. */
  readonly 'model.timeoutSeconds': number;
  readonly 'approval.mode': 'plan' | 'step' | 'auto';
  readonly 'execution.maxParallelSteps': number;
  readonly 'execution.stepTimeoutSeconds': number;
  readonly 'sessions.retentionDays': number;
  readonly 'tests.command': string;
  readonly 'tests.framework': string;
  /** How long the tests may take before the first change, to know how they stood; 0 = not asked. */
  readonly 'tests.baselineSeconds': number;
}

export type SettingKey = keyof Settings;

/** Reads one setting as it is now. */
export type SettingsPort = <K extends SettingKey>(key: K) => Settings[K];
