/** Palette commands of this release. */
export const commandIds = [
  'flux.runGoal',
  'flux.planGoal',
  'flux.openPlan',
  'flux.approvePlan',
  'flux.rejectPlan',
  'flux.sendFeedback',
  'flux.pauseRun',
  'flux.resumeSession',
  'flux.continueSession',
  'flux.runWorkflow',
  'flux.findSession',
  'flux.importSession',
  'flux.raiseBudget',
  'flux.stopRun',
  'flux.undoRun',
  'flux.redoRun',
  'flux.showProposals',
  'flux.acceptProposal',
  'flux.dismissProposal',
  'flux.muteProposals',
  'flux.snoozeProposal',
  'flux.checkWorkspace',
  'flux.toggleWatchers',
  'flux.resetLearning',
  'flux.refreshSuggestions',
  'flux.openSettings',
  'flux.showSessions',
  'flux.showDashboard',
  'flux.renameSession',
  'flux.deleteSession',
  'flux.searchCode',
  'flux.rebuildIndex',
  'flux.getStarted',
  'flux.connectModel',
  'flux.setApiKey',
  'flux.selectModel',
  'flux.copyMcpConfig',
  'flux.exportSession',
  'flux.showLog',
] as const;
export type CommandId = (typeof commandIds)[number];

/** Chat commands of this release (`@flux /name`). */
export const chatCommandNames = [
  'plan',
  'ask',
  'status',
  'resume',
  'feedback',
  'pause',
  'stop',
  'undo',
  'architect',
  'implement',
  'test',
  'review',
  'fix',
  'refactor',
  'document',
] as const;
export type ChatCommandName = (typeof chatCommandNames)[number];

/** What a command may be called with from a keybinding or a script. */
export interface GoalArgument {
  readonly goal?: string;
  readonly name?: string;
  readonly workflow?: string;
  readonly inputs?: Record<string, string>;
}

/** View type of the plan panel's webview. */
export const planPanelViewType = 'flux.planPanel';

/** View type of the dashboard's webview. */
export const dashboardViewType = 'flux.dashboard';

/** The chat commands that start a built-in workflow of that name. */
export const workflowCommandNames: readonly ChatCommandName[] = [
  'architect',
  'implement',
  'test',
  'review',
  'fix',
  'refactor',
  'document',
];
