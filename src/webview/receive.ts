import type { PanelState } from '../contracts/panel';
import { announcement } from './announcements';
import { keepDiffs } from './lookups';
import { pruneLocalState } from './localState';
import type { Outbox } from './outbox';
import { stepOf, turnTo, type Page } from './page';
import type { Painter } from './painter';
import { unsavedDrafts } from './stepFields';

export interface ReceiveDeps {
  readonly page: Page;
  readonly painter: Painter;
  readonly outbox: Outbox;
}

/** Takes a new state in and draws it. */
export function receive({ page, painter, outbox }: ReceiveDeps, next: PanelState): void {
  const before = page.state;
  const turned = before?.session.id !== next.session.id;
  turnTo(page, next.session.id);
  page.state = next;
  const { refused } = outbox.settle(next);
  const isShown = turned || next.notice?.kind === 'error';
  page.saying = isShown ? [] : page.saying.filter(({ after }) => next.session.feedback.length <= after);
  // A message that the person has put away comes back when the next action has the same answer.
  if (page.acted || next.notice?.text !== before?.notice?.text) page.hiddenNotice = undefined;
  page.acted = false;
  if (refused?.type === 'edit') page.problems[refused.step] = next.notice?.text ?? 'This change was not saved.';
  keepDiffs(before, page);
  settleLastSent(page, before);
  settleStepDrafts(page);
  pruneLocalState(page.local, next);
  const words = announcement(before, next, page.local.current);
  if (words) page.live.textContent = words;
  if (turned && page.local.scroll === 0) painter.drawBeginning();
  else painter.drawNow();
  if (turned) page.root.querySelector('main')?.scrollTo({ top: page.local.scroll });
}

/** A refusal brings a sent text back to its field. */
function settleLastSent(page: Page, before: PanelState | undefined): void {
  const { state, lastSent, local } = page;
  if (state?.notice?.kind === 'error' && lastSent && !local.drafts[lastSent.key])
    local.drafts[lastSent.key] = lastSent.text;
  if (state?.notice || state?.session.revision !== before?.session.revision) page.lastSent = undefined;
}

/** Forgets what the steps now hold; an open step's fields stay. */
function settleStepDrafts(page: Page): void {
  const { local } = page;
  for (const [id, drafts] of Object.entries(local.stepDrafts)) {
    const step = stepOf(page, id);
    if (!step) continue;
    const rest = unsavedDrafts(step, drafts);
    if (Object.keys(rest).length > 0 || id === local.open) local.stepDrafts[id] = rest;
    else delete local.stepDrafts[id];
  }
}
