import * as vscode from 'vscode';
import type { StartRequest } from '../../contracts/api';
import type { SessionSnapshot } from '../../contracts/session';
import { workflowCommandNames, type ChatCommandName } from '../../contracts/commands';
import { FluxError, isCancelled, messageOf } from '../../base/errors';
import { route } from '../../core/route/route';
import { escapeMarkdown } from '../markdown';
import { answerInWords } from './answerChat';
import { withReferences } from '../../core/talk/references';
import { answerQuestion } from './answerQuestion';
import { control, feedback, namedBy, resume } from './controlChat';
import { listen } from './listening';
import { messagesIn } from './messagesIn';
import { modelButtons } from './modelButtons';
import { offerOpen } from './offerOpen';
import { followSession, tellActivity } from './followSession';
import { referencesOf } from './references';
import type { ChatDeps, Earlier, FluxChatResult, Reply } from './reply';
import { isCorrection } from './steerChat';

/** What `@flux` does with a message. Failures are told in the response; they never reach the editor as errors. */
export function createChatHandler(deps: ChatDeps): vscode.ChatRequestHandler {
  return async (request, context, stream, token): Promise<FluxChatResult> => {
    const listening = listen(context, token);
    let result: FluxChatResult = {};
    let earlier = sessionOf(context);
    // Only behind a response that was left for them does the editor hand over several messages as one.
    const messages = earlier?.left
      ? messagesIn(request.command, request.prompt)
      : [{ command: request.command, prompt: request.prompt }];
    for (const [index, { command, prompt }] of messages.entries()) {
      try {
        const model = await deps.modelFor(request.model);
        // Only the last one is followed to its end; those before would keep it waiting.
        const left = index === messages.length - 1 ? listening.left : AbortSignal.abort();
        const references = messages.length === 1 ? referencesOf(request.references, deps.pathOf) : [];
        const words = { prompt, ...withReferences(prompt, references) };
        result = await respond(command as ChatCommandName | undefined, words, context, {
          deps,
          stream,
          model,
          earlier,
          listening: { stopped: listening.stopped, left },
        });
        earlier = earlierOf(result) ?? earlier;
      } catch (error) {
        if (isCancelled(error)) continue;
        if (!FluxError.is(error)) deps.log.error('A chat message failed', error);
        stream.markdown(`${escapeMarkdown(messageOf(error))}\n\n`);
        if (FluxError.is(error)) modelButtons(stream, error.reason, `${command ? `/${command} ` : ''}${prompt}`);
      }
    }
    listening.dispose();
    return result;
  };
}

/** A message as it was typed, and with what it refers to, for a goal and for a question. */
interface Words {
  readonly prompt: string;
  readonly goal: string;
  readonly question: string;
}

async function respond(
  command: ChatCommandName | undefined,
  { prompt, goal, question }: Words,
  context: vscode.ChatContext,
  reply: Reply,
): Promise<FluxChatResult> {
  const { deps, model, earlier, listening } = reply;
  const say = (request: StartRequest, planOnly = false) => runGoal(request, reply, planOnly);
  if (command === 'status' || command === 'stop' || command === 'undo' || command === 'pause')
    return control(command, await namedBy(prompt, deps), reply);
  if (command === 'ask' || !deps.workspace.settings('orchestration.enabled'))
    return answerQuestion(question, context, reply);
  if (command === undefined && prompt.trim() === '') return offerOpen(reply);
  if (command === 'plan') return say({ goal }, true);
  if (command !== undefined && workflowCommandNames.includes(command)) return say({ goal, workflow: command });
  if (command === 'resume') return resume(prompt, reply, say);
  const target = earlier && (await deps.orchestrator.session(earlier.session).catch(() => undefined));
  const answered = target && command === undefined ? await answerInWords(prompt, target, reply) : undefined;
  if (answered) return answered;
  if (command === 'feedback' || (target && isCorrection(prompt, target))) return feedback(goal, reply);
  const where = await route(prompt, deps.workspace.tools, model, listening.stopped);
  if (where.kind === 'control' && where.intent === 'resume')
    return resume(
      prompt
        .replace(/^\s*(resume|continue|go on|carry on)( with)?( (the )?(session|run))?\s*/i, '')
        .replace(/[.!]+$/, ''),
      reply,
      say,
    );
  if (where.kind === 'control') return control(where.intent ?? 'status', undefined, reply);
  if (where.kind === 'ask' && prompt.trim() !== '') return answerQuestion(question, context, reply);
  return say({ goal });
}

/** From a goal to the end of its run, or to the point where the person turns to something else. */
async function runGoal(goal: StartRequest, reply: Reply, planOnly: boolean): Promise<FluxChatResult> {
  const { deps, stream, model, listening } = reply;
  const { orchestrator } = deps;
  let created: SessionSnapshot | undefined;
  let tellBegun: (session: SessionSnapshot) => void = () => {};
  const begun = new Promise<SessionSnapshot>((resolve) => (tellBegun = resolve));
  const planning = tellActivity(
    () => created?.id,
    orchestrator,
    (text) => stream.progress(text),
  );
  try {
    const started = orchestrator.start(goal, {
      origin: 'chat',
      model,
      signal: listening.stopped,
      planOnly,
      created: (session) => tellBegun((created = session)),
    });
    const left = new Promise<undefined>((resolve) => {
      if (listening.left.aborted) resolve(undefined);
      listening.left.addEventListener('abort', () => resolve(undefined), { once: true });
    });
    const first = await Promise.race([started, left]);
    const session = first ?? (listening.stopped.aborted ? await started : undefined);
    planning.dispose();
    if (session) return await followSession(session, reply);
    // The session says what comes of it; this only logs its failure.
    started.catch((error: unknown) => deps.log.info(`Planning failed: ${messageOf(error)}`));
    const known = created ?? (await Promise.race([begun, started]));
    return { metadata: { session: known.id, left: true } };
  } finally {
    planning.dispose();
  }
}

function sessionOf(context: vscode.ChatContext): Earlier | undefined {
  const last = context.history.findLast((turn) => turn instanceof vscode.ChatResponseTurn);
  return last && earlierOf(last.result);
}

function earlierOf({ metadata }: FluxChatResult): Earlier | undefined {
  return metadata?.session === undefined
    ? undefined
    : { session: metadata.session, revision: metadata.revision, left: metadata.left, asked: metadata.asked };
}
