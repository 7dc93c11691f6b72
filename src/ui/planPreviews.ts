import type { FilePreview, StepChanges } from '../contracts/panel';
import type { SessionSnapshot, StepSnapshot } from '../contracts/session';
import type { AnyTool, FilePreviewText } from '../contracts/tool';
import { messageOf } from '../base/errors';
import { problemPreview, toFilePreview } from './panelDiff';

/**
 * What a waiting step would do to its files, as texts; undefined when it does not write or its edit is not known yet.
 */
export async function previewStep(
  step: StepSnapshot,
  session: SessionSnapshot,
  tools: readonly AnyTool[],
): Promise<FilePreviewText[] | undefined> {
  const tool = tools.find((candidate) => candidate.name === step.tool);
  if (!tool?.preview || step.late || !step.input) return undefined;
  return tool.preview(step.input, session.plan?.seen ?? {});
}

/**
 * The diffs of all steps of a proposed plan whose edits came with it, by step id. A step whose edit would not apply
 * says why.
 */
async function previewPlan(
  session: SessionSnapshot,
  tools: readonly AnyTool[],
): Promise<Record<string, FilePreview[]>> {
  const gated = new Set(session.gates.map((gate) => gate.step));
  const waiting = (session.plan?.steps ?? []).filter(
    (step) => step.status === 'pending' || step.status === 'skipped' || gated.has(step.id),
  );
  const entries = await Promise.all(
    waiting.map(async (step): Promise<[string, FilePreview[]] | undefined> => {
      try {
        const texts = await previewStep(step, session, tools);
        return texts && [step.id, texts.map(toFilePreview)];
      } catch (error) {
        return [step.id, [problemPreview(step.writes[0] ?? step.about, messageOf(error))]];
      }
    }),
  );
  return Object.fromEntries(entries.filter((entry) => entry !== undefined));
}

/** The approved plans' diffs of so many sessions are kept. */
const keptPlans = 20;

/** The diffs that the panel draws. */
export interface Previews {
  /** Of what waits for approval, or asks for itself. */
  of(session: SessionSnapshot): Promise<Record<string, FilePreview[]>>;
  /** Of one step of an approved plan: as recorded, as approved, or as it would be now. */
  ofStep(session: SessionSnapshot, step: string): Promise<StepChanges>;
  forget(session: string): void;
}

/** Diffs are made once for each form of a plan; edits of the files meanwhile show when the plan is drawn again. */
export function createPreviews(
  tools: readonly AnyTool[],
  changesOf: (session: string, step: string) => Promise<FilePreviewText[]>,
): Previews {
  const kept = new Map<string, { revision: number; made: Promise<Record<string, FilePreview[]>> }>();
  const approved = new Map<string, Promise<Record<string, FilePreview[]>>>();

  async function plannedFor(session: SessionSnapshot, step: StepSnapshot): Promise<FilePreview[]> {
    const known = (await approved.get(session.id))?.[step.id];
    if (known) return known;
    // What runs may have changed its files already, and what has ended says nothing about before.
    if (step.endedAt !== undefined) return [];
    const texts = await previewStep(step, session, tools).catch(() => undefined);
    return (texts ?? []).map(toFilePreview);
  }

  return {
    of(session) {
      // A step that asks for itself shows its diff too.
      const proposed = session.state === 'awaiting_approval';
      if (!proposed && !session.gates.some((gate) => gate.step !== undefined)) return Promise.resolve({});
      const known = kept.get(session.id);
      const revision = proposed ? session.planRevision : session.revision;
      if (known?.revision === revision) return known.made;
      const made = previewPlan(session, tools);
      kept.set(session.id, { revision, made });
      if (proposed) {
        approved.delete(session.id);
        approved.set(session.id, made);
        for (const oldest of [...approved.keys()].slice(0, -keptPlans)) approved.delete(oldest);
      }
      return made;
    },
    async ofStep(session, id) {
      const step = session.plan?.steps.find((candidate) => candidate.id === id);
      if (!step) return { previews: [], made: false };
      const texts = step.files?.length ? await changesOf(session.id, id) : [];
      if (texts.length > 0) return { previews: texts.map(toFilePreview), made: true };
      return { previews: await plannedFor(session, step), made: false };
    },
    forget(session) {
      kept.delete(session);
      approved.delete(session);
    },
  };
}
