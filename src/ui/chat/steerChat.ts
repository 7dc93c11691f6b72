import { pattern } from '../../base/pattern';
import type * as vscode from 'vscode';
import type { SessionSnapshot, SessionSummary } from '../../contracts/session';
import { capitalize, ellipsis } from '../../base/text';
import type { Orchestrator } from '../../core/orchestrator';
import { hasEnded, isRunning } from '../../words/sessionState';
import { steeringOf } from '../../core/steer/feedbackWords';
import { escapeMarkdown } from '../markdown';
import { stateWord } from '../../words/sessionState';

const mostCandidates = 8;

/**
 * The session that a person means by the beginning of some words: the longest beginning that is a session's name, else
 * that stands in a name as it is (blanks and hyphens alike), else that finds any. `rest`: the words behind it. Several:
 * it is not clear which.
 */
export async function sessionMeant(
  words: string,
  orchestrator: Pick<Orchestrator, 'search'>,
): Promise<{ readonly found: readonly SessionSummary[]; readonly rest: string }> {
  const parts = words.trim().split(/\s+/).filter(Boolean);
  const beginnings = await Promise.all(
    parts.slice(0, 8).map(async (_, last) => ({
      name: parts.slice(0, last + 1).join(' '),
      rest: parts.slice(last + 1).join(' '),
      found: await orchestrator.search(parts.slice(0, last + 1).join(' '), mostCandidates),
    })),
  );
  beginnings.reverse();
  for (const fits of [isNamed, standsInName, () => true]) {
    for (const { name, rest, found } of beginnings) {
      const fitting = found.filter((session) => fits(session, name));
      if (fitting.length > 0) return { found: fits === isNamed ? fitting.slice(0, 1) : fitting, rest };
    }
  }
  return { found: [], rest: words.trim() };
}

const spelled = (name: string) => name.toLowerCase().replace(/[\s-]+/g, ' ');
const isNamed = (session: SessionSummary, name: string) =>
  spelled(session.name) === spelled(name) || session.id === name;
const standsInName = (session: SessionSummary, name: string) =>
  ` ${spelled(session.name)}`.includes(` ${spelled(name)}`);

/** Names the sessions that may be meant, each with a button. */
export function offerCandidates(found: readonly SessionSummary[], stream: vscode.ChatResponseStream): void {
  stream.markdown(
    `Several sessions ` +
      `match:\n\n${found
        .map(
          (session) =>
            `- **${escapeMarkdown(session.name)}** · ${stateWord(session)} · ` +
            `${escapeMarkdown(ellipsis(session.goal, 100))}`,
        )
        .join('\n')}\n\nName ` +
      `one, or open it:\n`,
  );
  for (const session of found.slice(0, 5))
    stream.button({ command: 'flux.openPlan', title: ellipsis(session.name, 30), arguments: [session.id] });
}

/** A session that rests: why, and how it goes on. */
export function renderPaused(session: SessionSnapshot, stream: vscode.ChatResponseStream): void {
  const why = session.suspended?.reason ?? 'Paused until you resume.';
  stream.markdown(`\n\n**${capitalize(stateWord(session))}.** ${escapeMarkdown(why)}\n`);
  stream.button({ command: 'flux.resumeSession', title: 'Resume', arguments: [session.id] });
  stream.button({ command: 'flux.openPlan', title: 'Open plan', arguments: [session.id] });
}

/** Tells of feedback that was taken: what it did at once, or that the next call to the model carries it. */
export function renderFeedback(session: SessionSnapshot, stream: vscode.ChatResponseStream): void {
  const last = session.feedback.at(-1);
  stream.markdown(
    `${escapeMarkdown(session.name)}: ` +
      `${escapeMarkdown(last?.effect ?? 'Noted. It goes to the model with the next call.')}`,
  );
  stream.button({ command: 'flux.openPlan', title: 'Open plan', arguments: [session.id] });
}

const correction = pattern('i')`
  ^(no|nope|not|don'?t|do not|instead|rather|only|just|also|but|actually|skip|leave out|use|prefer|make sure
  |stop after)\b|\binstead\b
`;

/** Whether words sound like a change of what is being done: “use argon2 instead”, “no, …”. */
export function soundsLikeCorrection(words: string): boolean {
  return correction.test(words.trim()) && words.length <= 400;
}

/**
 * Whether plain words, said while a session works or sleeps, are about its work rather than a new goal or a question.
 */
export function isCorrection(words: string, session: SessionSnapshot): boolean {
  if (hasEnded(session.state) || session.state === 'awaiting_approval' || words.trim().endsWith('?')) return false;
  const atWork = isRunning(session.state) || session.state === 'planning' || session.state === 'paused';
  return atWork && (steeringOf(words, session) !== undefined || soundsLikeCorrection(words));
}
