import * as vscode from 'vscode';
import type { SessionSnapshot, SessionSummary } from '../contracts/session';
import type { Orchestrator } from '../core/orchestrator';
import { stateWord } from '../words/sessionState';
import { sessionTitle } from './sessionTitle';
import { ageText } from './sessionTree';

/** Where there is none at all. */
export const noSession = 'There are no sessions yet. Start one with “Flux: Run Goal…”.';

/** The session that an argument names; without one the only fitting session, or the one that the person picks. */
export async function pickSession(
  argument: unknown,
  orchestrator: Orchestrator,
  options: {
    readonly title: string;
    readonly fits?: (session: SessionSummary) => boolean;
    readonly none: string;
    /** What is picked, where that is not a session as such. */
    readonly placeHolder?: string;
  },
): Promise<{ session: SessionSnapshot; revision?: number } | undefined> {
  const named = sessionArgument(argument);
  if (named) return { session: await orchestrator.session(named.session), revision: named.revision };
  const fitting = (await orchestrator.sessions()).filter(options.fits ?? (() => true));
  const only = fitting[0];
  if (!only) {
    void vscode.window.showInformationMessage(options.none);
    return undefined;
  }
  if (fitting.length === 1) return { session: await orchestrator.session(only.id) };
  const items = fitting.map((session) => ({
    label: sessionTitle(session, 100),
    description: `${stateWord(session)} · ${ageText(session.updatedAt, Date.now())}`,
    detail: session.name,
    id: session.id,
  }));
  const picked = await vscode.window.showQuickPick(items, {
    // A panel that gets the focus back from the palette would close it.
    ignoreFocusOut: true,
    title: `Flux: ${options.title}`,
    matchOnDescription: true,
    matchOnDetail: true,
    placeHolder: options.placeHolder ?? 'Select a session',
  });
  return picked && { session: await orchestrator.session(picked.id) };
}

/** A command about a session may be called with its id or name, or both with the revision that the person saw. */
function sessionArgument(argument: unknown): { session: string; revision?: number } | undefined {
  if (typeof argument === 'string' && argument.trim()) return { session: argument.trim() };
  if (typeof argument !== 'object' || argument === null) return undefined;
  const { session, name, id, revision } = argument as Record<string, unknown>;
  const named = [session, id, name].find((value) => typeof value === 'string' && value !== '');
  return typeof named === 'string'
    ? { session: named, revision: typeof revision === 'number' ? revision : undefined }
    : undefined;
}
