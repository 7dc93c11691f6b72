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
  const { now, title, message } = actionWords[action];
  const asked = message?.(input, settings('approval.mode') === 'auto');
  return {
    invocationMessage: `Flux: ${now}${about}`,
    ...(asked && {
      confirmationMessages: {
        title: `Flux: ${title ?? now}?`,
        message: session ? `Session: “${shown(session)}”. ${asked}` : asked,
      },
    }),
  };
}

interface ActionWords {
  readonly now: string;
  /** What the person is asked, and what will happen; left out: they are not asked. */
  readonly title?: string;
  readonly message?: (input: SuperToolInput, isAuto: boolean) => string;
}

const actionWords: Readonly<Record<SuperToolInput['action'], ActionWords>> = {
  run: {
    now: 'running a goal',
    title: 'Run a goal',
    message: (input, isAuto) =>
      `${goalOf(input)} ${
        isAuto
          ? 'It runs without asking you, because flux.approval.mode is auto.'
          : 'You see the plan and approve it before anything is changed.'
      }`,
  },
  plan: {
    now: 'planning a goal',
    title: 'Plan a goal',
    message: (input) => `${goalOf(input)} Flux only proposes a plan. Nothing is changed.`,
  },
  status: { now: 'looking at a session' },
  feedback: {
    now: 'sending feedback',
    title: 'Send feedback',
    message: ({ text }) => `Flux takes this into account: “${shown(text)}”`,
  },
  answer: {
    now: 'answering a question',
    title: 'Answer a question',
    message: ({ text }) => `The agent answers Flux: “${shown(text)}”`,
  },
  approve: {
    now: 'approving a plan',
    title: 'Approve a plan',
    message: (_, isAuto) =>
      isAuto
        ? 'Flux carries out the plan: it may change files and run commands as the plan says.'
        : 'Flux shows you the plan. Only you can approve it.',
  },
  reject: {
    now: 'rejecting a plan',
    title: 'Reject a plan',
    message: () => 'The plan is rejected. Nothing is changed.',
  },
  pause: { now: 'pausing a session' },
  resume: {
    now: 'resuming a session',
    title: 'Resume a session',
    message: () => 'Flux continues the plan that was approved.',
  },
  stop: {
    now: 'stopping a session',
    title: 'Stop a session',
    message: () => 'The session stops. You can undo what it has done.',
  },
  undo: {
    now: 'undoing a session',
    title: 'Undo a session',
    message: () => 'Flux restores the files that the session changed. Your later edits are kept.',
  },
  redo: {
    now: 'redoing a session',
    title: 'Redo a session',
    message: () => 'Flux reapplies the changes of the session. Your later edits are kept.',
  },
  list_sessions: { now: 'listing sessions' },
  list_workflows: { now: 'listing workflows' },
  list_proposals: { now: 'listing suggestions' },
};

function goalOf({ goal, workflow }: SuperToolInput): string {
  const said = goal?.trim() ? `Goal: “${shown(goal)}”.` : '';
  return [workflow ? `Workflow: “${shown(workflow)}”.` : '', said].filter(Boolean).join(' ');
}

function shown(text = ''): string {
  return ellipsis(text.replace(/\s+/g, ' ').trim(), 300);
}
