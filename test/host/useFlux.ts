import * as vscode from 'vscode';
import type { FluxApi } from '../../src/contracts/api';
import type { ScriptedModel } from '../model/scriptedModel';
import { connectModel, flux, reset } from './flux';

/** Flux and its scripted model, once the suite's `before` has run. */
export interface FluxInUse {
  readonly api: FluxApi;
  readonly model: ScriptedModel;
}

export interface UseFluxOptions {
  /** The user's settings for this suite, by their whole keys; taken back at its end. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** What puts the folder right before each test. */
  readonly startOver?: () => Promise<void>;
}

/** Connects Flux to a scripted model for a suite; before each test the folder is as it was committed. */
export function useFlux({ settings = {}, startOver = reset }: UseFluxOptions = {}): FluxInUse {
  let api: FluxApi;
  let model: ScriptedModel;
  before(async () => {
    api = await flux();
    model = await connectModel(() => undefined);
    await setAll(settings);
  });
  beforeEach(startOver);
  after(async () => {
    await startOver();
    await model.stop();
    await setAll(Object.fromEntries(Object.keys(settings).map((key) => [key, undefined])));
  });
  return {
    get api() {
      return api;
    },
    get model() {
      return model;
    },
  };
}

async function setAll(settings: Readonly<Record<string, unknown>>): Promise<void> {
  for (const [key, value] of Object.entries(settings))
    await vscode.workspace.getConfiguration().update(key, value, vscode.ConfigurationTarget.Global);
}
