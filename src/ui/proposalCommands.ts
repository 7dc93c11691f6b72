import * as vscode from 'vscode';
import type { CommandId } from '../contracts/commands';
import type { SettingsPort } from '../contracts/settings';
import type { Proposal } from '../contracts/watch';
import type { Watching } from '../core/watch/watching';
import { changeInWorkspace } from '../editor/settings';
import { kindWords } from '../words/watchWords';
import { startGoal, type GoalDeps } from './goalCommands';
import { listProposals, proposalPick } from './listProposals';

export interface ProposalCommandDeps extends GoalDeps {
  readonly watching: Watching;
  readonly settings: SettingsPort;
}

/** What was done is said in the status bar for so long, in ms. */
const saidForMs = 5_000;

type Commands = Partial<Record<CommandId, (argument?: unknown) => Promise<unknown>>>;

/** The commands about what watchers suggest. A suggestion is named by its id; where it is not, it is asked for. */
export function createProposalCommands(deps: ProposalCommandDeps) {
  const { watching } = deps;
  const start = (id: string) => startGoal((options) => watching.accept(id, options), deps);
  const dismiss = async (id: string) => {
    await watching.dismiss(id);
    say('$(close) Dismissed. It comes back only with another cause.');
  };
  const mute = async (id: string) => {
    const kind = watching.offer(id)?.kind;
    await watching.dismiss(id, 'kind');
    if (kind) say(`$(circle-slash) No more suggestions about ${kindWords[kind]} here, until “Flux: Reset Learning”.`);
  };
  const snooze = async (id: string) => {
    await watching.snooze(id);
    say('$(bell-slash) Suggested again in 4 hours.');
  };
  const withOne =
    (title: string, act: (id: string) => Promise<unknown>) =>
    async (argument?: unknown): Promise<unknown> => {
      const id = idOf(argument) ?? (await pickProposal(title, watching.proposals()));
      return id === undefined ? undefined : act(id);
    };
  return {
    'flux.showProposals': () => listProposals({ watching, start, dismiss, mute, snooze }),
    'flux.acceptProposal': withOne('Start Suggestion', start),
    'flux.dismissProposal': withOne('Dismiss Suggestion', dismiss),
    'flux.muteProposals': withOne('Not This Kind', mute),
    'flux.snoozeProposal': withOne('Suggest Later', snooze),
    'flux.checkWorkspace': async () => checkWorkspace(deps),
    'flux.resetLearning': async () => {
      await watching.resetLearning();
      say('$(mortar-board) Flux has forgotten what it learned in this workspace.');
    },
    'flux.toggleWatchers': (argument) => toggleWatchers(argument, deps),
  } satisfies Commands;
}

function say(text: string): void {
  vscode.window.setStatusBarMessage(text, saidForMs);
}

function checkWorkspace({ watching, settings }: ProposalCommandDeps): void {
  if (!settings('watchers.enabled')) return say('$(eye-closed) Watching is switched off (flux.watchers.enabled).');
  watching.hear({ kind: 'asked' });
  say('$(eye) Flux is checking the workspace…');
}

/** Switches watching in this workspace, or to what the argument says. */
async function toggleWatchers(argument: unknown, { settings }: ProposalCommandDeps): Promise<void> {
  const isWanted = typeof argument === 'boolean' ? argument : !settings('watchers.enabled');
  await changeInWorkspace('watchers.enabled', isWanted);
  say(
    isWanted
      ? '$(eye) Flux watches this workspace.'
      : '$(eye-closed) Flux no longer watches this workspace. “Flux: Toggle Watchers” switches it on again.',
  );
}

/** An id, or what holds one, such as an item of the view. */
function idOf(argument: unknown): string | undefined {
  if (typeof argument === 'string') return argument.trim() || undefined;
  if (typeof argument !== 'object' || argument === null || !('id' in argument)) return undefined;
  return typeof argument.id === 'string' && argument.id !== '' ? argument.id : undefined;
}

/** The only one, or the one that the person picks. */
async function pickProposal(title: string, proposals: readonly Proposal[]): Promise<string | undefined> {
  const [only, ...others] = proposals;
  if (!only) {
    void vscode.window.showInformationMessage(
      'Flux suggests nothing now. “Flux: Check the Workspace Now” looks again.',
    );
    return undefined;
  }
  if (others.length === 0) return only.id;
  const picked = await vscode.window.showQuickPick(proposals.map(proposalPick), {
    title: `Flux: ${title}`,
    placeHolder: 'Select a suggestion',
    matchOnDetail: true,
  });
  return picked?.id;
}
