import type { AgentSummary, WorkflowSummary } from '../../contracts/agents';
import type { RolePrompt } from '../../contracts/api';
import type { Figures, FiguresFilter, GoalKind } from '../../contracts/figures';
import type { Metrics, MetricsFilter } from '../../contracts/metrics';
import type { ModelExchange } from '../../contracts/model';
import type { FilePreviewText } from '../../contracts/tool';
import type { SessionSnapshot, SessionSummary } from '../../contracts/session';
import { agentSummary, workflowSummary } from '../agents/summaries';
import { rolePrompt } from '../phases';
import { hasEnded } from '../../words/sessionState';
import { exportSession as exportText } from '../session/transfer';
import { readExchanges } from '../model/exchanges';
import { changesOfStep, textBeforeRun } from '../undo/textBefore';
import type { ActionContext } from './context';
import { goalKinds as kindsOf } from '../plan/goalKinds';

/** FluxError `unknown_session`. */
export function session({ table }: ActionContext, idOrName: string): Promise<SessionSnapshot> {
  return table.read(idOrName);
}

export async function sessions({ table }: ActionContext, filter?: { active?: boolean }): Promise<SessionSummary[]> {
  const all = await table.list();
  return filter?.active ? all.filter(({ state }) => !hasEnded(state)) : all;
}

/** Sessions by a part of their name, best first. */
export function search({ table }: ActionContext, text: string, limit = 50): Promise<SessionSummary[]> {
  return table.search(text, limit);
}

/** Resolves when nothing happens any more without a person. */
export function whenSettled({ table }: ActionContext, idOrName: string): Promise<SessionSnapshot> {
  return table.whenSettled(idOrName);
}

/** Whether this window works on it now. */
export function worksHere({ table }: ActionContext, id: string): boolean {
  return table.held(id)?.work !== undefined;
}

/** What happened in this workspace, or in one session of it. FluxError `unknown_session`. */
export async function metrics({ table, store }: ActionContext, filter: MetricsFilter = {}): Promise<Metrics> {
  const { session } = filter;
  return store.metrics({ ...filter, ...(session !== undefined && { session: (await table.read(session)).id }) });
}

/** The same with everything that a dashboard shows; `session` is an id. */
export function figures({ store }: ActionContext, filter: FiguresFilter): Promise<Figures> {
  return store.figures(filter);
}

/** What became of goals of a kind, the most frequent kinds first. */
export async function goalKinds({ store }: ActionContext): Promise<GoalKind[]> {
  return kindsOf(await store.pastGoals());
}

/** What a role would be asked now. FluxError `unknown_role`. */
export async function prompt(context: ActionContext, idOrName: string, role?: string): Promise<RolePrompt> {
  const model = await context.models();
  const found = await context.table.read(idOrName);
  return rolePrompt(found, role, context.workspaceOf(found), model?.label ?? 'none');
}

export async function workflows({ workspace }: ActionContext): Promise<WorkflowSummary[]> {
  return (await workspace.agents.workflows()).map(workflowSummary);
}

export async function agents({ workspace }: ActionContext): Promise<AgentSummary[]> {
  return (await workspace.agents.roles()).map(agentSummary);
}

/** A file's text before the run touched it; null: there was none; undefined: not touched, or not text. */
export async function textBefore(
  { table, store, workspaceOf }: ActionContext,
  idOrName: string,
  path: string,
): Promise<string | null | undefined> {
  const found = await table.read(idOrName);
  return textBeforeRun(await store.events(found.id), path, workspaceOf(found).checkpoints);
}

/**
 * What a step did to its files' texts, as recorded, a file each; empty where nothing is known as text.
 */
export async function stepChanges(
  { table, store, workspaceOf }: ActionContext,
  idOrName: string,
  step: string,
): Promise<FilePreviewText[]> {
  const found = await table.read(idOrName);
  return changesOfStep(await store.events(found.id), step, workspaceOf(found).checkpoints);
}

/** What was asked of and sent by the model about a step, or, without one, about no step. */
export async function exchanges(
  { table, store }: ActionContext,
  idOrName: string,
  step?: string,
): Promise<readonly ModelExchange[]> {
  return readExchanges(store, await store.events((await table.read(idOrName)).id), step);
}

/** The session as one readable file, without secrets. */
export async function exportSession({ table, store, workspace }: ActionContext, idOrName: string): Promise<string> {
  return exportText(store, (await table.read(idOrName)).id, workspace.now);
}
