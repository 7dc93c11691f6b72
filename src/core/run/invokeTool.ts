import type { Judging } from '../../contracts/intentHandling';
import type { Expectation } from '../../contracts/plan';
import type { JudgedExpectation, TestCounts } from '../../contracts/session';
import type { AnyTool, Lock, ToolContext, ToolResult } from '../../contracts/tool';
import type { Workspace } from '../workspace';
import { CancelledError, FluxError, isCancelled } from '../../base/errors';
import { judgeInput } from '../plan/inputProblems';
import { judgeByIntent } from '../verification/judgeByIntent';
import { judgeStep } from '../verification/judgeStep';
import type { CheckpointedFiles, Touched } from './checkpointFiles';
import type { Locks } from './locks';
import { startLimit, type TimeLimit } from './timeLimit';

/** How long a call may take to end once it is asked to, a commit hook included. */
const deafMs = 20_000;

/** A call and what must hold afterwards. */
export interface Call {
  readonly tool: AnyTool;
  readonly input: Record<string, unknown>;
  readonly expect: readonly Expectation[];
  /** By what the output is judged where nothing is expected of it. */
  readonly judging?: Judging;
  readonly context: ToolContext;
  /** What else is to be known of a result before it is judged; the locks are still held. */
  readonly complete?: (result: ToolResult) => Promise<ToolResult>;
  /** Keeps the files that the call may change; once the locks are held. */
  readonly keep?: (input: Record<string, unknown>) => Promise<CheckpointedFiles>;
}

/**
 * The one place that calls tools: validates, locks, keeps files, runs within the time limit, judges. Cancellation alone
 * is thrown.
 */
export async function invokeTool(
  call: Call,
  workspace: Workspace,
  locks: Locks,
  testsBefore?: TestCounts,
): Promise<Invoked> {
  const { tool, context } = call;
  if (tool.effect !== 'read' && !workspace.editor.trusted()) return { result: untrusted, judged: [] };
  const judgedInput = judgeInput(tool, call.input);
  if (!judgedInput.complete) {
    const wrong = judgedInput.wrong ?? `${judgedInput.missing.join(', ')} missing`;
    return { result: badInput(`The input does not fit ${tool.name}: ${wrong}`), judged: [] };
  }
  const wanted = await realLocks(tool.locks(judgedInput.input), workspace);
  const release = await locks.acquire(wanted, context.signal, context.session);
  let running: Promise<unknown> = Promise.resolve();
  try {
    const checked = { ...call, input: judgedInput.input };
    return await runAndJudge(checked, workspace, (started) => (running = started), testsBefore);
  } finally {
    // A call that ignores its stop signal keeps its locks until it ends.
    void running.then(release, release);
  }
}

interface Invoked {
  readonly result: ToolResult;
  readonly judged: JudgedExpectation[];
}

const untrusted: ToolResult = {
  status: 'denied',
  message:
    'This workspace is not trusted, so Flux only reads files in it. Trust it (“Workspaces: Manage Workspace Trust”) ' +
    'and run the goal again.',
};

function badInput(message: string): ToolResult {
  return { status: 'failed', reason: 'bad_input', message, retryable: false };
}

/** Keeps the files, calls the tool and holds what came of it against what is expected. */
async function runAndJudge(
  call: Call,
  workspace: Workspace,
  started: (running: Promise<unknown>) => void,
  testsBefore: TestCounts | undefined,
): Promise<Invoked> {
  const before = new Set(errorLines(workspace));
  const kept = await call.keep?.(call.input);
  let result: ToolResult | undefined;
  let touched: Touched | undefined;
  try {
    result = await withTimeLimit(call, workspace.settings('execution.stepTimeoutSeconds'), started);
  } finally {
    touched = await kept?.finish(result && 'files' in result ? result.files : undefined);
  }
  const found = withFiles(result, touched);
  const complete = (await call.complete?.(found)) ?? found;
  if (call.expect.length === 0) return { result: judgeByIntent(complete, call.judging), judged: [] };
  return judgeStep(complete, call.expect, {
    exists: async (path) => (await workspace.files.kind(path).catch(() => undefined)) !== undefined,
    testsBefore,
    outcomes: call.tool.outcomes,
    newErrors: () => errorLines(workspace).filter((line) => !before.has(line)),
  });
}

/** The locks with paths as the disk knows them: two links to one file are one. */
function realLocks(wanted: readonly Lock[], { files }: Workspace): Promise<Lock[]> {
  return Promise.all(
    wanted.map(async (lock) =>
      lock.key.startsWith('path:') && files.realPath
        ? { ...lock, key: `path:${await files.realPath(lock.key.slice(5))}` }
        : lock,
    ),
  );
}

/** Errors without their line numbers: an edit above moves them. */
function errorLines(workspace: Workspace): string[] {
  return workspace.editor
    .problems()
    .filter((problem) => problem.severity === 'error')
    .map((problem) => `${problem.path}: ${problem.message}`);
}

/** The result with every file that really changed. */
function withFiles(result: ToolResult, touched: Touched | undefined): ToolResult {
  if (result.status === 'denied' || !touched || touched.paths.length === 0) return result;
  return {
    ...result,
    files: [...new Set([...(result.files ?? []), ...touched.paths])],
    facts: { ...result.facts, edits: { ...touched.edits, ...result.facts?.edits } },
  };
}

/** Rejects when a call has not ended some time after it was told to. */
function deaf(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const give = () => setTimeout(() => reject(new CancelledError()), deafMs);
    if (signal.aborted) give();
    else signal.addEventListener('abort', give, { once: true });
  });
}

/** The time that a call waits for a person does not count. */
function askingOutside(limit: TimeLimit, { ask }: ToolContext): ToolContext['ask'] {
  return async (...question) => {
    const goOn = limit.pause();
    try {
      return await ask(...question);
    } finally {
      goOn();
    }
  };
}

async function withTimeLimit(
  call: Call,
  seconds: number,
  started: (running: Promise<unknown>) => void,
): Promise<ToolResult> {
  const { tool, input, context } = call;
  const limit = startLimit(seconds * 1000);
  const signal = AbortSignal.any([context.signal, limit.signal]);
  try {
    const running = tool.run(input, { ...context, signal, ask: askingOutside(limit, context) });
    started(running);
    return await Promise.race([running, deaf(signal)]);
  } catch (error) {
    if (limit.signal.aborted && !context.signal.aborted) {
      return {
        status: 'failed',
        reason: 'timeout',
        message:
          `${tool.title} took longer than ${seconds} s and was stopped. Raise the setting ` +
          `flux.execution.stepTimeoutSeconds if it needs more time.`,
        retryable: false,
      };
    }
    if (isCancelled(error)) throw error;
    if (FluxError.is(error))
      return { status: 'failed', reason: error.reason, message: error.message, retryable: error.retryable };
    throw error;
  } finally {
    limit.dispose();
  }
}
