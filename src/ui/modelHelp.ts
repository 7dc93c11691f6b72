/** A button beside a failure that has to do with the model. */
export interface HelpButton {
  readonly title: string;
  readonly command: 'flux.connectModel' | 'flux.setApiKey' | 'flux.selectModel' | 'workbench.action.openSettings';
  readonly arguments?: readonly unknown[];
}

const connect: HelpButton = { title: 'Connect a model…', command: 'flux.connectModel' };
const setKey: HelpButton = { title: 'Set API key…', command: 'flux.setApiKey' };
const select: HelpButton = { title: 'Select model…', command: 'flux.selectModel' };
const settings: HelpButton = {
  title: 'Open settings',
  command: 'workbench.action.openSettings',
  arguments: ['flux.model'],
};

/** The buttons that help after a failure, by its reason; none where it has nothing to do with the model. */
export function modelHelp(reason: string | undefined): readonly HelpButton[] {
  if (reason === 'no_model') return [connect, settings];
  if (reason === 'model_key') return [setKey, select, settings];
  return reason?.startsWith('model_') ? [select, settings] : [];
}

/** Whether the very same call may come out otherwise: not where a key or a model is missing, or the goal is refused. */
export function mayTryAgain(reason: string | undefined): boolean {
  return reason !== undefined && reason.startsWith('model_') && !['model_key', 'model_refused'].includes(reason);
}
