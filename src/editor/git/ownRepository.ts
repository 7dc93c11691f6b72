import { realpath } from 'node:fs/promises';
import type * as vscode from 'vscode';
import { openRepository } from '../../node/git/gitRepository';
import { openGitRepository, type GitRepository } from './gitExtension';

/** The repository that the extension has open for a folder, if it is the one that git itself finds there. */
export async function openOwnRepository(folder: vscode.Uri): Promise<GitRepository | undefined> {
  const repository = await openGitRepository(folder);
  if (!repository || repository.rootUri.fsPath === folder.fsPath) return repository;
  const real = (path: string) => realpath(path).catch(() => path);
  const top = await openRepository(folder.fsPath).then(
    (found) => real(found.top),
    () => undefined,
  );
  return top !== undefined && (await real(repository.rootUri.fsPath)) === top ? repository : undefined;
}

/** So that the source control view shows at once what was done; a failure there undoes nothing. */
export function refresh(repository: GitRepository | undefined): void {
  void repository?.status().catch(() => undefined);
}
