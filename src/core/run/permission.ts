import type { Scope, StepSnapshot } from '../../contracts/session';
import type { SettingsPort } from '../../contracts/settings';
import { ellipsis } from '../../base/text';
import { judgeCommand } from '../approve/commandRules';
import { commandOf, isCommandLine, runOfCommand } from './runKeys';
import { beyondScope, runsOf, type Beyond } from './scope';

/** A question for the person, and what each answer would allow. */
export interface Asking {
  /** `delta`: it goes beyond the approval; `step`: it is asked about because the settings, or its danger, want it. */
  readonly kind: 'delta' | 'step';
  readonly text: string;
  readonly choices: readonly string[];
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
export function permissionFor(step: StepSnapshot, toolTitle: string, scope: Scope, settings: SettingsPort): Permission {
  if (step.effect === 'read') return 'go';
  const commands = runsOf(step).filter(isCommandLine).map(commandOf);
  const free = scope.free ?? [];
  const rules = {
    allowed: [...settings('approval.allowedCommands'), ...free.filter(isCommandLine).map(commandOf)],
    denied: settings('approval.deniedCommands'),
  };
  const judged = commands.map((command) => ({ command, ...judgeCommand(command, rules) }));
  const denied = judged.find(({ verdict }) => verdict === 'denied');
  if (denied) return { denied: `“${ellipsis(denied.command, 120)}” was not run: ${denied.why}` };
  const destructive = judged.find(({ verdict }) => verdict === 'destructive');
  if (destructive) return { kind: 'step', text: `“${step.title}” runs \`${ellipsis(destructive.command, 300)}\`. ${destructive.why} Run it?`, choices: ['Allow once', 'Skip this step'], beyond: beyondScope(step, scope) };

  const mode = settings('approval.mode');
  const beyond = beyondScope(step, scope);
  const known = judged.length > 0 && judged.every(({ verdict }) => verdict === 'allowed');
  const allowed = known || free.includes(step.tool) || settings('approval.allowedTools').includes(step.tool);
  if (allowed) return 'go';
  if (mode === 'plan' && !beyond) return 'go';
  if (mode === 'auto' && (commands.length === 0 || !beyond)) return 'go';

  const [command] = judged;
  const prefix = command?.prefix;
  const forRun = command ? runOfCommand(prefix ?? command.command) : step.tool;
  const always = command ? (prefix === undefined ? undefined : ({ key: 'approval.allowedCommands', value: prefix } as const)) : ({ key: 'approval.allowedTools', value: step.tool } as const);
  return {
    kind: beyond ? 'delta' : 'step',
    text: beyond ? `“${step.title}” goes beyond the approved plan: ${beyondText(step, beyond)}. Allow it?` : `“${step.title}” ${actsText(step)}. Go on?`,
    choices: ['Allow', 'Allow for this run', ...(always ? [`Always allow ${command ? `“${always.value}”` : toolTitle}`] : []), 'Skip this step'],
    beyond,
    free: forRun,
    always,
  };
}

function actsText(step: StepSnapshot): string {
  if (step.effect === 'write') return `writes ${step.writes.join(', ') || step.about}`;
  if (step.tool === 'git_commit') return `commits ${step.about}`;
  return `runs ${runText(step)}`;
}

function beyondText(step: StepSnapshot, { writes, runs, commits }: Beyond): string {
  return [writes.length > 0 ? `it writes ${writes.join(', ')}` : '', runs.length > 0 ? `it runs ${runText(step)}` : '', commits ? 'it commits' : ''].filter(Boolean).join(' and ');
}

function runText(step: StepSnapshot): string {
  const commands = runsOf(step).filter(isCommandLine).map((run) => `\`${ellipsis(commandOf(run), 300)}\``);
  return commands.length > 0 ? commands.join(' and ') : step.about || step.tool;
}
