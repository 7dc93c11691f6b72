import * as vscode from 'vscode';
import type { SettingsPort } from '../contracts/settings';
import { superToolActions, type AgentCall, type SuperToolAnswer, type SuperToolInput } from '../contracts/superTool';
import { ellipsis } from '../base/text';
import { signalOf } from '../editor/cancellation';

/** The tool as the editor calls it. */
export interface FluxTool {
  invoke(
    options: vscode.LanguageModelToolInvocationOptions<SuperToolInput>,
    token: vscode.CancellationToken,
    progress?: vscode.Progress<{ message: string }>,
  ): Promise<vscode.LanguageModelToolResult>;
  prepareInvocation(
    options: vscode.LanguageModelToolInvocationPrepareOptions<SuperToolInput>,
  ): vscode.PreparedToolInvocation;
}

export interface FluxToolDeps {
  readonly orchestrate: (input: unknown, call: AgentCall) => Promise<SuperToolAnswer>;
  readonly settings: SettingsPort;
}

/** `flux_orchestrate`: Flux for the editor's own agent mode and for other extensions. */
export function createFluxTool({ orchestrate, settings }: FluxToolDeps): FluxTool {
  return {
    async invoke({ input }, token, progress) {
      const { signal, dispose } = signalOf(token);
      try {
        // Only newer editors, and only where they let the extension, take progress.
        const tell = typeof progress?.report === 'function' ? progress : undefined;
        const { text, structured } = await orchestrate(input, {
          signal,
          ...(tell && { progress: (_, message) => tell.report({ message }) }),
        });
        return new vscode.LanguageModelToolResult([
          new vscode.LanguageModelTextPart(text),
          new vscode.LanguageModelTextPart(JSON.stringify(structured)),
        ]);
      } finally {
        dispose();
      }
    },
    prepareInvocation: ({ input }) => prepare(input, settings),
  };
}

/** What stands in the chat while it works, and what the person confirms first: all that acts. */
function prepare(input: SuperToolInput, settings: SettingsPort): vscode.PreparedToolInvocation {
  const { action, session } = input;
  if (!superToolActions.includes(action)) return { invocationMessage: 'Asking Flux' };
  const about = session ? ` “${shown(session)}”` : '';
  const [now, asked] = actionWords[action];
  const message = asked?.(input, settings('approval.mode') === 'auto');
  return {
    invocationMessage: `Flux: ${now}${about}`,
    ...(message && { confirmationMessages: { title: `Flux: ${now}${about}`, message } }),
  };
}

type Asked = (input: SuperToolInput, isAuto: boolean) => string;

/** What it does now, and what will happen, where the person is asked first. */
const actionWords: Readonly<Record<SuperToolInput['action'], readonly [string, Asked?]>> = {
  run: [
    'running a goal',
    (input, isAuto) =>
      `${goalOf(input)} ${
        isAuto
          ? 'It runs without asking you, because flux.approval.mode is auto.'
          : 'You see the plan and approve it before anything is changed.'
      }`,
  ],
  plan: ['planning a goal', (input) => `${goalOf(input)} Flux only proposes a plan. Nothing is changed.`],
  status: ['looking at a session'],
  feedback: ['sending feedback', ({ text }) => `Flux takes this into account: “${shown(text)}”`],
  answer: ['answering a question', ({ text }) => `The agent answers Flux: “${shown(text)}”`],
  approve: [
    'approving a plan',
    (_, isAuto) =>
      isAuto
        ? 'Flux carries out the plan: it may change files and run commands as the plan says.'
        : 'Flux shows you the plan. Only you can approve it.',
  ],
  reject: ['rejecting a plan', () => 'Flux discards the plan. Nothing is changed.'],
  pause: ['pausing a session'],
  resume: ['resuming a session', () => 'Flux continues the plan that was approved.'],
  stop: ['stopping a session', () => 'Flux stops the session. You can undo what it has done.'],
  undo: ['undoing a session', () => 'Flux restores the files that the session changed. Your later edits are kept.'],
  redo: ['redoing a session', () => 'Flux reapplies the changes of the session. Your later edits are kept.'],
  list_sessions: ['listing sessions'],
  list_workflows: ['listing workflows'],
  list_proposals: ['listing suggestions'],
};

function goalOf({ goal, workflow }: SuperToolInput): string {
  const said = goal?.trim() ? `Goal: “${shown(goal)}”.` : '';
  return [workflow ? `Workflow: “${shown(workflow)}”.` : '', said].filter(Boolean).join(' ');
}

function shown(text = ''): string {
  return ellipsis(text.replace(/\s+/g, ' ').trim(), 300);
}
