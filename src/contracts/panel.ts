import * as z from 'zod';
import type { ModelExchange } from './model';
import type { SessionSnapshot } from './session';

/** One line of a diff. */
export interface DiffLine {
  readonly kind: 'same' | 'added' | 'removed';
  readonly text: string;
  /** One-based, in the file before. */
  readonly oldLine?: number;
  readonly newLine?: number;
}

/** What a step would do to one file, before it is done. */
export interface FilePreview {
  readonly path: string;
  readonly isNew: boolean;
  readonly added: number;
  readonly removed: number;
  /** Runs of changed lines with three lines around; empty when `problem` is set. */
  readonly hunks: readonly { readonly lines: readonly DiffLine[] }[];
  /** The file is gone afterwards. */
  readonly deleted?: boolean;
  /** Why the edit would not apply now, in a sentence. */
  readonly problem?: string;
}

/** What a step does to files once its plan is approved. */
export interface StepChanges {
  readonly previews: readonly FilePreview[];
  /** Whether this is what it did, as recorded; otherwise what it was to do when the plan was approved. */
  readonly made: boolean;
}

/** Everything the plan panel draws. Sent whole each time. */
export interface PanelState {
  readonly session: SessionSnapshot;
  /** Tools' titles for people, by tool name. */
  readonly toolTitles: Readonly<Record<string, string>>;
  /** Diffs of steps whose edits are known, by step id. */
  readonly previews: Readonly<Record<string, readonly FilePreview[]>>;
  /** What approving would allow; undefined once nothing is left to approve. */
  readonly scope?: {
    readonly writes: readonly string[];
    readonly runs: readonly string[];
    readonly commits: boolean;
    readonly commitsAll?: boolean;
    readonly saves?: string;
  };
  /** Files that the plan was made from and that have changed since; empty once nothing is left to approve. */
  readonly outdated: readonly string[];
  /** What is happening at this moment and is not recorded, e.g. `Waiting for gpt-5 · 12 s`. */
  readonly activity?: { readonly text: string; readonly byStep?: Readonly<Record<string, string>> };
  /** An answer to the person's last action: why it was refused, or that it worked. */
  readonly notice?: { readonly kind: 'error' | 'info'; readonly text: string };
  /** What can be undone or redone now, and what the last undo or redo came to, in words. */
  readonly undo?: {
    readonly canUndo: boolean;
    readonly canRedo: boolean;
    readonly busy: boolean;
    readonly text?: string;
    readonly conflicts: readonly string[];
  };
  /** Whether an endpoint or an editor model can plan. */
  readonly modelLabel?: string;
}

/** To the panel. */
export type PanelUpdate =
  | { readonly type: 'state'; readonly state: PanelState }
  | { readonly type: 'empty'; readonly text: string }
  | PanelFinding;

/** To the panel: what it has asked for, beside the state. */
export type PanelFinding =
  | ({ readonly type: 'changes'; readonly session: string; readonly step: string } & StepChanges)
  | {
      readonly type: 'exchange';
      readonly session: string;
      /** Left out: calls about no step. */
      readonly step?: string;
      readonly calls: readonly ModelExchange[];
    };

const revision = z.number().int().min(0);
const stepId = z.string().min(1).max(200);

/** From the panel: a closed set; whatever changes the plan carries the revision it was made on. */
export const panelMessageSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  z.object({ type: z.literal('approve'), revision }),
  z.object({ type: z.literal('reject'), revision }),
  z.object({
    type: z.literal('edit'),
    revision,
    step: stepId,
    title: z.string().max(500).optional(),
    instruction: z.string().max(20_000).optional(),
    input: z.string().max(500_000).optional(),
  }),
  z.object({ type: z.literal('skip'), revision, step: stepId, skip: z.boolean() }),
  z.object({ type: z.literal('move'), revision, step: stepId, to: z.number().int().min(0) }),
  z.object({ type: z.literal('revise'), revision, text: z.string().min(1).max(20_000) }),
  z.object({ type: z.literal('answer'), gate: z.string().min(1), reply: z.string().max(20_000) }),
  z.object({ type: z.literal('feedback'), text: z.string().min(1).max(20_000) }),
  z.object({ type: z.literal('pause') }),
  z.object({ type: z.literal('resume') }),
  z.object({ type: z.literal('stop') }),
  z.object({ type: z.literal('openFile'), path: z.string().min(1), line: z.number().int().min(1).optional() }),
  z.object({ type: z.literal('openDiff'), step: stepId, path: z.string().min(1) }),
  z.object({ type: z.literal('showOutput'), step: stepId }),
  z.object({ type: z.literal('changes'), step: stepId }),
  z.object({ type: z.literal('exchange'), step: stepId.optional() }),
  z.object({ type: z.literal('copy'), text: z.string().min(1).max(4_000_000) }),
  z.object({ type: z.literal('undo'), step: stepId.optional() }),
  z.object({ type: z.literal('redo') }),
  z.object({ type: z.literal('compare'), path: z.string().min(1) }),
  z.object({ type: z.literal('newGoal'), text: z.string().min(1).max(20_000) }),
  z.object({ type: z.literal('connectModel') }),
]);
export type PanelMessage = z.infer<typeof panelMessageSchema>;

/** Asks for something to read; nothing happens by it. */
export type PanelQuestion = Extract<PanelMessage, { readonly type: PanelFinding['type'] }>;

export function isQuestion(message: PanelMessage): message is PanelQuestion {
  return message.type === 'changes' || message.type === 'exchange';
}
