import type { Page } from 'playwright-core';
import type { RunningServer } from '../harness/launchCodeServer.mjs';
import { startFlux } from '../harness/startFlux.mjs';
import { themes } from '../harness/userSettings.mjs';
import { startScriptedModel } from '../model/scriptedModel';
import { watching } from '../e2e/watchingEditor';
import { answerOf } from './goals';
import { createHolds, type Holds } from './holds';

/** How long a scene waits for a fact before it counts as not reached, in milliseconds. */
export const waitMs = 90_000;

/** The theme goes by the system's, which the browser plays; nothing else of this computer is told of. */
const followSystem = {
  'remote.autoForwardPorts': false,
  'window.autoDetectColorScheme': true,
  'workbench.preferredDarkColorTheme': themes.dark,
  'workbench.preferredLightColorTheme': themes.light,
};

/** An editor with Flux, as the scenes act on it. */
export interface Stage {
  readonly page: Page;
  readonly folder: string;
  readonly server: RunningServer;
  readonly holds: Holds;
  close(): Promise<void>;
}

/** What a window of scenes has: the scripted model, and watchers that are switched on. */
export interface StageOptions {
  readonly withModel: boolean;
  readonly watches?: boolean;
}

/** Opens the sample project. */
export async function openStage({ withModel, watches = false }: StageOptions): Promise<Stage> {
  const opened: { holds?: Holds } = {};
  const model = withModel
    ? await startScriptedModel(async (request) => opened.holds && answerOf(request, opened.holds))
    : undefined;
  const connected = model && { 'flux.model.baseUrl': model.url, 'flux.model.id': 'scripted' };
  const editor = await startFlux({
    settings: { ...followSystem, ...connected, ...(watches && watching) },
    viewport: { width: 1400, height: 900 },
  });
  await editor.page.emulateMedia({ colorScheme: 'dark' });
  editor.page.setDefaultTimeout(waitMs);
  const holds = (opened.holds = createHolds(editor.folder));
  return {
    page: editor.page,
    folder: editor.folder,
    server: editor.server,
    holds,
    close: async () => {
      await editor.stop();
      await model?.stop();
    },
  };
}
