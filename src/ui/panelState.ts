import { commitWords } from '../words/scope';
import type { FilePreview, PanelState } from '../contracts/panel';
import type { PlanSnapshot, SessionSnapshot, StepSnapshot, UndoReport } from '../contracts/session';
import { cutMiddle } from '../base/text';
import { asCode, showWhole } from '../base/visibleText';
import { commandOf, isCommandLine } from '../core/run/runKeys';
import { hasEnded } from '../words/sessionState';
import { undoText } from './undoText';

/** What the panel draws besides the session itself. */
export interface PanelParts {
  readonly toolTitles: Readonly<Record<string, string>>;
  readonly previews?: Readonly<Record<string, readonly FilePreview[]>>;
  /** What approving would allow. */
  readonly scope?: PanelState['scope'];
  readonly outdated?: readonly string[];
  readonly activity?: PanelState['activity'];
  readonly notice?: PanelState['notice'];
  readonly modelLabel?: string;
}

/** A result longer than this crosses to the panel with its middle cut out; the whole output opens in an editor. */
const resultChars = 6_000;
/** How much of a command the sentence about the scope shows; the step shows all. */
const shownRun = 300;
/** An input larger than this (as JSON) stays behind once it can no longer be edited. */
const inputChars = 4_000;

/** Everything the panel draws of a session, without the bulk that it would not show. */
export function buildPanelState(session: SessionSnapshot, parts: PanelParts): PanelState {
  const asking = session.state === 'awaiting_approval';
  return {
    session: {
      ...session,
      plan:
        session.plan &&
        slimPlan(
          session.plan,
          asking,
          session.gates.map(({ step }) => step),
        ),
      previousPlan: session.previousPlan && (asking ? slimPlan(session.previousPlan, true) : undefined),
    },
    toolTitles: parts.toolTitles,
    previews: parts.previews ?? {},
    scope: asking
      ? parts.scope && { ...parts.scope, runs: parts.scope.runs.map((run) => showWhole(run, shownRun)) }
      : undefined,
    outdated: asking ? (parts.outdated ?? []) : [],
    activity: parts.activity,
    notice: parts.notice,
    undo: undoOf(session, parts.activity !== undefined),
    modelLabel: parts.modelLabel,
  };
}

/** Undefined while there is nothing to undo, or not yet. */
function undoOf(session: SessionSnapshot, working: boolean): PanelState['undo'] {
  if (!hasEnded(session.state) && session.state !== 'paused') return undefined;
  const steps = session.plan?.steps ?? [];
  const canUndo = steps.some(
    (step) =>
      !step.undone && (step.files?.some((path) => !step.unkept?.includes(path)) || step.commit || wasCutOff(step)),
  );
  const { undo } = session;
  if (!canUndo && !undo) return undefined;
  const busy = undo !== undefined && undo.report === undefined && working;
  const text =
    undo &&
    !busy &&
    (undo.report ? undoText(undo.action, undo.report) : `The ${undo.action} was interrupted. Repeat it to finish.`);
  return {
    canUndo,
    canRedo: steps.some((step) => step.undone) || (undo?.action === 'undo' && hasDone(undo.report)),
    busy,
    text: text || undefined,
    conflicts: undo?.report?.conflicts ?? [],
  };
}

/**
 * Whether a crash left nothing but what had been kept of the files, so that only undoing tells whether it changed them.
 */
function wasCutOff(step: StepSnapshot): boolean {
  return step.cutOff === true && step.effect === 'write';
}

function hasDone(report: UndoReport | undefined): boolean {
  return (
    report !== undefined &&
    (report.restored.length + report.merged.length > 0 || (report.commits ?? []).some(({ done }) => done))
  );
}

/** A step that asks keeps its input, so that what it asks about can be read whole. */
function slimPlan(plan: PlanSnapshot, withInputs: boolean, asking: readonly (string | undefined)[] = []): PlanSnapshot {
  return {
    ...plan,
    seen: undefined,
    looked: undefined,
    steps: plan.steps.map((step) => slimStep(step, withInputs || asking.includes(step.id))),
  };
}

function slimStep(step: StepSnapshot, withInput: boolean): StepSnapshot {
  const result = step.result === undefined ? undefined : cutMiddle(step.result, resultChars);
  const input = withInput || JSON.stringify(step.input ?? {}).length <= inputChars ? step.input : undefined;
  return { ...step, result, input };
}

/**
 * What approving allows, in one sentence, commands between backticks: `Flux may write a.ts and run tests. Anything else
 * asks again.` What it runs may be given as tools' names (verbs) or as commands.
 */
export function scopeSentence(scope: NonNullable<PanelState['scope']>): string {
  const parts: string[] = [];
  if (scope.writes.length > 0) parts.push(`write ${listed(scope.writes, 'file')}`);
  const commands = scope.runs.filter((run) => !isToolName(run));
  parts.push(...scope.runs.filter(isToolName).map((name) => name.replaceAll('_', ' ')));
  if (commands.length > 0) parts.push(`run ${listed(commands.map(commandCode), 'command')}`);
  if (scope.commits) parts.push(commitWords(scope));
  const saves = scope.saves === undefined ? '' : ` ${scope.saves}`;
  if (parts.length === 0) return 'Flux will only read files. Flux asks before doing anything else.';
  return `Flux may ${joined(parts)}. Flux asks before doing anything else.${saves}`;
}

/** A command line as code: `npm run build`. */
function commandCode(run: string): string {
  return asCode(isCommandLine(run) ? commandOf(run) : run, shownRun);
}

function isToolName(run: string): boolean {
  return /^[a-z]+(_[a-z]+)+$/.test(run);
}

function listed(items: readonly string[], noun: string): string {
  const shown = items.slice(0, 4);
  const more = items.length - shown.length;
  return more > 0 ? `${shown.join(', ')} and ${more} more ${noun}${more === 1 ? '' : 's'}` : joined(shown);
}

function joined(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}
