import path from 'node:path';
import * as vscode from 'vscode';
import { FluxError } from '../../base/errors';
import type { EarlierTestsPort, TestFailure } from '../../contracts/tests';
import type { SettingsPort } from '../../contracts/settings';
import { failedAtHead } from '../../node/testRunners/failedAtHead';
import type { FoldersSource } from '../workspace/folder';
import { findTests } from './folderTests';
import { mapPaths, relativeTo } from './testPaths';

/** Which failing tests of a folder fail at its last commit too. Nothing is run in an untrusted workspace. */
export function createFailedBefore(deps: {
  readonly folders: FoldersSource;
  readonly settings: SettingsPort;
}): EarlierTestsPort['failedBefore'] {
  return async (failures, signal) => {
    if (!vscode.workspace.isTrusted) return undefined;
    const { found, request } = await findTests(deps.folders, deps.settings, { failed: failures }).catch(
      (error: unknown) => {
        // Of several folders: they cannot be run together.
        if (FluxError.is(error, 'bad_name')) return { found: undefined, request: {} };
        throw error;
      },
    );
    if (!found?.command) return undefined;
    const { folder, root, env, command } = found;
    const { failed = [] } = mapPaths(request, (file) => relativeTo(root, path.join(folder.uri.fsPath, file)));
    const placed = failed.map((test, at) => ({ ...failures[at], message: failures[at]?.message ?? '', ...test }));
    const before = await failedAtHead({ root, command, env }, placed, signal);
    const named = (some: readonly TestFailure[]) =>
      failures.filter((_, at) => placed[at] !== undefined && some.includes(placed[at]));
    return before && { old: named(before.old), unsure: named(before.unsure) };
  };
}
