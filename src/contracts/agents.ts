import type { SessionState } from './session';

/** Who a step is given to: a prompt, and the tools that it may use. */
export interface Role {
  /** As plans and decisions name it: `code-writer`. */
  readonly name: string;
  readonly description: string;
  /** Its own instructions, ahead of everything else. */
  readonly prompt: string;
  /** Names of the tools that its steps may use; left out: all. */
  readonly tools?: readonly string[];
  /** `fast`, `ordinary`, `strong`, or a model's id; left out: ordinary. */
  readonly model?: string;
  /** The phases that it leads. */
  readonly phases: readonly SessionState[];
  /** The file in the workspace that it comes from; left out: built in. */
  readonly path?: string;
}

/** A role, for lists. */
export interface AgentSummary {
  readonly name: string;
  readonly description: string;
  readonly tools?: readonly string[];
  readonly model?: string;
  readonly phases: readonly SessionState[];
  readonly builtIn: boolean;
  readonly path?: string;
}

/** Lists of the workspace that an input may be chosen from. */
export const choiceLists = ['branches', 'files', 'changed_files', 'failing_tests'] as const;
export type ChoiceList = (typeof choiceLists)[number];

/** What a workflow must be told before it starts. */
export interface WorkflowInput {
  readonly name: string;
  readonly description: string;
  /** Whether it may stay empty. */
  readonly optional: boolean;
  readonly default?: string;
  /** A list of the workspace, which only suggests; or fixed words, of which it must be one. */
  readonly choices?: ChoiceList | readonly string[];
}

/** A template for goals. */
export interface Workflow {
  readonly name: string;
  readonly description: string;
  readonly inputs: readonly WorkflowInput[];
  /** The phases that it uses, in their order. */
  readonly phases: readonly SessionState[];
  /** The goal with `{{input}}` places. A line whose places all stay empty disappears. */
  readonly template: string;
  readonly path?: string;
}

/** A workflow, for lists. */
export interface WorkflowSummary extends Omit<Workflow, 'template'> {
  readonly builtIn: boolean;
}

/** The roles and workflows of this workspace: the built-in ones, and those of `.flux/agents` and `.flux/workflows`. */
export interface AgentsPort {
  /** A role of the workspace stands in for the built-in one of its name. */
  roles(): Promise<readonly Role[]>;
  workflows(): Promise<readonly Workflow[]>;
  /** What an input may be chosen from now, at most 200; empty where there is nothing. */
  choices(list: ChoiceList, signal: AbortSignal): Promise<readonly string[]>;
}

/** The folders of a workspace that hold such files. */
export type AgentFileKind = 'agents' | 'workflows';

/** What is wrong with a file, in a sentence that says what to do. */
export interface FileProblem {
  /** One-based. */
  readonly line: number;
  readonly message: string;
}

/** What a role's file came to. `line`: where its name stands. */
export type ParsedRole = { readonly role: Role; readonly line: number } | { readonly problems: readonly FileProblem[] };

/** What a workflow's file came to. `line`: where its name stands. */
export type ParsedWorkflow =
  { readonly workflow: Workflow; readonly line: number } | { readonly problems: readonly FileProblem[] };

/** A file of the workspace as it was read: its text, or why it could not be. */
export interface AgentFile {
  readonly kind: AgentFileKind;
  /** As everybody calls it. */
  readonly path: string;
  /** Names the workspace folder; of equal names in two folders the first folder's counts. */
  readonly folder: string;
  readonly content: { readonly text: string } | { readonly problem: string };
}

/** The built-in roles and workflows with the workspace's own, and what is wrong with those. */
export interface Agents {
  readonly roles: readonly Role[];
  readonly workflows: readonly Workflow[];
  readonly problems: readonly (FileProblem & { readonly path: string })[];
}
