import * as z from 'zod';
import type { Event } from '../base/emitter';
import type { WorkflowSummary } from './agents';
import type { Gate, SessionSnapshot, SessionSummary, UndoReport } from './session';
import type { Proposal } from './watch';

/** What other agents may ask of Flux, by one tool. */
export const superToolActions = [
  'run',
  'plan',
  'status',
  'feedback',
  'answer',
  'approve',
  'reject',
  'pause',
  'resume',
  'stop',
  'undo',
  'redo',
  'list_sessions',
  'list_workflows',
  'list_proposals',
] as const;
export type SuperToolAction = (typeof superToolActions)[number];

/** What the tool says of itself to models; the manifest says the same. */
export const superToolDescription =
  'Flux works in the VS Code window that the person has open: it turns a goal into a plan that they see and ' +
  'approve, carries it out there, tests it, and can undo it. Use it to have something done in that workspace, and ' +
  'to follow, steer or stop it. Begin with action run and a goal, or with list_workflows.';

/** The one input of `flux_orchestrate` and of the MCP tool `flux`. */
export const superToolInput = z.strictObject({
  action: z
    .enum(superToolActions)
    .describe(
      'run: plan a goal and run it once it is approved. plan: only propose a plan. status: what a session does. ' +
        'feedback: tell a session something. answer: answer a question. approve, reject: a proposed plan. pause, ' +
        'resume, stop, undo, redo: a session. list_sessions, list_workflows, list_proposals: what there is.',
    ),
  session: z
    .string()
    .max(200)
    .optional()
    .describe(
      'Name or id of a session. With run or plan: an ended session takes up the new goal; a new name names a new ' +
        'session. By default the only session that fits.',
    ),
  goal: z.string().max(20_000).optional().describe('For run and plan: what is wanted, in plain words.'),
  workflow: z.string().max(200).optional().describe('For run and plan: name of a workflow, see list_workflows.'),
  inputs: z
    .record(z.string(), z.string().max(20_000))
    .optional()
    .describe('Inputs of the workflow by name. Flux asks for those that are missing.'),
  gate: z.string().max(200).optional().describe('For answer: id of the question. By default the only open one.'),
  text: z
    .string()
    .max(20_000)
    .optional()
    .describe('For feedback and answer: the words, or the id of a choice. For reject: the reason.'),
  wait: z
    .boolean()
    .optional()
    .describe(
      'Whether the call lasts until the session has ended or needs somebody. True for run and resume unless given. ' +
        'With status: until something has changed.',
    ),
  keep: z
    .boolean()
    .optional()
    .describe('For run and plan: false stops the session when you disconnect. True unless given.'),
});
export type SuperToolInput = z.infer<typeof superToolInput>;

const choiceAnswer = z.looseObject({ id: z.string(), label: z.string(), description: z.string().optional() });

/** The structured half of an answer. */
export const superToolOutput = z.looseObject({
  session: z
    .looseObject({
      id: z.string(),
      name: z.string(),
      state: z.string(),
      progress: z.number(),
      summary: z.string().optional(),
      changedFiles: z.array(z.string()),
      verified: z.boolean().optional(),
    })
    .optional(),
  gates: z.array(
    z.looseObject({
      id: z.string(),
      kind: z.string(),
      text: z.string(),
      choices: z.array(choiceAnswer).optional(),
      forPerson: z.boolean(),
    }),
  ),
  note: z.string().optional(),
  sessions: z.array(z.looseObject({ id: z.string(), name: z.string(), state: z.string() })).optional(),
  workflows: z.array(z.looseObject({ name: z.string(), description: z.string() })).optional(),
  proposals: z.array(z.looseObject({ id: z.string(), title: z.string(), goal: z.string() })).optional(),
  error: z.looseObject({ reason: z.string(), message: z.string() }).optional(),
});

/** A question that is open. `forPerson`: an agent cannot answer it; the person does, in the editor. */
export interface OpenGate extends Pick<Gate, 'id' | 'kind' | 'text' | 'choices' | 'step' | 'input'> {
  readonly forPerson: boolean;
}

/** Where a session stands, for another agent. */
export interface SessionStanding extends Pick<
  SessionSnapshot,
  'id' | 'name' | 'goal' | 'state' | 'progress' | 'summary' | 'changedFiles' | 'error'
> {
  /** Set once it is complete. */
  readonly verified?: boolean;
}

/** What an action came to. */
export interface SuperToolAnswer {
  /** For the model. */
  readonly text: string;
  readonly isError: boolean;
  readonly structured: {
    readonly session?: SessionStanding;
    readonly gates: readonly OpenGate[];
    /** What the action did beyond that, and what to do next: some clients show a model only this half. */
    readonly note?: string;
    readonly sessions?: readonly SessionSummary[];
    readonly workflows?: readonly WorkflowSummary[];
    readonly proposals?: readonly Proposal[];
    readonly undo?: UndoReport;
    readonly error?: { readonly reason: string; readonly message: string };
  };
}

/**
 * What was said to a question that was put to whoever uses the agent. `later`: it stays open, also where they declined:
 * programs that nobody sits at decline everything at once, and the agent may know the answer itself.
 */
export type GateReply = { readonly kind: 'answer'; readonly text: string } | { readonly kind: 'later' };

/** A call of the super-tool, while it lasts. */
export interface AgentCall {
  /** The caller takes the call back: what it has started stops. */
  readonly signal: AbortSignal;
  /** The caller is gone: nobody waits any more, what it has started goes on. */
  readonly gone?: AbortSignal;
  /** From 0 to 1, and what happens now. */
  readonly progress?: (fraction: number, text: string) => void;
  /** Puts a question that the agent may answer to whoever uses it; `again` says why it is asked once more. */
  readonly ask?: (gate: OpenGate, session: string, again?: string) => Promise<GateReply>;
  /** A session that this call has started. */
  readonly started?: (session: string, keep: boolean) => void;
}

/** The super-tool, and what its resources show. */
export interface SuperToolPort {
  /** Never rejects, except with a CancelledError. */
  orchestrate(input: unknown, call: AgentCall): Promise<SuperToolAnswer>;
  sessions(): Promise<readonly SessionSummary[]>;
  session(nameOrId: string): Promise<SessionSnapshot>;
  /** The same without secrets. */
  sharedSession(nameOrId: string): Promise<SessionSnapshot>;
  workflows(): Promise<readonly WorkflowSummary[]>;
  stop(session: string): Promise<unknown>;
  readonly onDidChangeSession: Event<SessionSnapshot>;
  readonly onDidRemoveSession: Event<string>;
}
