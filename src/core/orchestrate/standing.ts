import type { SessionSnapshot } from '../../contracts/session';
import type { Settings } from '../../contracts/settings';
import type { OpenGate, SessionStanding, SuperToolAnswer } from '../../contracts/superTool';
import { FluxError, messageOf } from '../../base/errors';
import { ellipsis } from '../../base/text';
import { stateWord } from '../../words/sessionState';
import { statusWord } from '../../words/stepStatus';
import { mayAgentAnswer } from './agentRules';

type Mode = Settings['approval.mode'];
const shownSteps = 30;
const shownFiles = 30;

/** Where a session stands, in words for a model and structured. `said` stands first. */
export function sessionAnswer(session: SessionSnapshot, mode: Mode, said?: string): SuperToolAnswer {
  const gates = openGates(session, mode);
  const hint = next(session, gates);
  const lines = [said, head(session), ...steps(session), ...files(session), ...gates.map(gateLine), hint];
  const note = [said, hint].filter((line) => line !== undefined).join(' ');
  return {
    text: lines.filter((line) => line !== undefined).join('\n'),
    isError: false,
    structured: { session: standingOf(session), gates, ...(note !== '' && { note }) },
  };
}

/** What went wrong, with where the session stands where there is one. */
export function errorAnswer(error: unknown, session: SessionSnapshot | undefined, mode: Mode): SuperToolAnswer {
  const reason = FluxError.is(error) ? error.reason : 'bug';
  const message = messageOf(error);
  return {
    text: session ? `${message}\n${head(session)}` : message,
    isError: true,
    structured: {
      ...(session && { session: standingOf(session) }),
      gates: session ? openGates(session, mode) : [],
      error: { reason, message },
    },
  };
}

/** The questions that are open, each with whether it is for the person alone. */
export function openGates(session: SessionSnapshot, mode: Mode): OpenGate[] {
  return session.gates.map((gate) => {
    const { id, kind, text, choices, step, input } = gate;
    return {
      id,
      kind,
      text,
      ...(choices && { choices: choices.map(({ id, label, description }) => ({ id, label, description })) }),
      ...(step !== undefined && { step }),
      ...(input !== undefined && { input }),
      forPerson: !mayAgentAnswer(gate, mode),
    };
  });
}

function standingOf(session: SessionSnapshot): SessionStanding {
  const { id, name, goal, state, progress, summary, changedFiles, error, report } = session;
  return {
    id,
    name,
    goal,
    state,
    progress,
    ...(summary !== undefined && { summary }),
    changedFiles,
    ...(error && { error }),
    ...(state === 'complete' && report && { verified: report.verified }),
  };
}

function head(session: SessionSnapshot): string {
  const { name, goal, summary, error, suspended } = session;
  const what = summary ?? error?.message ?? suspended?.reason ?? session.plan?.summary ?? goal;
  return `Session “${name}” is ${stateWord(session)}. ${ellipsis(what, 2_000)}`;
}

function steps({ plan, state }: SessionSnapshot): string[] {
  const all = plan?.steps ?? [];
  if (all.length === 0) return [];
  const proposed = state === 'awaiting_approval';
  const lines = all.slice(0, shownSteps).map(({ id, title, tool, status, about, error }) => {
    const failed = error ? `: ${ellipsis(error.message, 300)}` : '';
    const call = about ? `${tool} ${ellipsis(about, 200)}` : tool;
    return `- ${id} (${statusWord(status, proposed)}) ${ellipsis(title, 200)} [${call}]${failed}`;
  });
  const more = all.length > shownSteps ? [`- and ${all.length - shownSteps} more`] : [];
  return ['Steps:', ...lines, ...more];
}

function files({ changedFiles }: SessionSnapshot): string[] {
  if (changedFiles.length === 0) return [];
  const more = changedFiles.length > shownFiles ? ` and ${changedFiles.length - shownFiles} more` : '';
  return [`Changed files: ${changedFiles.slice(0, shownFiles).join(', ')}${more}`];
}

function gateLine({ id, text, choices = [], forPerson }: OpenGate): string {
  const who = forPerson ? 'Only the person can answer this, in the editor' : 'You can answer this';
  const offered = choices
    .slice(0, 30)
    .map((choice) => `${choice.id} (“${ellipsis(choice.label, 80)}”)`)
    .join(', ');
  return `Question ${id}: ${ellipsis(text, 2_000)} ${who}.${offered ? ` Choices: ${offered}.` : ''}`;
}

function next({ name }: SessionSnapshot, gates: readonly OpenGate[]): string | undefined {
  if (gates.some(({ forPerson }) => !forPerson))
    return `Answer with action “answer”, session “${name}”, gate and text.`;
  if (gates.length > 0)
    return (
      `Tell the person that Flux waits for them in the editor. Action “status” with session “${name}” and wait true ` +
      `lasts until they have answered.`
    );
  return undefined;
}
