import type { AgentsPort } from '../contracts/agents';
import type { CheckpointPort } from '../contracts/checkpoint';
import type { FilesPort } from '../contracts/files';
import type {
  Clock,
  CodeIndexPort,
  EditorPort,
  GitPort,
  LogPort,
  OtherToolsPort,
  SearchPort,
} from '../contracts/ports';
import type { TestCounts } from '../contracts/session';
import type { AddToSetting, SettingsPort } from '../contracts/settings';
import type { AnyTool } from '../contracts/tool';
import type { Outline } from '../outlines/outline';
import type { MeaningOf } from './codeIndex/questionMeaning';

/** The code index as planning uses it. */
export interface WorkspaceIndex extends Pick<CodeIndexPort, 'find' | 'symbols'> {
  /** Resolves once what is known to have changed is in it. */
  upToDate(): Promise<void>;
}

/** Everything outside that planning and running reach: ports, the tools as a list, settings and the clock. */
export interface Workspace {
  readonly files: FilesPort;
  readonly search: SearchPort;
  readonly outline: Outline;
  /** Left out: what a goal is about is found by searching. */
  readonly index?: WorkspaceIndex;
  /** What a question means, for searching the index; left out: it is searched by words alone. */
  readonly meaningOf?: MeaningOf;
  readonly git: GitPort;
  readonly editor: EditorPort;
  readonly tools: readonly AnyTool[];
  /** The tools that other extensions and servers bring. */
  readonly otherTools: OtherToolsPort;
  readonly checkpoints: CheckpointPort;
  readonly agents: AgentsPort;
  readonly settings: SettingsPort;
  readonly addToSetting: AddToSetting;
  readonly now: Clock;
  readonly log: LogPort;
  /** What the tests said when they last ran in this window, if they did. */
  readonly lastTests?: () => TestCounts | undefined;
}
