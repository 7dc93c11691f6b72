import type { Choice, Scope, StepSnapshot } from '../../contracts/session';
import type { SettingsPort } from '../../contracts/settings';
import type { AnyTool } from '../../contracts/tool';
import { ellipsis } from '../../base/text';
import { asCode, dropUnseen, showUnseen } from '../../base/visibleText';
import { judgeCommand } from '../approve/commandRules';
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
  const runs = runsOf(step, [tool]);
  const commands = runs.filter(isCommandLine).map(commandOf);
  // What another tool is told to run is judged too, but that tool does more than that.
  const isCommand = runs.length > 0 && runs.every(isCommandLine);
  const freed = scope.free ?? [];
  const rules = {
    allowed: [...settings('approval.allowedCommands'), ...freed.filter(isCommandLine).map(commandOf)],
    denied: settings('approval.deniedCommands'),
  };
  const judged = commands.map((command) => ({ command, ...judgeCommand(command, rules) }));
  const denied = judged.find(({ verdict }) => verdict === 'denied');
  if (denied) return { denied: `“${ellipsis(showUnseen(denied.command), 120)}” was not run: ${denied.why}` };
  const destructive = judged.find(({ verdict }) => verdict === 'destructive');
  if (destructive)
    return {
      kind: 'step',
      text: `${named(step)} runs ${runText(step, tool)}. ${showUnseen(destructive.why)} Run it?`,
      choices: [{ id: 'allow-once', label: 'Allow once', means: 'yes' }, skipStep],
      beyond: beyondScope(step, scope, [tool]),
    };

  const mode = settings('approval.mode');
  const beyond = beyondScope(step, scope, [tool]);
  const known = isCommand && judged.every(({ verdict }) => verdict === 'allowed');
  const allowed =
    known ||
    freed.includes(step.tool) ||
    freed.includes(freeOf(step, tool)) ||
    settings('approval.allowedTools').includes(step.tool);
  if (allowed) return 'go';
  if (mode === 'plan' && !beyond) return 'go';
  if (mode === 'auto' && (commands.length === 0 || !beyond)) return 'go';

  const prefix = judged.length === 1 ? judged[0]?.prefix : undefined;
  // A command of which no beginning is narrow enough is allowed as it stands, by the scope; as a beginning it would
  // allow more.
  const free = isCommand ? prefix && runOfCommand(prefix) : freeOf(step, tool);
  const always = isCommand
    ? prefix === undefined
      ? undefined
      : ({ key: 'approval.allowedCommands', value: prefix } as const)
    : ({ key: 'approval.allowedTools', value: step.tool } as const);
  return {
    kind: beyond ? 'delta' : 'step',
    text: beyond
      ? `${named(step)} goes beyond the approved plan: ${beyondText(step, beyond, tool)}. Allow it?`
      : `${named(step)} ${actsText(step, tool)}. Go on?`,
    choices: [
      { id: 'allow', label: 'Allow', means: 'yes' },
      ...(free ? [{ id: 'allow-run', label: 'Allow for this run', means: 'run' } as const] : []),
      ...(always
        ? [
            {
              id: 'allow-always',
              label: `Always allow ${isCommand ? `“${always.value}”` : tool.title}`,
              means: 'always',
            } as const,
          ]
        : []),
      skipStep,
    ],
    beyond,
    free,
    always,
  };
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
    .join(', ')}${rest > 0 ? ` and ${rest} more (the step names them)` : ''}`;
}

function runText(step: StepSnapshot, tool: AnyTool): string {
  const runs = runsOf(step, [tool])
    .filter((run) => run !== step.tool)
    .map((run) => asCode(isCommandLine(run) ? commandOf(run) : run, shownCommand));
  return runs.length > 0 ? runs.join(' and ') : asCode(step.about || step.tool, shownPath);
}
