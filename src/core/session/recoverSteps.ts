import type { FileImage, FileTouch } from '../../contracts/checkpoint';
import type { SessionEvent, SessionEventBody } from '../../contracts/events';
import type { Gate, SessionSnapshot, StepSnapshot } from '../../contracts/session';
import type { StorePort } from '../../contracts/store';
import type { Recovery } from '../../contracts/tool';
import type { Workplace } from '../workplace';
import { FluxError } from '../../base/errors';
import { ellipsis } from '../../base/text';
import { sameImage } from '../run/keepFiles';
import { toolOf } from '../toolTraits';
import { cutOffChoices } from './choices';

/**
 * What became of the steps that were running when Flux was cut off: their files, hashes and commits are compared with
 * what they were about to do. What had happened is not done again; what had not waits to be run; where nobody can tell,
 * the person is asked.
 */
export async function recoverSteps(
  session: SessionSnapshot,
  events: readonly SessionEvent[],
  place: Workplace,
  store: StorePort,
): Promise<SessionEventBody[]> {
  const found: SessionEventBody[] = [];
  for (const step of session.plan?.steps ?? [])
    if (step.cutOff) found.push(...(await recoverStep(step, session, events, place, store)));
  return found;
}

async function recoverStep(
  step: StepSnapshot,
  session: SessionSnapshot,
  events: readonly SessionEvent[],
  place: Workplace,
  store: StorePort,
): Promise<SessionEventBody[]> {
  const again = (why: string): SessionEventBody[] => [{ kind: 'step.recovered', step: step.id, as: 'pending', why }];
  if (!step.called) return again('It had not begun to act, so it runs now.');
  if (step.effect === 'read') return again('It only reads, so it runs again.');
  const tool = toolOf(step, place.tools);
  if (tool?.repeatable) return again('Doing it again does no harm, so it runs again.');
  if (tool?.recovery) return [await recoverCall(step, tool.recovery, session)];
  if (step.called.becomes) return recoverFiles(step, events, place, store);
  return [{ kind: 'gate.opened', gate: askAbout(step, session) }];
}

function askAbout(step: StepSnapshot, session: SessionSnapshot): Gate {
  return {
    id: `cut-${step.id}-${session.revision + 1}`,
    kind: 'question',
    step: step.id,
    sleeps: true,
    choices: cutOffChoices,
    text:
      `“${ellipsis(step.title, 120)}” (${ellipsis(step.about, 200)}) was at work when Flux was cut off, and it ` +
      `cannot be told whether it had come to its end. What should happen?`,
  };
}

/** The tool looks for the call's effect; where it cannot tell, the person does. */
async function recoverCall(
  step: StepSnapshot,
  recovery: Recovery,
  session: SessionSnapshot,
): Promise<SessionEventBody> {
  const found = await recovery.find({
    mark: step.called?.mark,
    startedAt: step.startedAt ?? 0,
    paths: [...session.changedFiles, ...step.writes],
  });
  return found
    ? { kind: 'step.recovered', step: step.id, ...found }
    : { kind: 'gate.opened', gate: askAbout(step, session) };
}

/** Files are compared with what they were and what they were to become; what was done by half is put back first. */
async function recoverFiles(
  step: StepSnapshot,
  events: readonly SessionEvent[],
  place: Workplace,
  store: StorePort,
): Promise<SessionEventBody[]> {
  const becomes = Object.entries(step.called?.becomes ?? {});
  const kept = events.findLast((event) => event.kind === 'step.checkpointed' && event.step === step.id);
  const before = new Map((kept?.kind === 'step.checkpointed' ? kept.files : []).map((file) => [file.path, file]));
  const states = await Promise.all(
    becomes.map(async ([path, key]) => ({
      path,
      ...(await standing(path, key, before.get(path)?.before, place, store)),
    })),
  );
  if (states.every(({ isBefore }) => isBefore))
    return [
      { kind: 'step.recovered', step: step.id, as: 'pending', why: 'It had changed nothing yet, so it runs now.' },
    ];
  if (states.every(({ isAfter }) => isAfter)) {
    // What it did was not recorded any more, and commits and undo lean on that.
    const touched = states.flatMap(({ path, present }): FileTouch[] => {
      const file = before.get(path);
      return file && !sameImage(file.before, present) ? [{ ...file, after: present }] : [];
    });
    return [
      ...(touched.length > 0 ? [{ kind: 'step.touched' as const, step: step.id, files: touched }] : []),
      {
        kind: 'step.recovered',
        step: step.id,
        as: 'done',
        files: becomes.map(([path]) => path).sort(),
        why: 'It had been done before Flux was cut off; the files are as it was to make them.',
      },
    ];
  }
  const half = states.filter(({ isBefore }) => !isBefore);
  // What is neither may be a file whose writing was cut off: then it holds the beginning of what it was to hold, or
  // nothing.
  const isOurs = half.every(({ isAfter, isBeginning }) => isAfter || isBeginning);
  if (isOurs && half.every(({ path }) => before.has(path))) {
    const restored = await place.checkpoints.restore(
      half.map(({ path, present }) => ({
        path,
        expect: present,
        image: before.get(path)!.before,
        madeFolders: before.get(path)!.madeFolders,
      })),
      new AbortController().signal,
    );
    if (restored.every(({ error }) => !error))
      return [
        {
          kind: 'step.recovered',
          step: step.id,
          as: 'pending',
          why: 'It had been done by half; that was put back, and it runs again.',
        },
      ];
  }
  return [
    {
      kind: 'gate.opened',
      gate: {
        ...askAbout(step, { revision: events.at(-1)?.seq ?? 0 } as SessionSnapshot),
        text: `“${ellipsis(step.title, 120)}” was writing ${half
          .map(({ path }) => path)
          .slice(0, 5)
          .join(
            ', ',
          )} when Flux was cut off, and the text is now neither what it was nor what it was to become. Look at it. What should happen?`,
      },
    },
  ];
}

interface Standing {
  readonly present: FileImage;
  readonly isBefore: boolean;
  readonly isAfter: boolean;
  readonly isBeginning: boolean;
}

async function standing(
  path: string,
  key: string | null,
  before: FileImage | undefined,
  place: Workplace,
  store: StorePort,
): Promise<Standing> {
  const [present = { key: null }] = await place.checkpoints.capture([path]);
  const text = await place.files.read(path).then(
    (file) => file.text,
    (error: unknown) => {
      if (FluxError.is(error, 'not_found')) return null;
      return undefined;
    },
  );
  const wanted = key === null ? null : await store.getText(key);
  return {
    present,
    isBefore: before !== undefined && sameImage(present, before),
    isAfter: text !== undefined && text === (wanted ?? null) && (key === null) === (text === null),
    isBeginning:
      typeof text === 'string' && typeof wanted === 'string' && text.length < wanted.length && wanted.startsWith(text),
  };
}
