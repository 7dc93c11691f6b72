import * as vscode from 'vscode';
import type { ModelPort } from '../../contracts/model';
import type { SessionSnapshot, SessionState } from '../../contracts/session';
import type { LogPort } from '../../contracts/ports';
import type { StartRequest } from '../../contracts/api';
import { workflowCommandNames, type ChatCommandName } from '../../contracts/commands';
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
import { isCorrection, offerCandidates, renderFeedback, renderPaused, sessionMeant } from './steerChat';

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
    if (command === 'status' || command === 'stop' || command === 'undo') return await control(command, { named: await namedBy(request.prompt, deps), earlier }, stream, deps);
    if (command === 'ask' || !deps.place.settings('orchestration.enabled')) return await answer(request, context, stream, deps, model, signal);
    if (command === 'plan') return await runGoal({ goal: request.prompt }, stream, token, deps, model, signal, true);
    if (command !== undefined && workflowCommandNames.includes(command)) return await runGoal({ goal: request.prompt, workflow: command }, stream, token, deps, model, signal, false);
    if (command === 'pause') return await control(command, { named: await namedBy(request.prompt, deps), earlier }, stream, deps, token);
    if (command === 'resume') return await resume(request.prompt, earlier, stream, token, deps, model, signal);
    const target = earlier && (await deps.orchestrator.session(earlier.session).catch(() => undefined));
    if (command === 'feedback' || (target && isCorrection(request.prompt, target))) return await feedback(request.prompt, earlier, stream, deps);
    const where = await route(request.prompt, model, signal);
    if (where.kind === 'control' && where.intent === 'resume') return await resume(request.prompt.replace(/^\s*(resume|continue|go on|carry on)( with)?( (the )?(session|run))?\s*/i, '').replace(/[.!]+$/, ''), earlier, stream, token, deps, model, signal);
    if (where.kind === 'control') return await control(where.intent ?? 'status', { earlier }, stream, deps, token);
    if (where.kind === 'ask' && request.prompt.trim() !== '') return await answer(request, context, stream, deps, model, signal);
    return await runGoal({ goal: request.prompt }, stream, token, deps, model, signal, false);
  } finally {
    dispose();
  }
}

/** From a goal to the end of its run, or to the point where the person stops listening. */
async function runGoal(goal: StartRequest, stream: vscode.ChatResponseStream, token: vscode.CancellationToken, deps: ChatDeps, model: ModelPort | undefined, signal: AbortSignal, planOnly: boolean): Promise<FluxChatResult> {
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
    session = await orchestrator.start(goal, { origin: 'chat', model, signal, planOnly, created: (created) => (id = created.id) });
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
  if (current.gates.some((gate) => gate.kind === 'question') && !isRunning(current.state)) {
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
    for (const gate of current.gates) {
      stream.markdown(`\n\n**Waiting for you:** ${escapeAroundCode(gate.text)}\n`);
      if (gate.kind === 'question') for (const choice of gate.choices?.slice(0, 5) ?? []) stream.button({ command: 'flux.sendFeedback', title: choice, arguments: [{ session: current.id, gate: gate.id, text: choice }] });
    }
    stream.button({ command: 'flux.openPlan', title: 'Answer', arguments: [current.id] });
    deps.showPlan(current.id);
    const decided = await whenDecided(current.id, orchestrator, token);
    if (!decided) return result;
    current = decided;
  }
  if (current.state === 'paused') renderPaused(current, stream);
  else renderEnd(current, stream, deps.uriOf);
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
    case 'pause':
      stream.markdown(escapeMarkdown(statusText(await orchestrator.pause(session.id))));
      stream.button({ command: 'flux.resumeSession', title: 'Resume', arguments: [session.id] });
      break;
    case 'status':
      stream.markdown(escapeMarkdown(statusText(session)));
      stream.button({ command: 'flux.openPlan', title: 'Open Plan', arguments: [session.id] });
      break;
    default:
      stream.markdown(`Flux cannot ${intent} a session yet.`);
  }
  return { metadata: { session: session.id, revision: session.revision } };
}

/** “/resume name”: goes on with a session that rests; an ended one takes the words behind its name as another goal. */
async function resume(words: string, earlier: Target['earlier'], stream: vscode.ChatResponseStream, token: vscode.CancellationToken, deps: ChatDeps, model: ModelPort | undefined, signal: AbortSignal): Promise<FluxChatResult> {
  const { orchestrator } = deps;
  if (words.trim() === '') {
    const own = earlier && (await orchestrator.session(earlier.session).catch(() => undefined));
    const session = own?.state === 'paused' ? own : (await orchestrator.sessions()).find(({ state }) => state === 'paused');
    if (session) return present(await orchestrator.resume(session.id), stream, token, deps);
    stream.markdown('No session is paused. Name one to continue it with a new goal: `/resume name what comes next`.');
    return {};
  }
  const { found, rest } = await sessionMeant(words, orchestrator);
  const [session, ...more] = found;
  if (!session) throw new FluxError('unknown_session', `There is no session whose name holds “${words.slice(0, 80)}”. “Flux: Show Sessions” lists the ones there are.`);
  if (more.length > 0) {
    const resting = found.filter(({ state }) => state === 'paused');
    if (resting.length !== 1 || rest !== '') return offerCandidates(found, stream), {};
    return present(await orchestrator.resume(resting[0]!.id), stream, token, deps);
  }
  if (hasEnded(session.state)) {
    if (rest !== '') return runGoal({ goal: rest, continueSession: session.id }, stream, token, deps, model, signal, false);
    stream.markdown(`${escapeMarkdown(statusText(await orchestrator.session(session.id)))}\n\nIt has ended. Say what comes next behind its name, or:\n`);
    stream.button({ command: 'flux.continueSession', title: 'Continue with a New Goal…', arguments: [session.id] });
    return { metadata: { session: session.id } };
  }
  return present(session.state === 'paused' ? await orchestrator.resume(session.id) : await orchestrator.session(session.id), stream, token, deps);
}

/** “/feedback words”, or a correction in plain words: to this chat's session, else to the newest at work. */
async function feedback(words: string, earlier: Target['earlier'], stream: vscode.ChatResponseStream, deps: ChatDeps): Promise<FluxChatResult> {
  const { orchestrator } = deps;
  const own = earlier && (await orchestrator.session(earlier.session).catch(() => undefined));
  const session = own && !hasEnded(own.state) ? own : (await orchestrator.sessions()).find(({ state }) => !hasEnded(state));
  if (!session) throw new FluxError('ended', 'No session is at work, so the feedback would reach nobody. Say it as a goal instead.');
  const told = await orchestrator.feedback(session.id, words);
  renderFeedback(told, stream);
  return { metadata: { session: told.id, revision: told.revision } };
}

/** The id of the session that words name by a part of its name; undefined for no words. */
async function namedBy(words: string, { orchestrator }: ChatDeps): Promise<string | undefined> {
  if (words.trim() === '') return undefined;
  const [only, ...more] = await orchestrator.search(words.trim(), 2);
  return only && more.length === 0 ? only.id : words.trim();
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
  const asleep = (state: SessionState) => state === 'paused';
  const acted = (state: SessionState) => hasEnded(state) || state === 'paused';
  const wanted = intent === 'undo' ? [acted] : intent === 'approve' || intent === 'reject' ? [waits, works] : intent === 'pause' ? [works] : intent === 'stop' ? [works, waits, asleep] : [() => true];
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
