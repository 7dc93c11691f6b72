import type { StartRequest } from '../../contracts/api';
import type { ModelPort } from '../../contracts/model';
import type { SessionSnapshot } from '../../contracts/session';
import { FluxError } from '../../base/errors';
import { cleanName, nameFromGoal, uniqueName } from '../session/names';
import type { HeldSession } from '../session/sessionHolder';
import { hasEnded } from '../../words/sessionState';
import { beginningOf, type Beginning } from '../startSession';
import { optionsOf } from '../work/planSession';
import { beginPlanning } from '../work/sessionWork';
import type { Work } from '../work/work';
import { assertTrusted } from './assertTrusted';
import type { ActionContext } from './context';

/** Who starts a session, with which model (the one chosen in chat), and who hears of it at once. */
export interface StartOptions {
  readonly origin: SessionSnapshot['origin'];
  readonly model?: ModelPort;
  /** Propose only: nobody but a person approves, whatever the settings say. */
  readonly planOnly?: boolean;
  readonly signal?: AbortSignal;
  readonly created?: (session: SessionSnapshot) => void;
}

/** A session that has been started, and the planning that has begun; undefined where questions come first. */
interface Started {
  readonly session: HeldSession;
  readonly work: Work | undefined;
}

/**
 * Starts a session, or gives one that has ended another goal; resolves when a plan is proposed. FluxError `no_folder`,
 * `orchestration_off`, `not_ended`, `untrusted`, as `beginningOf`, and what planning fails with.
 */
export async function start(
  context: ActionContext,
  request: StartRequest,
  options: StartOptions,
): Promise<SessionSnapshot> {
  assertMayStart(context);
  const beginning = await beginningOf(request, context.workspace);
  const begin = (session: HeldSession) => beginIn(context, session, beginning, options);
  const { session, work } =
    request.continueSession === undefined
      ? await startNew(context, request, { beginning, options, begin })
      : await startAgain(context, request.continueSession, request, { beginning, options, begin });
  await work?.planned;
  const planned = session.log.snapshot;
  if (!work) return planned;
  if (planned.state === 'failed' && !planned.approvedAt) {
    throw Object.assign(
      new FluxError(planned.error?.reason ?? 'failed', planned.error?.message ?? 'Planning failed.'),
      { session: planned.id },
    );
  }
  if (request.approve === 'now') assertTrusted(context, planned);
  return planned;
}

function assertMayStart({ workspace }: ActionContext): void {
  if (!workspace.editor.folder())
    throw new FluxError('no_folder', 'No folder is open. Open one (“File: Open Folder…”) and try again.');
  if (!workspace.settings('orchestration.enabled'))
    throw new FluxError(
      'orchestration_off',
      'The setting flux.orchestration.enabled is off, so Flux only answers questions. Turn it on to run goals.',
    );
}

interface Start {
  readonly beginning: Beginning;
  readonly options: StartOptions;
  readonly begin: (session: HeldSession) => Promise<Started>;
}

function startNew(context: ActionContext, request: StartRequest, given: Start): Promise<Started> {
  const { table, folders, newId } = context;
  const { then: _, ...beginning } = given.beginning;
  return context.naming(async () => {
    const taken = new Set((await table.list()).map((other) => other.name));
    const name = uniqueName(
      cleanName(request.name ?? '') ??
        nameFromGoal(request.workflow && !request.goal ? request.workflow : (request.goal ?? beginning.goal)),
      taken,
    );
    return table.withNewSession(
      {
        kind: 'session.created',
        id: newId(),
        name,
        ...beginning,
        origin: given.options.origin,
        planOnly: given.options.planOnly,
        approve: request.approve,
        folders: folders?.(),
      },
      given.begin,
    );
  });
}

/** A session that has ended takes up another goal; what was done before is its context. */
function startAgain(
  { table }: ActionContext,
  idOrName: string,
  request: StartRequest,
  { beginning: { then: _, ...beginning }, options, begin }: Start,
): Promise<Started> {
  return table.withSession(idOrName, async (session) => {
    const { state, name } = session.log.snapshot;
    if (!hasEnded(state))
      throw new FluxError('not_ended', `“${name}” has not ended. Give it feedback, or stop it first.`);
    await session.log.append({
      kind: 'session.continued',
      ...beginning,
      origin: options.origin,
      planOnly: options.planOnly,
      approve: request.approve,
    });
    return begin(session);
  });
}

/** In the session's own turn, so that a stop comes before the planning or stops it, never between. */
async function beginIn(
  context: ActionContext,
  session: HeldSession,
  { then }: Beginning,
  options: StartOptions,
): Promise<Started> {
  const { log } = session;
  if (options.model) context.chosen.set(log.id, options.model);
  options.created?.(log.snapshot);
  options.signal?.addEventListener('abort', () => session.work?.stop(), { once: true });
  if (then.length > 0) await log.append(...then);
  if (log.snapshot.gates.length > 0) return { session, work: undefined };
  if (options.signal?.aborted) {
    await log.append({ kind: 'session.cancelled', reason: 'Stopped. Nothing else was changed.' });
    return { session, work: undefined };
  }
  return { session, work: beginPlanning(context, session, optionsOf(log.snapshot)) };
}
