import type { FilePreview } from '../contracts/panel';
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
export async function previewPlan(
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
