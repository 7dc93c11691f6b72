import type { SessionEvent } from '../../contracts/events';
import type { SessionSnapshot } from '../../contracts/session';
import { secretFilter } from './withoutSecrets';

/** What an exported file says first. */
export const exportFormat = 'flux-session';
export const exportVersion = 1;

export interface ExportedParts {
  readonly snapshot: SessionSnapshot;
  readonly events: readonly SessionEvent[];
  /** The whole outputs that the events name, by key. */
  readonly texts: Readonly<Record<string, string>>;
  /** Ms since the epoch. */
  readonly exportedAt: number;
}

/**
 * A session as one readable file of JSON, without secrets (`withoutSecrets.ts`). Images of files and exchanges with
 * the model are left out: they hold whole files of the workspace, which nobody has asked to give away, and putting them
 * back would be wrong anywhere else.
 */
export function exportText({ snapshot, events, texts, exportedAt }: ExportedParts): string {
  const filter = secretFilter(events, texts);
  const {
    name,
    goal,
    state,
    workflow,
    progress,
    createdAt,
    updatedAt,
    endedAt,
    summary,
    tokens,
    cost,
    modelCalls,
    changedFiles,
    error,
  } = snapshot;
  const file = {
    format: exportFormat,
    version: exportVersion,
    exportedAt,
    session: filter.value({
      name,
      goal,
      state,
      workflow,
      progress,
      createdAt,
      updatedAt,
      endedAt,
      summary,
      tokens,
      cost,
      modelCalls,
      changedFiles,
      error,
    }),
    events: events.map((event) => filter.event(withoutImages(event))),
    texts: Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, filter.text(key, text)])),
  };
  return `${JSON.stringify(file, null, 2)}\n`;
}

/**
 * An event that names no image of a file and no exchange with the model; what a step changed counts as files whose
 * former bytes are not known.
 */
export function withoutImages(event: SessionEvent): SessionEvent {
  switch (event.kind) {
    case 'model.called':
      return { ...event, exchange: undefined };
    case 'step.called':
      return { ...event, becomes: undefined };
    case 'step.checkpointed':
      return { ...event, files: [] };
    case 'step.touched':
      return {
        ...event,
        files: [],
        unkept: [...new Set([...(event.unkept ?? []), ...event.files.map(({ path }) => path)])],
      };
    case 'undo.started':
    case 'undo.finished':
      return { ...event, files: [] };
    default:
      return event;
  }
}
