import type { FileImage, FileTouch } from '../../contracts/checkpoint';
import type { SessionEvent, SessionEventBody } from '../../contracts/events';
import type { Gate, SessionSnapshot, StepSnapshot } from '../../contracts/session';
import type { StorePort } from '../../contracts/store';
import type { Recovery } from '../../contracts/tool';
import type { Workspace } from '../workspace';
import { FluxError } from '../../base/errors';
import { ellipsis } from '../../base/text';
import { sameImage } from '../run/checkpointFiles';
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
  workspace: Workspace,
  store: StorePort,
): Promise<SessionEventBody[]> {
  const found: SessionEventBody[] = [];
  for (const step of session.plan?.steps ?? [])
    if (step.cutOff) found.push(...(await recoverStep(step, { session, events, workspace, store })));
  return found;
}

/** Where a step is recovered. */
interface Recovering {
  readonly session: SessionSnapshot;
  readonly events: readonly SessionEvent[];
  readonly workspace: Workspace;
  readonly store: StorePort;
}

async function recoverStep(step: StepSnapshot, recovering: Recovering): Promise<SessionEventBody[]> {
  const { session, workspace } = recovering;
  const again = (why: string): SessionEventBody[] => [{ kind: 'step.recovered', step: step.id, as: 'pending', why }];
  if (!step.called) return again('It had not started, so it runs now.');
  if (step.effect === 'read') return again('It only reads, so it runs again.');
  const tool = toolOf(step, workspace.tools);
  if (tool?.repeatable) return again('Running it again is safe, so it runs again.');
  if (tool?.recovery) return [await recoverCall(step, tool.recovery, session)];
  if (step.called.becomes) return recoverFiles(step, recovering);
  return [{ kind: 'gate.opened', gate: askAbout(step, session) }];
}

function askAbout(step: StepSnapshot, session: Pick<SessionSnapshot, 'revision'>): Gate {
  return {
    id: `cut-${step.id}-${session.revision + 1}`,
    kind: 'question',
    step: step.id,
    sleeps: true,
    choices: cutOffChoices,
    text:
      `“${ellipsis(step.title, 120)}” (${ellipsis(step.about, 200)}) was running when Flux was interrupted. Flux ` +
      `cannot tell whether it finished. What should happen?`,
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
async function recoverFiles(step: StepSnapshot, recovering: Recovering): Promise<SessionEventBody[]> {
  const states = await fileStates(step, recovering);
  const half = states.filter(({ isBefore }) => !isBefore);
  if (half.length === 0) return [runsAgain(step, 'It had changed nothing, so it runs now.')];
  if (states.every(({ isAfter }) => isAfter)) return wasDone(step, states);
  if (await putBack(half, recovering.workspace))
    return [runsAgain(step, 'It was partly done. That was undone, and it runs again.')];
  const paths = half.map(({ path }) => path).slice(0, 5);
  const gate = askAbout(step, { revision: recovering.events.at(-1)?.seq ?? 0 });
  const text =
    `“${ellipsis(step.title, 120)}” was writing ${paths.join(', ')} when Flux was interrupted. The text is now ` +
    `neither the old nor the new version. Check it. What should happen?`;
  return [{ kind: 'gate.opened', gate: { ...gate, text } }];
}

function runsAgain(step: StepSnapshot, why: string): SessionEventBody {
  return { kind: 'step.recovered', step: step.id, as: 'pending', why };
}

/** Its changes went unrecorded; commits and undo need them, so record them. */
function wasDone(step: StepSnapshot, states: readonly FileState[]): SessionEventBody[] {
  const touched = states.flatMap(({ before, present }): FileTouch[] =>
    before && !sameImage(before.before, present) ? [{ ...before, after: present }] : [],
  );
  const done: SessionEventBody = {
    kind: 'step.recovered',
    step: step.id,
    as: 'done',
    files: states.map(({ path }) => path).sort(),
    why: 'It finished before Flux was interrupted. The files are as planned.',
  };
  return touched.length > 0 ? [{ kind: 'step.touched', step: step.id, files: touched }, done] : [done];
}

/**
 * Puts back what was done by half; false where it is not known to be the step's own. What is neither may be a file
 * whose writing was cut off: then it holds the beginning of what it was to hold, or nothing.
 */
async function putBack(half: readonly FileState[], workspace: Workspace): Promise<boolean> {
  const known = half.flatMap(({ path, present, before, isAfter, isBeginning }) =>
    before && (isAfter || isBeginning)
      ? [{ path, expect: present, image: before.before, madeFolders: before.madeFolders }]
      : [],
  );
  if (known.length < half.length) return false;
  const restored = await workspace.checkpoints.restore(known, new AbortController().signal);
  return restored.every(({ error }) => !error);
}

/** How a file stands to what it was before the step, and to what the step was to make of it. */
interface FileState {
  readonly path: string;
  readonly before?: KeptFile;
  readonly present: FileImage;
  readonly isBefore: boolean;
  readonly isAfter: boolean;
  readonly isBeginning: boolean;
}

type KeptFile = Omit<FileTouch, 'after'>;

async function fileStates(step: StepSnapshot, { events, workspace, store }: Recovering): Promise<FileState[]> {
  const kept = events.findLast((event) => event.kind === 'step.checkpointed' && event.step === step.id);
  const files = new Map((kept?.kind === 'step.checkpointed' ? kept.files : []).map((file) => [file.path, file]));
  return Promise.all(
    Object.entries(step.called?.becomes ?? {}).map(async ([path, key]) => {
      const before = files.get(path);
      const [present = { key: null }] = await workspace.checkpoints.capture([path]);
      const text = await presentText(path, workspace);
      const wanted = key === null ? null : await store.getText(key);
      return {
        path,
        before,
        present,
        isBefore: before !== undefined && sameImage(present, before.before),
        isAfter: text !== undefined && text === (wanted ?? null) && (key === null) === (text === null),
        isBeginning:
          typeof text === 'string' &&
          typeof wanted === 'string' &&
          text.length < wanted.length &&
          wanted.startsWith(text),
      };
    }),
  );
}

/** A file's text; null where it is not there, undefined where it cannot be read. */
async function presentText(path: string, workspace: Workspace): Promise<string | null | undefined> {
  try {
    return (await workspace.files.read(path)).text;
  } catch (error) {
    return FluxError.is(error, 'not_found') ? null : undefined;
  }
}
