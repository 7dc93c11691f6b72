import type { Choice, Scope, StepSnapshot } from '../../contracts/session';
import type { SettingsPort } from '../../contracts/settings';
import type { AnyTool } from '../../contracts/tool';
import { ellipsis } from '../../base/text';
import { asCode, dropUnseen, showUnseen } from '../../base/visibleText';
import { judgeCommand, type CommandJudgement } from '../commands/commandRules';
import { commandOf, isCommandLine, runOfCommand } from './runKeys';
import { beyondScope, runsOf, type Beyond } from './scope';

/** How much of a command is shown, in characters; of a longer one the middle is cut, and the step holds it whole. */
const shownCommand = 2_000;
const shownPath = 400;
const mostPaths = 30;

const skipStep: Choice = { id: 'skip', label: 'Skip this step', means: 'skip' };

/** A question for the person, and what each answer would allow. */
export interface Asking {
  /** `delta`: it goes beyond the approval; `step`: it is asked about because the settings, or its danger, want it. */
  readonly kind: 'delta' | 'step';
  readonly text: string;
  readonly choices: readonly Choice[];
  readonly beyond?: Beyond;
  /** What “for this run” would allow: a tool's name, or a prefix of commands as `$ npm run`. */
  readonly free?: string;
  /** What “always” would add to the person's settings. */
  readonly always?: { readonly key: 'approval.allowedCommands' | 'approval.allowedTools'; readonly value: string };
}

/** Whether a step may run: at once, after a question, or not at all. */
export type Permission = 'go' | { readonly denied: string } | Asking;

/**
 * Holds a step, as it will be called, against the approval and the settings. Denied commands are refused whatever was
 * approved; destructive ones always ask; the rest goes by `approval.mode`.
 */
export function permissionFor(step: StepSnapshot, tool: AnyTool, scope: Scope, settings: SettingsPort): Permission {
  if (step.effect === 'read') return 'go';
  const calls = judgeCalls(step, tool, scope, settings);
  const denied = calls.judged.find(({ verdict }) => verdict === 'denied');
  if (denied) return { denied: `“${ellipsis(showUnseen(denied.command), 120)}” was not run: ${denied.why}` };
  const beyond = beyondScope(step, scope, [tool]);
  const destructive = calls.judged.find(({ verdict }) => verdict === 'destructive');
  if (destructive)
    return {
      kind: 'step',
      text: `${named(step)} runs ${runText(step, tool)}. ${showUnseen(destructive.why)} Run it?`,
      choices: [{ id: 'allow-once', label: 'Allow once', means: 'yes' }, skipStep],
      beyond,
    };

  const freed = scope.free ?? [];
  const known = calls.areAll && calls.judged.every(({ verdict }) => verdict === 'allowed');
  const allowed =
    known ||
    freed.includes(step.tool) ||
    freed.includes(freeOf(step, tool)) ||
    settings('approval.allowedTools').includes(step.tool);
  if (allowed) return 'go';
  const mode = settings('approval.mode');
  if (mode === 'plan' && !beyond) return 'go';
  if (mode === 'auto' && (calls.judged.length === 0 || !beyond)) return 'go';
  return askingFor(step, tool, calls, beyond);
}

/** The command lines that a step runs, and what is thought of them. */
interface JudgedCalls {
  readonly judged: readonly (CommandJudgement & { readonly command: string })[];
  /** Whether they are all that runs: what another tool is to run is judged too, but that tool does more. */
  readonly areAll: boolean;
}

function judgeCalls(step: StepSnapshot, tool: AnyTool, scope: Scope, settings: SettingsPort): JudgedCalls {
  const runs = runsOf(step, [tool]);
  const freed = (scope.free ?? []).filter(isCommandLine).map(commandOf);
  const rules = {
    allowed: [...settings('approval.allowedCommands'), ...freed],
    denied: settings('approval.deniedCommands'),
  };
  const commands = runs.filter(isCommandLine).map(commandOf);
  return {
    judged: commands.map((command) => ({ command, ...judgeCommand(command, rules) })),
    areAll: runs.length > 0 && runs.every(isCommandLine),
  };
}

function askingFor(step: StepSnapshot, tool: AnyTool, calls: JudgedCalls, beyond: Beyond | undefined): Asking {
  const prefix = calls.judged.length === 1 ? calls.judged[0]?.prefix : undefined;
  // A command of which no beginning is narrow enough is allowed as it stands, by the scope; as a beginning it would
  // allow more.
  const free = calls.areAll ? prefix && runOfCommand(prefix) : freeOf(step, tool);
  const always = calls.areAll ? alwaysCommand(prefix) : ({ key: 'approval.allowedTools', value: step.tool } as const);
  const choices: Choice[] = [{ id: 'allow', label: 'Allow', means: 'yes' }];
  if (free) choices.push({ id: 'allow-run', label: 'Allow for this run', means: 'run' });
  if (always) {
    const what = calls.areAll ? `“${always.value}”` : tool.title;
    choices.push({ id: 'allow-always', label: `Always allow ${what}`, means: 'always' });
  }
  return {
    kind: beyond ? 'delta' : 'step',
    text: beyond
      ? `${named(step)} is not in the approved plan: ${beyondText(step, beyond, tool)}. Allow it?`
      : `${named(step)} ${actsText(step, tool)}. Continue?`,
    choices: [...choices, skipStep],
    beyond,
    free,
    always,
  };
}

function alwaysCommand(prefix: string | undefined): Asking['always'] {
  return prefix === undefined ? undefined : { key: 'approval.allowedCommands', value: prefix };
}

/** What “for this run” allows of a step without a command. */
function freeOf({ input }: StepSnapshot, tool: AnyTool): string {
  return tool.allowedAs?.(input ?? {}) ?? tool.name;
}

/** The step's title; nothing in it passes for Flux's own words. */
function named({ title }: StepSnapshot): string {
  return `“${ellipsis(dropUnseen(title).replace(/[`“”"]/g, "'"), 160)}”`;
}

function actsText(step: StepSnapshot, tool: AnyTool): string {
  if (step.effect === 'write')
    return `writes ${step.writes.length > 0 ? pathsText(step.writes) : asCode(step.about, shownPath)}`;
  if (tool.commits) return `commits ${asCode(step.about, shownPath)}`;
  return `runs ${runText(step, tool)}`;
}

function beyondText(step: StepSnapshot, { writes, runs, commits }: Beyond, tool: AnyTool): string {
  return [
    writes.length > 0 ? `it writes ${pathsText(writes)}` : '',
    runs.length > 0 ? `it runs ${runText(step, tool)}` : '',
    commits ? `it commits ${asCode(step.about, shownPath)}` : '',
  ]
    .filter(Boolean)
    .join(' and ');
}

function pathsText(paths: readonly string[]): string {
  const rest = paths.length - mostPaths;
  return `${paths
    .slice(0, mostPaths)
    .map((path) => asCode(path, shownPath))
    .join(', ')}${rest > 0 ? ` and ${rest} more (listed in the step)` : ''}`;
}

function runText(step: StepSnapshot, tool: AnyTool): string {
  const runs = runsOf(step, [tool])
    .filter((run) => run !== step.tool)
    .map((run) => asCode(isCommandLine(run) ? commandOf(run) : run, shownCommand));
  return runs.length > 0 ? runs.join(' and ') : asCode(step.about || step.tool, shownPath);
}
