import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import type { FluxApi } from '../../../src/contracts/api';
import type { Gate, SessionSnapshot, StepSnapshot } from '../../../src/contracts/session';
import { answersByPurpose, type PurposeScript, type ScriptedModel } from '../../model/scriptedModel';
import { git, planText, put, reset, root, until } from '../flux';
import { useFlux } from '../useFlux';

/** A plan as a model writes it: steps, the edits of those that bring some, and the step that verifies. */
export interface ScriptedPlan {
  readonly steps: readonly object[];
  /** Blocks, a patch, a diff or a fenced file, by step. */
  readonly edits?: Readonly<Record<string, string>>;
  readonly verify?: string;
  /** What else the model answers, by purpose. */
  readonly answers?: Readonly<Record<string, PurposeScript>>;
}

/** Flux and its scripted model, for the tests of one suite. */
export interface Stage {
  readonly api: FluxApi;
  readonly model: ScriptedModel;
  /** Proposes the plan, approves it and starts it. */
  start(plan: ScriptedPlan): Promise<SessionSnapshot>;
  /** And waits for its end. */
  run(plan: ScriptedPlan): Promise<SessionSnapshot>;
  /** Waits until the session asks something; with `words`, until it asks that. */
  asked(session: SessionSnapshot, words?: string): Promise<Gate>;
}

/** Connects Flux for a suite; before each test the folder is as it was committed. */
export function useStage(): Stage {
  const flux = useFlux({ settings: { 'flux.tests.baselineSeconds': 0, 'files.autoSave': 'off' }, startOver });
  afterEach(() => stopAll(flux.api));

  const stage = {
    get api() {
      return flux.api;
    },
    get model() {
      return flux.model;
    },
    async start({ steps, edits = {}, verify, answers }: ScriptedPlan) {
      const sections = Object.entries(edits).map(([id, text]) => `\n=== ${id} ===\n${text}`);
      flux.model.script(
        answersByPurpose({
          plan: planText([...steps], { verify }) + sections.join(''),
          bind: 'none',
          repair: 'none',
          ...answers,
        }),
      );
      return flux.api.start({ goal: 'do what the plan says', approve: 'now' });
    },
    async run(plan: ScriptedPlan) {
      return flux.api.whenSettled((await stage.start(plan)).id);
    },
    async asked({ id }: SessionSnapshot, words = '') {
      let asked: Gate | undefined;
      await until(`it asks “${words}”`, async () => {
        asked = (await flux.api.session(id)).gates.find(({ text }) => text.includes(words));
        return asked;
      });
      return asked!;
    },
  };
  return stage;
}

/** What a failed test left under way would hold back the next one's steps. */
async function stopAll(api: FluxApi): Promise<void> {
  for (const { id } of await api.sessions({ active: true })) await api.stop(id);
}

/** The first commit on `main`, no other branch, nothing under way. */
async function startOver(): Promise<void> {
  rmSync(join(root(), '.git/hooks'), { recursive: true, force: true });
  await reset();
  const first = git('rev-list', '--max-parents=0', 'HEAD');
  git('checkout', '-qfB', 'main', first);
  for (const branch of git('for-each-ref', '--format=%(refname:short)', 'refs/heads').split('\n'))
    if (branch !== 'main') git('branch', '-qD', branch);
}

/** A step of a session. */
export function step(session: SessionSnapshot, id: string): StepSnapshot {
  const found = session.plan?.steps.find((each) => each.id === id);
  assert.ok(found, `${id} is a step; the session says: ${session.error?.message}`);
  return found;
}

/** A step that is done. */
export function done(session: SessionSnapshot, id: string): StepSnapshot {
  const found = step(session, id);
  assert.equal(found.status, 'done', `${id}: ${found.error?.reason} ${found.error?.message ?? found.result}`);
  return found;
}

/** A step that failed, for this reason. */
export function failed(session: SessionSnapshot, id: string, reason: string): StepSnapshot {
  const found = step(session, id);
  assert.deepEqual([found.status, found.error?.reason], ['failed', reason], found.error?.message ?? found.result);
  return found;
}

/** Counts of a step's test run: passed, failed. */
export function counts(session: SessionSnapshot, id: string): [number | undefined, number | undefined] {
  const { tests } = step(session, id);
  return [tests?.passed, tests?.failed];
}

/** A SEARCH/REPLACE block for a file. */
export const block = (path: string, search: string, replace: string): string =>
  `${path}\n<<<<<<< SEARCH\n${search}\n=======\n${replace}\n>>>>>>> REPLACE`;

/** A whole file. */
export const fenced = (text: string, fence = '```'): string => `${fence}\n${text}\n${fence}`;

/** Writes to the disk, with the folders in between. */
export function place(path: string, content: string | Buffer): void {
  mkdirSync(dirname(join(root(), path)), { recursive: true });
  put(path, content);
}

/** A git hook, until the next test. */
export function hook(name: string, script: string): void {
  place(`.git/hooks/${name}`, `#!/bin/sh\n${script}\n`);
  chmodSync(join(root(), '.git/hooks', name), 0o755);
}

/** Whether a program can be started. */
export function canRun(program: string, ...args: string[]): boolean {
  return spawnSync(program, args, { stdio: 'ignore' }).status === 0;
}

/** Whether a process is there. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Names of a file's tests as the Test Explorer shows them. */
export async function explored(path: string): Promise<string[]> {
  const ids = await vscode.commands.executeCommand<string[][]>(
    'vscode.testing.getTestsInFile',
    vscode.Uri.file(join(root(), path)),
  );
  return ids
    .filter(([controller]) => controller === 'flux.tests')
    .flatMap((id) => id[2] ?? [])
    .sort();
}
