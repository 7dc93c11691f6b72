import type { Gate, SessionSnapshot } from '../../contracts/session';
import { routePatterns } from '../../core/route/routePatterns';
import { askAgain, beginsLikeAnAnswer, chosenBy } from '../../core/session/replies';
import { followOn } from './controlChat';
import { followSession } from './followSession';
import type { FluxChatResult, Reply } from './reply';
import { soundsLikeCorrection } from './steerChat';

/** Where patterns are as sure as that, words are another goal or a question, however they begin. */
const sure = 0.9;
/** Where they are less sure than that, words behind a question are its answer. */
const unsure = 0.6;

/**
 * Takes a message as the answer to what this chat has just shown: a plan, or the one question of a run. Undefined where
 * it is something else: a control, a question back, another goal.
 */
export async function answerInWords(
  prompt: string,
  session: SessionSnapshot,
  reply: Reply,
): Promise<FluxChatResult | undefined> {
  const { earlier } = reply;
  const plan = session.gates.find(({ kind }) => kind === 'plan');
  if (plan) return answerPlan(prompt, plan, session, reply);
  const open = session.gates.filter(({ id }) => earlier?.asked?.includes(id));
  const [gate, ...more] = open;
  if (!gate) return undefined;
  if (more.length === 0) return answerGate(prompt, gate, session, reply);
  if (!open.some((each) => chosenBy(prompt, each))) return undefined;
  return again('Flux has more than one question. Answer them in the plan panel.', session, reply);
}

async function answerPlan(
  prompt: string,
  plan: Gate,
  session: SessionSnapshot,
  reply: Reply,
): Promise<FluxChatResult | undefined> {
  const { orchestrator } = reply.deps;
  const revision = reply.earlier?.revision;
  if (revision === undefined) return undefined;
  switch (chosenBy(prompt, plan)?.id) {
    case 'approve':
      await orchestrator.approve(session.id, { revision });
      return followSession(await orchestrator.session(session.id), reply);
    case 'reject':
      await orchestrator.reject(session.id, undefined, revision);
      reply.stream.markdown('The plan was rejected. Nothing was changed.');
      return { metadata: { session: session.id, revision } };
  }
  // "Yes, but without the tests" is neither; it asks for another plan.
  const { kind, confidence } = routePatterns(prompt, reply.deps.workspace.tools);
  const changes = soundsLikeCorrection(prompt) || (beginsLikeAnAnswer(prompt) && confidence < sure);
  if (kind === 'control' || prompt.trim().endsWith('?') || !changes) return undefined;
  await orchestrator.revise(session.id, prompt, revision);
  return followSession(await orchestrator.session(session.id), reply);
}

async function answerGate(
  prompt: string,
  gate: Gate,
  session: SessionSnapshot,
  reply: Reply,
): Promise<FluxChatResult | undefined> {
  const { orchestrator } = reply.deps;
  const choice = chosenBy(prompt, gate);
  if (choice) return followOn(await orchestrator.answer(session.id, gate.id, choice.id), reply, session.planRevision);
  const { kind, confidence } = routePatterns(prompt, reply.deps.workspace.tools);
  if (kind === 'control' || prompt.trim() === '' || prompt.trim().endsWith('?')) return undefined;
  const takesWords = gate.words === 'carried' || (gate.kind === 'question' && !gate.choices?.length);
  if (takesWords)
    return confidence < unsure || beginsLikeAnAnswer(prompt)
      ? followOn(await orchestrator.answer(session.id, gate.id, prompt), reply, session.planRevision)
      : undefined;
  // Into a running command goes what is typed in the panel, or a choice.
  return gate.words === undefined && beginsLikeAnAnswer(prompt) ? again(askAgain(gate), session, reply) : undefined;
}

function again(why: string, session: SessionSnapshot, reply: Reply): Promise<FluxChatResult> {
  reply.stream.markdown(`${why}\n`);
  return followOn(session, reply);
}
