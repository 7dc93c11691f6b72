import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { FluxApi } from '../../../src/contracts/api';

/** One call of the API: its name and what it is given. */
export interface ProbeCall {
  readonly call: 'sessions' | 'session' | 'start' | 'approve' | 'undo' | 'whenSettled';
  readonly args?: readonly unknown[];
}

/**
 * Not a test: makes the calls that `probe.json` in the folder of FLUX_PROBE lists, at once on activation, and leaves
 * there what each came to (`answers.json`). After a call that nobody waits for (`hang`) it stays, to be killed.
 */
export async function run(): Promise<void> {
  const folder = process.env['FLUX_PROBE'] ?? '';
  const { calls, hang } = JSON.parse(readFileSync(join(folder, 'probe.json'), 'utf8')) as {
    calls: ProbeCall[];
    hang?: boolean;
  };
  const api = (await vscode.extensions.getExtension<FluxApi>('flux-editor.flux')!.activate()) as unknown as Record<
    string,
    (...args: unknown[]) => Promise<unknown>
  >;
  const answers: unknown[] = [];
  for (const { call, args = [] } of calls)
    answers.push(await api[call]!(...args).catch((error: unknown) => ({ failed: String(error) })));
  writeFileSync(join(folder, 'answers.json'), JSON.stringify(answers));
  if (hang) await new Promise(() => {});
}
