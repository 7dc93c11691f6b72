import type * as vscode from 'vscode';
import type { LogPort } from '../../contracts/ports';
import type { ModelPort } from '../../contracts/model';
import type { Orchestrator } from '../../core/orchestrator';
import type { Conversations } from '../../core/talk/conversations';
import type { Workspace } from '../../core/workspace';
import type { Proposal } from '../../contracts/watch';
import type { Listening } from './listening';

/** What the chat participant reaches. */
export interface ChatDeps {
  readonly orchestrator: Orchestrator;
  readonly workspace: Workspace;
  /** What is suggested now, best first. */
  readonly proposals: () => readonly Proposal[];
  readonly log: LogPort;
  readonly conversations: Conversations;
  /** The model to use when this one is chosen in the chat view; undefined when none is connected. */
  readonly modelFor: (chosen: vscode.LanguageModelChat) => Promise<ModelPort | undefined>;
  readonly uriOf: (path: string) => vscode.Uri | undefined;
  readonly pathOf: (uri: vscode.Uri) => string | undefined;
  /** Shows a plan in the panel without taking the focus. */
  readonly showPlan: (session: string) => void;
}

/** What a response leaves behind for the next message of the same chat. */
export interface FluxChatResult extends vscode.ChatResult {
  readonly metadata?: {
    readonly session?: string;
    readonly revision?: number;
    readonly left?: boolean;
    readonly asked?: readonly string[];
    /** The conversation that an answer to a question leaves behind. */
    readonly talk?: string;
  };
}

/** The session that this chat was about last. */
export interface Earlier {
  readonly session: string;
  /** Its revision when the plan was shown; left out: this chat has shown no plan of it. */
  readonly revision?: number;
  /** The response ended because another message waited. */
  readonly left?: boolean;
  /** Ids of the questions that this chat has shown. */
  readonly asked?: readonly string[];
}

/** A message being answered: what the answer reaches, where it goes, and how long. */
export interface Reply {
  readonly deps: ChatDeps;
  readonly stream: vscode.ChatResponseStream;
  readonly listening: Listening;
  readonly model: ModelPort | undefined;
  readonly earlier: Earlier | undefined;
}
