import * as vscode from 'vscode';
import type { FilePreview, PanelMessage, PanelState } from '../contracts/panel';
import type { SessionSnapshot } from '../contracts/session';
import type { StorePort } from '../contracts/store';
import { FluxError, isCancelled, messageOf } from '../base/errors';
import type { LogPort } from '../contracts/ports';
import type { AnyTool } from '../contracts/tool';
import { Emitter } from '../base/emitter';
import type { Orchestrator } from '../core/orchestrator';
import { movedOrder } from '../core/plan/changePlan';
import { hasEnded } from '../words/sessionState';
import { scopeOf } from '../core/run/scope';
import { buildPanelState } from './panelState';
import { previewPlan } from './planPreviews';
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
  orchestrator.onDidChangeSession(({ id }) => changes.fire({ id }));
  orchestrator.activities.onDidChange((id) => changes.fire({ id }));
  const previews = new Map<string, { revision: number; made: Promise<Record<string, FilePreview[]>> }>();
  orchestrator.onDidRemoveSession((id) => {
    previews.delete(id);
    changes.fire({ id });
  });

  /** Diffs are made once for each form of a plan; edits of the files meanwhile show when the plan is drawn anew. */
  function previewsOf(session: SessionSnapshot): Promise<Record<string, FilePreview[]>> {
    // A step that asks for itself shows its diff too.
    const asking = session.state === 'awaiting_approval' || session.gates.some((gate) => gate.step !== undefined);
    if (!asking) return Promise.resolve({});
    const known = previews.get(session.id);
    const revision = session.state === 'awaiting_approval' ? session.planRevision : session.revision;
    if (known?.revision === revision) return known.made;
    const made = previewPlan(session, tools);
    previews.set(session.id, { revision, made });
    return made;
  }

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
      const activity = orchestrator.activities.of(id);
      return buildPanelState(session, {
        toolTitles,
        previews: await previewsOf(session),
        scope: session.plan && scopeOf(session.plan, tools),
        activity: activity && { text: activity.text ?? '', byStep: activity.byStep },
        modelLabel: await deps.modelLabel(),
      });
    },

    async onMessage(id, message) {
      try {
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

async function perform(id: string, message: PanelMessage, deps: PanelControllerDeps): Promise<Notice | undefined> {
  const { orchestrator } = deps;
  switch (message.type) {
    case 'ready':
      return undefined;
    case 'approve':
      await orchestrator.approve(id, { revision: message.revision });
      return undefined;
    case 'reject':
      await orchestrator.reject(id, undefined, message.revision);
      return undefined;
    case 'edit':
      await orchestrator.editPlan(id, {
        revision: message.revision,
        edit: {
          [message.step]: {
            title: message.title,
            instruction: message.instruction,
            input: message.input === undefined ? undefined : parseInput(message.input),
          },
        },
      });
      return undefined;
    case 'skip':
      await orchestrator.editPlan(id, {
        revision: message.revision,
        [message.skip ? 'skip' : 'include']: [message.step],
      });
      return undefined;
    case 'move': {
      const { plan } = await orchestrator.session(id);
      if (plan)
        await orchestrator.editPlan(id, {
          revision: message.revision,
          order: movedOrder(plan, message.step, message.to),
        });
      return undefined;
    }
    case 'revise':
      await orchestrator.revise(id, message.text, message.revision);
      return undefined;
    case 'answer':
      await orchestrator.answer(id, message.gate, message.reply);
      return undefined;
    case 'feedback':
      await orchestrator.feedback(id, message.text);
      return undefined;
    case 'pause':
      await orchestrator.pause(id);
      return undefined;
    case 'resume':
      await orchestrator.resume(id);
      return undefined;
    case 'stop':
      await orchestrator.stop(id);
      return undefined;
    case 'undo':
      await orchestrator.undo(id, message.step);
      return undefined;
    case 'redo':
      await orchestrator.redo(id);
      return undefined;
    case 'compare':
      await deps.documents.compareRun(await orchestrator.session(id), message.path);
      return undefined;
    case 'newGoal':
      await vscode.commands.executeCommand('flux.runGoal', { goal: message.text });
      return undefined;
    case 'connectModel':
      await vscode.commands.executeCommand('flux.setApiKey');
      return undefined;
    case 'openFile':
      return openFile(message.path, message.line, deps);
    case 'openDiff':
      await deps.documents.openDiff(await orchestrator.session(id), message.step, message.path);
      return undefined;
    case 'showOutput':
      await deps.documents.showOutput(await orchestrator.session(id), message.step);
      return undefined;
  }
}

function parseInput(text: string): object {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  } catch (error) {
    throw new FluxError(
      'bad_input',
      `The input is not JSON (${messageOf(error)}). The step stays as it was; mend it and save again.`,
    );
  }
  throw new FluxError(
    'bad_input',
    'The input must be a JSON object in braces. The step stays as it was; mend it and save again.',
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
