import * as vscode from 'vscode';
import type { ModelPort } from '../../contracts/model';
import type { SessionSnapshot, SessionState } from '../../contracts/session';
import type { LogPort } from '../../contracts/ports';
import type { ChatCommandName } from '../../contracts/commands';
import { FluxError, isCancelled, messageOf } from '../../base/errors';
import type { Orchestrator } from '../../core/orchestratorTypes';
import { route } from '../../core/route/route';
import { scopeOf } from '../../core/run/scope';
import { hasEnded, isRunning } from '../../core/session/states';
import { talk } from '../../core/talk/talk';
import type { Turn } from '../../core/talk/talkPrompt';
import type { Workplace } from '../../core/workplace';
import { signalOf } from '../../editor/cancellation';
import { escapeAroundCode, escapeMarkdown } from '../markdown';
import { statusText } from '../statusText';
import { undoText } from '../undoText';
import { followRun } from './followRun';
import { renderEnd } from './renderEnd';
import { renderPlan } from './renderPlan';

/** What the chat participant reaches. */
export interface ChatDeps {
  readonly orchestrator: Orchestrator;
  readonly place: Workplace;
  readonly log: LogPort;
  /** The model to use when this one is chosen in the chat view; undefined when none is connected. */
  readonly modelFor: (chosen: vscode.LanguageModelChat) => Promise<ModelPort | undefined>;
  readonly uriOf: (path: string) => vscode.Uri | undefined;
  /** Shows a plan in the panel without taking the focus. */
  readonly showPlan: (session: string) => void;
}

/** What a response leaves behind for the next message of the same chat. */
interface FluxChatResult extends vscode.ChatResult {
  readonly metadata?: { readonly session?: string; readonly revision?: number };
}

/** What `@flux` does with a message. Failures are told in the response; they never reach the editor as errors. */
export function createChatHandler(deps: ChatDeps): vscode.ChatRequestHandler {
  return async (request, context, stream, token): Promise<FluxChatResult> => {
    try {
      return await respond(request, context, stream, token, deps);
    } catch (error) {
      if (isCancelled(error)) return {};
      if (!FluxError.is(error)) deps.log.error('A chat message failed', error);
      stream.markdown(escapeMarkdown(messageOf(error)));
      if (FluxError.is(error) && (error.reason === 'no_model' || error.reason === 'model_key')) connectButtons(stream);
      return {};
    }
  };
}

async function respond(request: vscode.ChatRequest, context: vscode.ChatContext, stream: vscode.ChatResponseStream, token: vscode.CancellationToken, deps: ChatDeps): Promise<FluxChatResult> {
  const { signal, dispose } = signalOf(token);
  try {
    const model = await deps.modelFor(request.model);
    const command = request.command as ChatCommandName | undefined;
    const earlier = sessionOf(context);
    if (command === 'status' || command === 'stop' || command === 'undo') return await control(command, { named: request.prompt.trim() || undefined, earlier }, stream, deps);
    if (command === 'ask' || !deps.place.settings('orchestration.enabled')) return await answer(request, context, stream, deps, model, signal);
    if (command === 'plan') return await runGoal(request.prompt, stream, token, deps, model, signal, true);
    const where = await route(request.prompt, model, signal);
    if (where.kind === 'control') return await control(where.intent ?? 'status', { earlier }, stream, deps, token);
    if (where.kind === 'ask' && request.prompt.trim() !== '') return await answer(request, context, stream, deps, model, signal);
    return await runGoal(request.prompt, stream, token, deps, model, signal, false);
  } finally {
    dispose();
  }
}

/** From a goal to the end of its run, or to the point where the person stops listening. */
async function runGoal(goal: string, stream: vscode.ChatResponseStream, token: vscode.CancellationToken, deps: ChatDeps, model: ModelPort | undefined, signal: AbortSignal, planOnly: boolean): Promise<FluxChatResult> {
  const { orchestrator } = deps;
  let id: string | undefined;
  let told: string | undefined;
  const planning = orchestrator.activities.onDidChange((session) => {
    const text = session === id ? orchestrator.activities.of(session)?.text : undefined;
    if (text && text !== told) stream.progress(escapeMarkdown(text));
    told = text ?? told;
  });
  let session: SessionSnapshot;
  try {
    session = await orchestrator.start({ goal }, { origin: 'chat', model, signal, planOnly, created: (created) => (id = created.id) });
  } finally {
    planning.dispose();
  }
  return present(session, stream, token, deps);
}

/** Shows where a session stands and goes on listening to it. */
async function present(session: SessionSnapshot, stream: vscode.ChatResponseStream, token: vscode.CancellationToken, deps: ChatDeps): Promise<FluxChatResult> {
  const { orchestrator } = deps;
  const result: FluxChatResult = { metadata: { session: session.id, revision: session.revision } };
  let current = session;
  if (current.gates.some((gate) => gate.kind === 'question')) {
    stream.markdown(`Before planning, ${current.gates.length === 1 ? 'one question' : 'some questions'}:\n\n${current.gates.map((gate) => `- ${escapeMarkdown(gate.text)}`).join('\n')}\n`);
    deps.showPlan(current.id);
    stream.button({ command: 'flux.openPlan', title: 'Answer', arguments: [current.id] });
    return result;
  }
  if (current.state === 'awaiting_approval' && current.plan) {
    stream.markdown(renderPlan(current, scopeOf(current.plan)));
    const argument = { session: current.id, revision: current.revision };
    stream.button({ command: 'flux.approvePlan', title: 'Approve and Run', arguments: [argument] });
    stream.button({ command: 'flux.openPlan', title: 'Open Plan', arguments: [current.id] });
    stream.button({ command: 'flux.rejectPlan', title: 'Reject', arguments: [argument] });
    if (current.plan.steps.length > 1) deps.showPlan(current.id);
    const decided = await whenDecided(current.id, orchestrator, token);
    if (!decided) return result;
    current = decided;
  }
  for (;;) {
    if (isRunning(current.state) && current.gates.length === 0) {
      const settled = await followRun(current.id, orchestrator, stream, token);
      if (!settled) {
        await orchestrator.stop(current.id);
        current = await orchestrator.session(current.id);
      } else current = settled;
    }
    if (hasEnded(current.state) || !isRunning(current.state)) break;
    for (const gate of current.gates) stream.markdown(`\n\n**Waiting for you:** ${escapeAroundCode(gate.text)}\n`);
    stream.button({ command: 'flux.openPlan', title: 'Answer', arguments: [current.id] });
    deps.showPlan(current.id);
    const decided = await whenDecided(current.id, orchestrator, token);
    if (!decided) return result;
    current = decided;
  }
  renderEnd(current, stream, deps.uriOf);
  return result;
}

/** Resolves when a waiting session goes on, in whatever way; undefined when the person stops listening first. */
function whenDecided(id: string, orchestrator: Orchestrator, token: vscode.CancellationToken): Promise<SessionSnapshot | undefined> {
  return new Promise((resolve) => {
    const listening = [
      orchestrator.onDidChangeSession((session) => {
        if (session.id === id && ((isRunning(session.state) && session.gates.length === 0) || hasEnded(session.state))) finish(session);
      }),
      token.onCancellationRequested(() => finish(undefined)),
    ];
    const finish = (session: SessionSnapshot | undefined) => {
      for (const item of listening) item.dispose();
      resolve(session);
    };
  });
}

async function answer(request: vscode.ChatRequest, context: vscode.ChatContext, stream: vscode.ChatResponseStream, deps: ChatDeps, model: ModelPort | undefined, signal: AbortSignal): Promise<FluxChatResult> {
  if (!model) throw new FluxError('no_model', 'Talking needs a language model and none is connected. Without one, “run the tests”, “fix the formatting”, “save my work”, “what changed”, “what should I do next” and “find …” work.');
  stream.progress(escapeMarkdown(`${model.label} is reading`));
  await talk(request.prompt, turnsOf(context), deps.place, model, signal, (text) => stream.markdown(text));
  return {};
}

async function control(intent: string, target: Target, stream: vscode.ChatResponseStream, deps: ChatDeps, token?: vscode.CancellationToken): Promise<FluxChatResult> {
  const { orchestrator } = deps;
  const session = await find(target, intent, orchestrator);
  if (!session) {
    stream.markdown(intent === 'status' ? 'There is no session yet. Say what you want done.' : `There is nothing to ${intent}.`);
    return {};
  }
  // Only the plan that this chat has just shown is approved by a word; any other is shown first.
  const shownHere = target.earlier?.session === session.id;
  switch (intent) {
    case 'approve':
      if (shownHere) await orchestrator.approve(session.id, { revision: target.earlier?.revision });
      return token ? present(await orchestrator.session(session.id), stream, token, deps) : {};
    case 'reject':
      if (!shownHere) return token ? present(session, stream, token, deps) : {};
      await orchestrator.reject(session.id, undefined, target.earlier?.revision);
      stream.markdown('The plan was rejected; nothing was changed.');
      break;
    case 'stop':
      stream.markdown(escapeMarkdown(statusText(await orchestrator.stop(session.id))));
      break;
    case 'undo': {
      const report = await orchestrator.undo(session.id);
      stream.markdown(`${escapeMarkdown(session.name)}: ${escapeMarkdown(undoText('undo', report))}`);
      stream.button({ command: 'flux.redoRun', title: 'Redo', arguments: [session.id] });
      stream.button({ command: 'flux.openPlan', title: 'Open Plan', arguments: [session.id] });
      break;
    }
    case 'status':
      stream.markdown(escapeMarkdown(statusText(session)));
      stream.button({ command: 'flux.openPlan', title: 'Open Plan', arguments: [session.id] });
      break;
    default:
      stream.markdown(`Flux cannot ${intent} a session yet.`);
  }
  return { metadata: { session: session.id, revision: session.revision } };
}

/** Which session a control may mean: one that the person named, or the one this chat showed last, as it was then. */
interface Target {
  readonly named?: string;
  readonly earlier?: { readonly session: string; readonly revision?: number };
}

/** The session that a control is about: the named one, this chat's where the control fits it, else the newest that it fits; to stop, one at work before one that waits. */
async function find(target: Target, intent: string, orchestrator: Orchestrator): Promise<SessionSnapshot | undefined> {
  if (target.named) return orchestrator.session(target.named);
  const waits = (state: SessionState) => state === 'awaiting_approval';
  const works = (state: SessionState) => isRunning(state) || state === 'planning';
  const acted = (state: SessionState) => hasEnded(state) || state === 'paused';
  const wanted = intent === 'undo' ? [acted] : intent === 'approve' || intent === 'reject' ? [waits, works] : intent === 'stop' ? [works, waits] : [() => true];
  const earlier = target.earlier && (await orchestrator.session(target.earlier.session).catch(() => undefined));
  if (earlier && wanted.some((fits) => fits(earlier.state))) return earlier;
  const all = await orchestrator.sessions();
  const newest = wanted.map((fits) => all.find((session) => fits(session.state))).find((session) => session !== undefined);
  return newest && orchestrator.session(newest.id);
}

function sessionOf(context: vscode.ChatContext): Target['earlier'] {
  const last = context.history.findLast((turn) => turn instanceof vscode.ChatResponseTurn);
  const metadata = (last?.result as FluxChatResult | undefined)?.metadata;
  return metadata?.session === undefined ? undefined : { session: metadata.session, revision: metadata.revision };
}

function turnsOf(context: vscode.ChatContext): Turn[] {
  return context.history.map((turn): Turn => {
    if (turn instanceof vscode.ChatRequestTurn) return { role: 'user', content: turn.prompt };
    const parts = turn.response.map((part) => (part instanceof vscode.ChatResponseMarkdownPart ? part.value.value : ''));
    return { role: 'assistant', content: parts.join('') };
  });
}

function connectButtons(stream: vscode.ChatResponseStream): void {
  stream.button({ command: 'flux.setApiKey', title: 'Set API Key…' });
  stream.button({ command: 'workbench.action.openSettings', title: 'Open Settings', arguments: ['flux.model'] });
}
