import * as vscode from 'vscode';
import {
  isQuestion,
  type PanelFinding,
  type PanelMessage,
  type PanelQuestion,
  type PanelState,
} from '../contracts/panel';
import type { StorePort } from '../contracts/store';
import { FluxError, isCancelled, messageOf } from '../base/errors';
import type { LogPort } from '../contracts/ports';
import type { AnyTool } from '../contracts/tool';
import { Emitter, type Event } from '../base/emitter';
import type { SessionSnapshot } from '../contracts/session';
import type { Orchestrator } from '../core/orchestrator';
import { movedOrder } from '../core/plan/changePlan';
import { hasEnded } from '../words/sessionState';
import { scopeOf } from '../core/run/scope';
import { buildPanelState } from './panelState';
import { createPreviews, type Previews } from './planPreviews';
import type { StepDocuments } from './stepDocuments';
import type { PlanPanelDeps } from './planPanel';

/** What the panel's controller reaches. */
export interface PanelControllerDeps {
  readonly orchestrator: Orchestrator;
  readonly tools: readonly AnyTool[];
  readonly store: StorePort;
  readonly documents: StepDocuments;
  readonly uriOf: (path: string) => vscode.Uri | undefined;
  readonly modelLabel: () => Promise<string | undefined>;
  /** Which files a proposed plan was made from and that have changed since. */
  readonly outdated: (session: SessionSnapshot) => Promise<readonly string[]>;
  /** A file in the open folders was written, made or removed. */
  readonly onDidChangeFile: Event<unknown>;
  readonly log: LogPort;
}

type Notice = NonNullable<PanelState['notice']>;

/** Answers the panel's questions: what to draw, and what to do with what the person asked for. */
export function createPanelController(
  deps: PanelControllerDeps,
): Pick<PlanPanelDeps, 'state' | 'onMessage' | 'onDidChange' | 'usual'> {
  const { orchestrator, tools } = deps;
  const toolTitles = Object.fromEntries(tools.map((tool) => [tool.name, tool.title]));
  const changes = new Emitter<{ id: string }>();
  const proposed = new Set<string>();
  orchestrator.onDidChangeSession(({ id, state }) => {
    if (state === 'awaiting_approval') proposed.add(id);
    else proposed.delete(id);
    changes.fire({ id });
  });
  // Its plan may be out of date now.
  deps.onDidChangeFile(() => proposed.forEach((id) => changes.fire({ id })));
  orchestrator.activities.onDidChange((id) => changes.fire({ id }));
  const previews = createPreviews(tools, orchestrator.stepChanges);
  orchestrator.onDidRemoveSession((id) => {
    previews.forget(id);
    changes.fire({ id });
  });

  return {
    onDidChange: changes.event,

    async usual() {
      const all = await orchestrator.sessions();
      return (all.find(({ state }) => !hasEnded(state)) ?? all[0])?.id;
    },

    async state(id) {
      const session = await orchestrator
        .session(id)
        .catch((error) => (FluxError.is(error, 'unknown_session') ? undefined : Promise.reject(error)));
      if (!session) return undefined;
      // One of before this window opened has not changed here.
      if (session.state === 'awaiting_approval') proposed.add(id);
      const activity = orchestrator.activities.of(id);
      return buildPanelState(session, {
        toolTitles,
        previews: await previews.of(session),
        scope: session.plan && scopeOf(session.plan, tools),
        outdated: session.state === 'awaiting_approval' ? await deps.outdated(session) : [],
        activity: activity && { text: activity.text ?? '', byStep: activity.byStep },
        modelLabel: await deps.modelLabel(),
      });
    },

    async onMessage(id, message) {
      try {
        if (isQuestion(message)) return { finding: await find(id, message, previews, deps) };
        const notice = await perform(id, message, deps);
        return notice ? { notice } : undefined;
      } catch (error) {
        if (isCancelled(error)) return undefined;
        if (!FluxError.is(error)) deps.log.error('A panel action failed', error);
        return { notice: { kind: 'error', text: messageOf(error) } };
      }
    },
  };
}

type Deed = Exclude<PanelMessage, PanelQuestion>;

async function find(
  id: string,
  { type, step }: PanelQuestion,
  previews: Previews,
  { orchestrator }: PanelControllerDeps,
): Promise<PanelFinding> {
  if (type === 'exchange') return { type, session: id, step, calls: await orchestrator.exchanges(id, step) };
  return { type, session: id, step, ...(await previews.ofStep(await orchestrator.session(id), step)) };
}

type Handler<T extends Deed['type']> = (
  id: string,
  message: Extract<Deed, { type: T }>,
  deps: PanelControllerDeps,
) => Promise<Notice | void>;

/** What each message of the panel does. */
const handlers: { readonly [T in Deed['type']]: Handler<T> } = {
  ready: async () => {},
  approve: async (id, { revision }, { orchestrator }) => void (await orchestrator.approve(id, { revision })),
  reject: async (id, { revision }, { orchestrator }) => void (await orchestrator.reject(id, undefined, revision)),
  edit: async (id, { step, title, instruction, input, revision }, { orchestrator }) => {
    const edit = { title, instruction, input: input === undefined ? undefined : parseInput(input) };
    await orchestrator.editPlan(id, { revision, edit: { [step]: edit } });
  },
  skip: async (id, { step, skip, revision }, { orchestrator }) =>
    void (await orchestrator.editPlan(id, { revision, [skip ? 'skip' : 'include']: [step] })),
  move: async (id, { step, to, revision }, { orchestrator }) => {
    const { plan } = await orchestrator.session(id);
    if (plan) await orchestrator.editPlan(id, { revision, order: movedOrder(plan, step, to) });
  },
  revise: async (id, { text, revision }, { orchestrator }) => void (await orchestrator.revise(id, text, revision)),
  answer: async (id, { gate, reply }, { orchestrator }) => void (await orchestrator.answer(id, gate, reply)),
  feedback: async (id, { text }, { orchestrator }) => void (await orchestrator.feedback(id, text)),
  pause: async (id, _, { orchestrator }) => void (await orchestrator.pause(id)),
  resume: async (id, _, { orchestrator }) => void (await orchestrator.resume(id)),
  stop: async (id, _, { orchestrator }) => void (await orchestrator.stop(id)),
  undo: async (id, { step }, { orchestrator }) => void (await orchestrator.undo(id, step)),
  redo: async (id, _, { orchestrator }) => void (await orchestrator.redo(id)),
  compare: async (id, { path }, { orchestrator, documents }) =>
    documents.compareRun(await orchestrator.session(id), path),
  copy: async (_, { text }) => void (await vscode.env.clipboard.writeText(text)),
  newGoal: async (_, { text }) => void (await vscode.commands.executeCommand('flux.runGoal', { goal: text })),
  connectModel: async () => void (await vscode.commands.executeCommand('flux.connectModel')),
  openFile: (_, { path, line }, deps) => openFile(path, line, deps),
  openDiff: async (id, { step, path }, { orchestrator, documents }) =>
    documents.openDiff(await orchestrator.session(id), step, path),
  showOutput: async (id, { step }, { orchestrator, documents }) =>
    documents.showOutput(await orchestrator.session(id), step),
};

async function perform(id: string, message: Deed, deps: PanelControllerDeps): Promise<Notice | void> {
  const handle = handlers[message.type] as (...given: Parameters<typeof perform>) => ReturnType<typeof perform>;
  return handle(id, message, deps);
}

function parseInput(text: string): object {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  } catch (error) {
    throw new FluxError(
      'bad_input',
      `The input is not valid JSON (${messageOf(error)}). The step was not changed. Fix the input and save again.`,
    );
  }
  throw new FluxError(
    'bad_input',
    'The input must be a JSON object in braces. The step was not changed. Fix the input and save again.',
  );
}

async function openFile(
  path: string,
  line: number | undefined,
  deps: PanelControllerDeps,
): Promise<Notice | undefined> {
  const uri = deps.uriOf(path);
  if (!uri) return { kind: 'error', text: 'That file is not in the open folder.' };
  const at = line === undefined ? undefined : new vscode.Range(line - 1, 0, line - 1, 0);
  await vscode.window.showTextDocument(uri, { selection: at, preview: true, viewColumn: vscode.ViewColumn.One });
  return undefined;
}
