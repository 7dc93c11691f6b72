import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposables';
import { isCancelled, messageOf } from '../../base/errors';
import { firstChars } from '../../base/text';
import type { TestCase, TestReport, TestRequest } from '../../contracts/tests';
import { signalOf } from '../cancellation';
import {
  createExplorerItems,
  requestFor,
  type ExplorerItems,
  type ItemFacts,
  type ShownTest,
} from './testExplorerItems';

/** A run as VS Code's Test Explorer shows it. */
interface ShownRun {
  /** Fires when the person stops the run there. */
  readonly signal: AbortSignal;
  output(text: string): void;
  /** Shows what came of it; without a report the run ends without results. */
  end(report?: TestReport): Promise<void>;
}

interface RunFacts {
  readonly folder: vscode.WorkspaceFolder;
  readonly name: string;
  /** Whether all tests of the folder run, so that those which the report does not name are gone. */
  readonly isWhole: boolean;
  /** The explorer's own request, where the person started the run there. */
  readonly from?: vscode.TestRunRequest;
}

export interface TestExplorer extends Disposable {
  begin(run: RunFacts): ShownRun;
}

/** Runs tests of a folder again; the paths in the request are relative to it. */
export type Rerun = (
  folder: vscode.WorkspaceFolder | undefined,
  request: TestRequest,
  from: vscode.TestRunRequest,
  signal: AbortSignal,
) => Promise<unknown>;

/** Of what a run prints the explorer keeps this much, in characters; all of it is in the task's terminal. */
const mostOutput = 1_000_000;

/** Shown at once; between such portions the editor may do other things. */
const portion = 250;

/** Shows runs in the Test Explorer. Nothing is registered before the first run. */
export function createTestExplorer(rerun: Rerun): TestExplorer {
  let made: { controller: vscode.TestController; items: ExplorerItems } | undefined;
  const make = () => {
    const controller = vscode.tests.createTestController('flux.tests', 'Flux');
    const items = createExplorerItems(controller);
    controller.refreshHandler = () => items.refresh();
    controller.createRunProfile(
      'Run',
      vscode.TestRunProfileKind.Run,
      (request, token) => runAgain(items, rerun, request, token),
      true,
    );
    return { controller, items };
  };
  return {
    begin(facts) {
      made ??= make();
      // A request of our own keeps the focus where it is.
      const run = made.controller.createTestRun(facts.from ?? new vscode.TestRunRequest(), facts.name, false);
      return showRun(run, made.items, facts);
    },
    dispose() {
      made?.controller.dispose();
      made = undefined;
    },
  };
}

function showRun(run: vscode.TestRun, items: ExplorerItems, { folder, isWhole, from }: RunFacts): ShownRun {
  for (const item of from?.include ?? []) run.started(item);
  const stopped = signalOf(run.token);
  let room = mostOutput;
  return {
    signal: stopped.signal,
    output(text) {
      if (room <= 0) return;
      run.appendOutput(firstChars(text, room).replace(/\r?\n/g, '\r\n'));
      room -= text.length;
      if (room <= 0) run.appendOutput('\r\n… the rest is in the terminal of the task …\r\n');
    },
    async end(report) {
      try {
        const shown = report ? items.update(folder, report, isWhole) : [];
        for (const [at, test] of shown.entries()) {
          if (at > 0 && at % portion === 0) await new Promise((resolve) => setImmediate(resolve));
          show(run, test);
        }
      } finally {
        run.end();
        stopped.dispose();
      }
    },
  };
}

function show(run: vscode.TestRun, { item, test, isBroken }: ShownTest): void {
  if (test.status === 'passed') run.passed(item, test.durationMs);
  else if (test.status === 'skipped') run.skipped(item);
  else if (isBroken) run.errored(item, messageFor(item, test), test.durationMs);
  else run.failed(item, messageFor(item, test), test.durationMs);
}

function messageFor(item: vscode.TestItem, { message, line }: TestCase): vscode.TestMessage {
  const told = new vscode.TestMessage(message || 'It failed without a message.');
  if (item.uri) told.location = new vscode.Location(item.uri, new vscode.Position((line ?? 1) - 1, 0));
  return told;
}

/** The explorer's own button. */
async function runAgain(
  items: ExplorerItems,
  rerun: Rerun,
  request: vscode.TestRunRequest,
  token: vscode.CancellationToken,
): Promise<void> {
  const stopped = signalOf(token);
  const excluded = new Set(request.exclude);
  const chosen = (request.include ?? [])
    .filter((item) => !excluded.has(item))
    .flatMap((item) => items.factsOf(item) ?? []);
  const byFolder = new Map<vscode.WorkspaceFolder | undefined, ItemFacts[]>(
    chosen.length === 0 ? [[undefined, []]] : Map.groupBy(chosen, ({ folder }) => folder),
  );
  try {
    for (const [folder, facts] of byFolder) await rerun(folder, requestFor(facts), request, stopped.signal);
  } catch (error) {
    if (!isCancelled(error)) void vscode.window.showWarningMessage(messageOf(error));
  } finally {
    stopped.dispose();
  }
}
