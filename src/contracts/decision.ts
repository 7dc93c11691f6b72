import * as z from 'zod';
import { commentFields, notesSchema, optional, stepReplySchema, written } from './plan';
import type { SessionState } from './session';

const urgencies = ['low', 'normal', 'high', 'critical'] as const;
export type Urgency = (typeof urgencies)[number];

/** A decision as a model writes it. Models leave fields out as `null`. */
export const decisionReplySchema = written(
  z.strictObject({
    action: z.enum(['create_task', 'escalate_to_human', 'project_complete', 'wait_for_more_tasks']),
    reasoning: z.string().default(''),
    next_agent_type: optional(z.string()),
    task_description: optional(z.string()),
    context_to_pass: optional(
      z.strictObject({ files_to_reference: optional(z.array(z.string())), key_information: optional(z.string()) }),
    ),
    urgency: optional(z.enum(urgencies)),
    steps: optional(z.array(stepReplySchema)),
    drop: optional(z.array(z.coerce.string())),
    /** What will be different, and what the person should know, where the decision changes that. */
    summary: optional(z.string()),
    notes: optional(notesSchema),
    /** For `escalate_to_human`: answers to choose from. */
    choices: optional(z.array(z.string().min(1).max(200)).max(6)),
  }),
  {},
  [...commentFields.filter((name) => name !== 'reasoning'), 'analysis', 'confidence'],
);
export type DecisionReply = z.infer<typeof decisionReplySchema>;

/** Why a decision was due. */
export type DecisionCause =
  'failed' | 'surprise' | 'decision_point' | 'unverified' | 'feedback' | 'woken' | 'every_step';

/** A decision and what came of it. */
export interface DecisionRecord {
  readonly at?: number;
  readonly why: DecisionCause;
  /** The step that it was about. */
  readonly step?: string;
  readonly by: 'model' | 'rule' | 'person';
  readonly action: DecisionReply['action'] | 'go_on';
  readonly reasoning: string;
  /** The role that the new work went to, and why not the one that was asked for. */
  readonly role?: string;
  readonly roleNote?: string;
  readonly task?: string;
  readonly urgency?: Urgency;
  /** Ids of the steps that it added, and of the queued ones that it took out. */
  readonly added?: readonly string[];
  readonly dropped?: readonly string[];
  /** What became of it where that is not what it asked for, in a sentence. */
  readonly outcome?: string;
  /** What the run looked like when it was made, to notice when nothing moves. */
  readonly mark?: string;
  /**
   * How many remarks and answers it knows of, and how many of these are remarks. For the fold, which marks them in
   * `SessionSnapshot.said`.
   */
  readonly heard?: number;
  readonly heardWords?: number;
  /** When it was asked for, in the time of events: what ended later it has not seen. */
  readonly asked?: number;
}

/** What was decided, which files it is about and what is open, for the role that goes on. Made from events. */
export interface Handover {
  readonly from: SessionState;
  readonly to: SessionState;
  readonly fromRole?: string;
  readonly toRole?: string;
  readonly decided: readonly string[];
  readonly files: readonly string[];
  readonly open: readonly string[];
  readonly at?: number;
}

/** One exchange of a role's conversation. */
export interface RoleTurn {
  readonly task: string;
  readonly answer: string;
  readonly step?: string;
  readonly at: number;
}

/** What must be known of a call to tell afterwards whether it had its effect. */
export interface StepIntent {
  /** Keys of the texts that the files are to hold, by path; null: deleted. Left out where that cannot be told ahead. */
  readonly becomes?: Readonly<Record<string, string | null>>;
  /** What the tool's effect was to change, as it stood before (`Recovery.mark`): of a commit, the newest one. */
  readonly mark?: string;
}

/** What a sleeping run waits for, as its event says; the fold makes a `Suspension` of it. */
export interface Waiting {
  readonly for: 'events' | 'person';
  readonly reason: string;
}

/** A goal that a session had before. */
export interface EarlierGoal {
  readonly goal: string;
  readonly state: SessionState;
  readonly summary?: string;
  readonly files: readonly string[];
  /** Ids of its plan's steps. */
  readonly steps: readonly string[];
  readonly endedAt: number;
  /** What the person said while it was worked on: feedback, and answers with their questions. */
  readonly said?: readonly string[];
  /** What was decided and why, a line each. */
  readonly decided?: readonly string[];
  /** What failed and why, a line each. */
  readonly failed?: readonly string[];
  /** What was left unproved or unanswered. */
  readonly open?: readonly string[];
}
