import * as z from 'zod';
import type { SessionEvent } from '../../contracts/events';
import { FluxError, messageOf } from '../../base/errors';
import { ellipsis, utf8Length } from '../../base/text';
import { exportFormat, exportVersion } from './exportText';
import { readEvent } from './importedEvent';
import { foldSession } from './reduceSession';
import { forbiddenKeys } from './withoutSecrets';

const maxImportBytes = 50 * 1024 * 1024;
const maxEvents = 100_000;
const maxDepth = 60;

const fileSchema = z.looseObject({
  format: z.literal(exportFormat),
  version: z.number().int().min(1),
  session: z.looseObject({ name: z.string() }),
  events: z.array(z.unknown()).min(1),
  texts: z.record(z.string().regex(/^[0-9a-f]{32}$/), z.string()),
});

/** What an exported file holds. */
export interface Imported {
  readonly name: string;
  readonly events: readonly SessionEvent[];
  /** Whole outputs by the key that the events name. */
  readonly texts: Readonly<Record<string, string>>;
}

function refuse(why: string, cause?: unknown): never {
  throw new FluxError(
    'bad_import',
    `This file cannot be imported: ${why} Choose a file that was exported with “Flux: Export Session…”.`,
    { cause },
  );
}

/**
 * Reads what `exportText` wrote, whoever may have changed it since, and makes sure that it folds.
 * @throws FluxError `bad_import`
 */
export function readImport(text: string): Imported {
  if (text.length > maxImportBytes || utf8Length(text) > maxImportBytes) refuse('it is larger than 50 MB.');
  const file = fileOf(text);
  if (file.version > exportVersion) refuse('a newer version of Flux exported it. Update Flux first.');
  if (file.events.length > maxEvents) refuse(`it has more than ${maxEvents} events.`);
  const events = file.events.map((value, index) => {
    const read = readEvent(value);
    if ('wrong' in read) return refuse(`event ${index + 1} is not valid (${ellipsis(read.wrong, 200)}).`);
    if (read.event.seq !== index + 1)
      refuse(`event ${index + 1} has the number ${read.event.seq}, so an event is missing or duplicated.`);
    if ((read.event.kind === 'session.created') !== (index === 0))
      refuse(
        index === 0 ? 'its first event does not create the session.' : `event ${index + 1} creates the session again.`,
      );
    return read.event;
  });
  try {
    foldSession(events);
  } catch (error) {
    refuse(`its events do not fit together (${ellipsis(messageOf(error), 200)}).`, error);
  }
  return { name: file.session.name, events, texts: file.texts };
}

function fileOf(text: string): z.infer<typeof fileSchema> {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    refuse('it is not JSON.', error);
  }
  const odd = oddity(value, 0);
  if (odd !== undefined) refuse(odd);
  const parsed = fileSchema.safeParse(value);
  if (!parsed.success) {
    const [first] = parsed.error.issues;
    refuse(
      first?.path.length
        ? `“${ellipsis(first.path.join('.'), 80)}” is missing or wrong in it.`
        : 'it is not an exported session.',
    );
  }
  return parsed.data;
}

/** What no exported file has, whatever it tells. */
function oddity(value: unknown, depth: number): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (depth > maxDepth) return `it is nested more than ${maxDepth} levels deep.`;
  for (const key of Object.keys(value)) {
    if (forbiddenKeys.has(key)) return `it has a field named ${key}.`;
    const odd = oddity((value as Record<string, unknown>)[key], depth + 1);
    if (odd !== undefined) return odd;
  }
  return undefined;
}
