import type { UndoReport } from '../../contracts/session';
import type { HeldSession } from '../session/sessionHolder';
import { undoSession, type UndoDeps } from '../undo/undoSession';
import type { ActionContext } from './context';

/** Puts back what the run did to files, or one of its steps. FluxError as `undoSession`. */
export function undo(context: ActionContext, idOrName: string, step?: string): Promise<UndoReport> {
  return context.table.withSession(idOrName, (session) =>
    undoSession(session, 'undo', step, undoDeps(context, session)),
  );
}

/** Makes again what the newest undo put back. FluxError as `undoSession`. */
export function redo(context: ActionContext, idOrName: string): Promise<UndoReport> {
  return context.table.withSession(idOrName, (session) =>
    undoSession(session, 'redo', undefined, undoDeps(context, session)),
  );
}

function undoDeps({ store, workspaceOf, locks, activities, newId }: ActionContext, { log }: HeldSession): UndoDeps {
  return { store, workspace: workspaceOf(log.snapshot), locks, activities, newId };
}
