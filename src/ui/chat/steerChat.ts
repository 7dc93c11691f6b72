import type * as vscode from 'vscode';
import type { SessionSnapshot, SessionSummary } from '../../contracts/session';
import { ellipsis } from '../../base/text';
import type { Orchestrator } from '../../core/orchestratorTypes';
import { hasEnded, isRunning } from '../../core/session/states';
import { steeringOf } from '../../core/steer/feedbackWords';
import { escapeMarkdown } from '../markdown';
import { stateWord } from '../statusText';

const mostCandidates = 8;

/**
 * The session that a person means by the beginning of some words: the longest beginning that finds any. `rest`: the words
 * behind it. Several: it is not clear which.
 */
export async function sessionMeant(words: string, orchestrator: Orchestrator): Promise<{ readonly found: readonly SessionSummary[]; readonly rest: string }> {
  const parts = words.trim().split(/\s+/).filter(Boolean);
  for (let count = Math.min(parts.length, 8); count > 0; count--) {
    const name = parts.slice(0, count).join(' ');
    const found = await orchestrator.search(name, mostCandidates);
    const exact = found.filter((session) => session.name === name || session.id === name);
    if (exact.length > 0 || found.length > 0) return { found: exact.length > 0 ? exact.slice(0, 1) : found, rest: parts.slice(count).join(' ') };
  }
  return { found: [], rest: words.trim() };
}

/** Names the sessions that may be meant, each with a button. */
export function offerCandidates(found: readonly SessionSummary[], stream: vscode.ChatResponseStream): void {
  stream.markdown(`Several sessions fit:\n\n${found.map((session) => `- **${escapeMarkdown(session.name)}** · ${stateWord(session)} · ${escapeMarkdown(ellipsis(session.goal, 100))}`).join('\n')}\n\nName one of them, or open it:\n`);
  for (const session of found.slice(0, 5)) stream.button({ command: 'flux.openPlan', title: ellipsis(session.name, 30), arguments: [session.id] });
}

/** A session that rests: why, and how it goes on. */
export function renderPaused(session: SessionSnapshot, stream: vscode.ChatResponseStream): void {
  const why = session.error?.message ?? session.waiting?.reason ?? 'Nothing new starts until it is resumed.';
  stream.markdown(`\n\n**${session.waiting ? 'Asleep' : session.error ? 'Interrupted' : 'Paused'}.** ${escapeMarkdown(why)}\n`);
  stream.button({ command: 'flux.resumeSession', title: 'Resume', arguments: [session.id] });
  stream.button({ command: 'flux.openPlan', title: 'Open Plan', arguments: [session.id] });
}

/** Tells of feedback that was taken: what it did at once, or that the next call to the model carries it. */
export function renderFeedback(session: SessionSnapshot, stream: vscode.ChatResponseStream): void {
  const last = session.feedback.at(-1);
  stream.markdown(`${escapeMarkdown(session.name)}: ${escapeMarkdown(last?.effect ?? 'Noted. The model hears it with its next call.')}`);
  stream.button({ command: 'flux.openPlan', title: 'Open Plan', arguments: [session.id] });
}

const correction = /^(no|nope|not|don'?t|do not|instead|rather|only|just|also|but|actually|skip|leave out|use|prefer|make sure|stop after)\b|\binstead\b/i;

/** Whether plain words, said while a session works or sleeps, are about its work rather than a new goal or a question. */
export function isCorrection(words: string, session: SessionSnapshot): boolean {
  if (hasEnded(session.state) || session.state === 'awaiting_approval' || words.trim().endsWith('?')) return false;
  const atWork = isRunning(session.state) || session.state === 'planning' || session.state === 'paused';
  return atWork && (steeringOf(words, session) !== undefined || (correction.test(words.trim()) && words.length <= 400));
}
