import { render } from 'lit';
import { holdFocus } from './focus';
import type { Outbox } from './outbox';
import { lookUp } from './lookups';
import type { Page } from './page';
import { emptyView, pageView } from './pageView';
import type { Actions } from './view';
import { isAtWork } from '../words/sessionState';

/** A long plan's first picture holds this many rows. */
const firstRows = 40;

/** Brings the page to the screen, and keeps what must survive a reload. */
export interface Painter {
  /** With the next frame. */
  draw(): void;
  drawNow(): void;
  /** Draws a long list's beginning now and its rest with the next frame. */
  drawBeginning(): void;
  /** Shows a text in place of a session. */
  drawEmpty(text: string): void;
  /** Stores what the person has not sent, a moment later. */
  keep(): void;
}

export interface PainterDeps {
  readonly page: Page;
  readonly outbox: () => Outbox;
  readonly act: () => Actions;
}

export function createPainter({ page, outbox, act }: PainterDeps): Painter {
  const { host, root } = page;
  let frame = 0;
  let saveTimer: ReturnType<typeof setTimeout> | undefined;
  let tick: ReturnType<typeof setTimeout> | undefined;

  function keep(): void {
    clearTimeout(saveTimer);
    saveTimer = setTimeout(() => host.setState({ ...page.local, others: page.others }), 150);
  }

  function draw(): void {
    frame ||= requestAnimationFrame(() => drawRows(Infinity));
  }

  function drawRows(rows: number): void {
    cancelAnimationFrame(frame);
    frame = 0;
    const { state, local, saying, problems, hiddenNotice } = page;
    if (!state) return;
    const view = {
      state,
      local,
      pending: outbox().pending,
      saying: saying.map(({ text }) => text),
      editable: state.session.state === 'awaiting_approval',
      problems,
      lookups: page.lookups,
      copied: page.copied,
      noticeHidden: state.notice === undefined || state.notice.text === hiddenNotice,
      line: Math.round(parseFloat(getComputedStyle(root).lineHeight)) || 20,
      now: Date.now(),
      rows,
      act: act(),
    };
    holdFocus(root, () => render(pageView(view), root));
    keep();
    lookUp(page);
    if (rows !== Infinity) draw();
    clearTimeout(tick);
    // The time that the session and its running steps have taken is on the screen.
    if (isAtWork(state.session)) tick = setTimeout(draw, 1000);
  }

  return {
    draw,
    drawNow: () => drawRows(Infinity),
    drawBeginning: () => drawRows(firstRows),
    drawEmpty(text) {
      clearTimeout(tick);
      render(emptyView(text), root);
    },
    keep,
  };
}
