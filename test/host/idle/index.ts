import childProcess, { type ChildProcess } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';
import type { FluxApi } from '../../../src/contracts/api';
import { countWakeUps, measureOwnShare, threadsMs } from './ownShare';

const minuteMs = Number(process.env['BENCH_IDLE_MS'] ?? 60_000);
const saves = 5;

/**
 * Not a test: measures the extension host (processor time of a minute in which nothing happens, with watchers and
 * without; then what of such a minute is Flux's own) and how long after a save the first proposal is heard, the tests' own time apart. Milliseconds.
 */
export async function run(): Promise<void> {
  const spawned = watchProcesses();
  const isOwn = (file: string) => file.includes('flux-editor.flux');
  const wakeUps = countWakeUps(isOwn);
  const api = await vscode.extensions.getExtension<FluxApi>('flux-editor.flux')!.activate();
  const set = (key: string, value: unknown) =>
    vscode.workspace.getConfiguration('flux').update(key, value, vscode.ConfigurationTarget.Global);
  await set('watchers.enabled', true);
  await until(async () => (await api.indexStatus()).state === 'ready');
  await until(async () => (await stateOf(api)) === 'watching');
  await sleep(10_000);
  const idle: Record<'on' | 'off', number[]> = { on: [], off: [] };
  const threads: Record<'on' | 'off', number[]> = { on: [], off: [] };
  for (const state of ['on', 'off', 'on', 'off'] as const) {
    await set('watchers.enabled', state === 'on');
    await sleep(3_000);
    const before = process.cpuUsage();
    const threadsBefore = threadsMs();
    await sleep(minuteMs);
    const { user, system } = process.cpuUsage(before);
    idle[state].push((user + system) / 1000);
    threads[state].push(threadsMs() - threadsBefore);
  }
  await set('watchers.enabled', true);
  await until(async () => (await stateOf(api)) === 'watching');
  // What has just begun to watch looks once, and Flux counts on somebody being there for a while.
  await sleep(30_000);
  const own = await measureOwnShare(isOwn, wakeUps, () => sleep(minuteMs));
  const proposals: { readonly ms: number; readonly testsMs: number }[] = [];
  for (let at = 0; at < saves; at++) proposals.push(await breakAndMend(api, spawned));
  writeFileSync(
    process.env['FLUX_IDLE_RESULT'] ?? 'idle.json',
    JSON.stringify({ minuteMs, idle, threads, own, proposals }),
  );
}

/** From the save to the proposal, and how long processes of tests ran meanwhile. */
async function breakAndMend(api: FluxApi, spawned: Processes): Promise<{ ms: number; testsMs: number }> {
  const heard = new Promise<number>((resolve) => {
    const listening = api.onDidChangeProposals((all) => {
      if (all.length === 0) return;
      listening.dispose();
      resolve(performance.now());
    });
  });
  spawned.forget();
  const since = await save('1.2', '1.3');
  const ms = (await heard) - since;
  const testsMs = spawned.ms();
  await save('1.3', '1.2');
  await until(async () => (await api.proposals()).length === 0 && (await stateOf(api)) === 'watching');
  return { ms, testsMs };
}

/** When it was saved. */
async function save(from: string, to: string): Promise<number> {
  const folder = vscode.workspace.workspaceFolders![0]!.uri.fsPath;
  const document = await vscode.workspace.openTextDocument(join(folder, 'src/price.js'));
  const editor = await vscode.window.showTextDocument(document);
  const at = document.getText().indexOf(from);
  await editor.edit((edit) =>
    edit.replace(new vscode.Range(document.positionAt(at), document.positionAt(at + from.length)), to),
  );
  await document.save();
  return performance.now();
}

async function stateOf(api: FluxApi): Promise<string | undefined> {
  return (await api.watchers()).find(({ name }) => name === 'tests')?.state;
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 300_000; !(await holds()); await sleep(50))
    if (Date.now() > end) throw new Error('Waited in vain.');
}

interface Processes {
  forget(): void;
  /** How long those that run tests have run, in all. */
  ms(): number;
}

/** Listens to the processes that this host starts. */
function watchProcesses(): Processes {
  let total = 0;
  const real = childProcess.spawn as (...args: unknown[]) => ChildProcess;
  childProcess.spawn = ((...args: unknown[]) => {
    const child = real(...args);
    if (!/--test|npm test|npm run/.test(JSON.stringify(args.slice(0, 2)))) return child;
    const since = performance.now();
    child.once('exit', () => (total += performance.now() - since));
    return child;
  }) as typeof childProcess.spawn;
  syncBuiltinESMExports();
  return { forget: () => void (total = 0), ms: () => total };
}
