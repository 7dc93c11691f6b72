import { FluxError } from '../../base/errors';
import type { ModelPort, ModelReply } from '../../contracts/model';
import type { Workspace } from '../workspace';
import { workspaceBrief, type BriefSize } from '../brief/brief';
import { createShownRanges } from '../brief/shownRanges';
import { checkGoal } from '../checkGoal';
import { createSpokenText } from './spokenText';
import { talkMessages, type Turn } from './talkPrompt';

const talkBrief: BriefSize = { files: 1600, relevant: 12_000 };

/**
 * Answers a question as a conversation, streaming. Reads the workspace; nothing runs. Rejects as the model does, and
 * with `model_empty` where it only thought.
 */
export async function talk(
  { question, history }: { readonly question: string; readonly history: readonly Turn[] },
  { workspace, model }: { readonly workspace: Workspace; readonly model: ModelPort },
  signal: AbortSignal,
  onText: (text: string) => void,
): Promise<ModelReply> {
  const text = checkGoal(question);
  const brief = workspace.editor.folder()
    ? await workspaceBrief(text, workspace, createShownRanges(), talkBrief, signal)
    : 'No folder is open.';
  const spoken = createSpokenText(onText);
  const reply = await model.complete(
    { purpose: 'converse', messages: talkMessages(text, brief, history) },
    signal,
    (piece) => spoken.hear(piece),
  );
  if (!spoken.end())
    throw new FluxError(
      'model_empty',
      `${reply.model} sent its reasoning but no answer. Try again, or choose another model.`,
      { retryable: true },
    );
  return reply;
}
