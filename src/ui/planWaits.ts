import * as vscode from 'vscode';
import type { SessionSnapshot } from '../contracts/session';
import { plainText } from './plainText';
import { sessionTitle } from './sessionTitle';

/**
 * Tells the person once of each plan that another agent has had made and that waits for them. The focus stays where it
 * is.
 */
export function createPlanWaits(
  showPlan: (session: string, options: { focus: boolean; pinned?: boolean }) => void,
  isShowing: (session: string) => boolean,
): (session: SessionSnapshot) => void {
  const told = new Set<string>();
  return (session) => {
    const key = `${session.id} ${session.planRevision}`;
    if (told.has(key) || isShowing(session.id)) return;
    told.add(key);
    const open = 'Open plan';
    const text = `Another agent asked for “${sessionTitle(session)}”. The plan waits for your approval.`;
    void vscode.window.showInformationMessage(plainText(text), open).then((said) => {
      if (said === open) showPlan(session.id, { focus: true, pinned: true });
    });
  };
}
