import path from 'node:path';
import * as vscode from 'vscode';
import type { EarlierFailures, EarlierTestsPort, TestFailure } from '../../contracts/tests';
import { failedAtHead } from '../../node/testRunners/failedAtHead';
import { outerPath } from '../workspace/folder';
import { mapPaths, relativeTo } from './testPaths';
import { partsOf, type TestPart, type TestPartsDeps } from './testParts';

/** Each is run in a copy of its own; of more it is not known how they stood. */
const mostParts = 4;

/** Which of the failing tests fail at the last commit too. Nothing is run in an untrusted workspace. */
export function createFailedBefore(deps: TestPartsDeps): EarlierTestsPort['failedBefore'] {
  return async (failures, signal) => {
    if (!vscode.workspace.isTrusted) return undefined;
    const parts = (await partsOf(deps, { failed: failures }, 'every folder')).slice(0, mostParts);
    const unknown = new Set(failures);
    const old = new Set<TestFailure>();
    const unsure = new Set<TestFailure>();
    for (const part of parts) {
      const asked = testsOf(part, failures, deps);
      const before = await failedInPart(part, asked, signal);
      if (!before) continue;
      for (const { failure, test } of asked) {
        unknown.delete(failure);
        if (before.old.includes(test)) old.add(failure);
        else if (before.unsure.includes(test)) unsure.add(failure);
      }
    }
    // Of what could not be run there nothing is known, which is not that it passed.
    return unknown.size === failures.length ? undefined : { old: [...old], unsure: [...unsure, ...unknown] };
  };
}

interface Asked {
  readonly failure: TestFailure;
  /** The same as the part's command calls it. */
  readonly test: TestFailure;
}

function testsOf({ found, request }: TestPart, failures: readonly TestFailure[], deps: TestPartsDeps): Asked[] {
  const { folder, root } = found;
  const toRoot = (file: string) => relativeTo(root, path.join(folder.uri.fsPath, file));
  const { failed = [] } = mapPaths(request, toRoot);
  return failed.flatMap((test, at) => {
    const inFolder = request.failed?.[at];
    const outer = inFolder?.file === undefined ? undefined : outerPath(deps.folders, folder, inFolder.file);
    const name = inFolder?.name === inFolder?.file ? outer : inFolder?.name;
    const failure = failures.find((each) => each.file === outer && each.name === name);
    return failure ? [{ failure, test: { ...failure, ...test } }] : [];
  });
}

async function failedInPart(
  { found: { root, env, command } }: TestPart,
  asked: readonly Asked[],
  signal: AbortSignal,
): Promise<EarlierFailures | undefined> {
  if (!command) return undefined;
  return failedAtHead(
    { root, command, env },
    asked.map(({ test }) => test),
    signal,
  );
}
