import { render } from 'lit';
import type { PanelMessage, PanelState, PanelUpdate } from '../contracts/panel';
import { announcement } from './announcements';
import { holdFocus } from './focus';
import type { WebviewHost } from './host';
import { freshLocalState, pruneLocalState, readLocalState, type LocalState } from './localState';
import { createOutbox } from './outbox';
import { emptyView, pageView } from './pageView';
import { stepEdit, unsavedDrafts } from './stepFields';
import type { Actions } from './view';

/** How many sessions' unsent texts the page keeps besides the present one's. */
const keptSessions = 4;
/** A long plan's first picture holds this many rows. */
const firstRows = 40;

/** The page: holds the newest state and what the person does with it, and draws both. */
export function startApp(host: WebviewHost, root: HTMLElement, live: HTMLElement): (update: PanelUpdate) => void {
  const saved = host.getState();
  let local: LocalState = readLocalState(saved) ?? freshLocalState('');
  let others = readOthers(saved);
  let state: PanelState | undefined;
  let problems: Record<string, string> = {};
  let hiddenNotice: string | undefined;
  let acted = false;
  let saying: { readonly text: string; readonly after: number }[] = [];
  let lastSent: { readonly key: string; readonly text: string } | undefined;
  let rows = Infinity;
  let frame = 0;
  let saveTimer: ReturnType<typeof setTimeout> | undefined;
  let tick: ReturnType<typeof setTimeout> | undefined;
  const outbox = createOutbox({ post, onTimeout: draw });

  function post(message: PanelMessage): void {
    acted = true;
    host.postMessage(message);
  }

  function step(id: string) {
    return state?.session.plan?.steps.find((candidate) => candidate.id === id);
  }

  /** False when something of the step cannot be saved. */
  function saveStep(id: string): boolean {
    const target = step(id);
    const drafts = local.stepDrafts[id];
    delete problems[id];
    if (!target || !drafts || state?.session.state !== 'awaiting_approval') return true;
    const { request, problem } = stepEdit(target, drafts);
    if (problem) problems[id] = problem;
    const same = JSON.stringify(request);
    if (request && !outbox.pending.some((waiting) => JSON.stringify(waiting) === same)) outbox.send(request);
    if (!request && !problem) delete local.stepDrafts[id];
    draw();
    return problem === undefined;
  }

  function go(where: { open?: string | null; current?: string; focus?: boolean }): void {
    const left = local.open;
    if (where.open !== undefined) local.open = where.open ?? undefined;
    local.current = where.current ?? where.open ?? local.current;
    if (left !== undefined && left !== local.open) saveStep(left);
    drawNow();
    if (where.focus)
      root.querySelector<HTMLElement>(`[data-step="${CSS.escape(local.current ?? '')}"] .title`)?.focus();
  }

  const act: Actions = {
    post,
    request: (request) => {
      outbox.send(request);
      draw();
    },
    approve() {
      if (
        state?.session.state !== 'awaiting_approval' ||
        outbox.pending.some(({ type }) => type === 'approve' || type === 'reject')
      )
        return;
      const blocked = Object.keys(local.stepDrafts).find((id) => !saveStep(id));
      if (blocked !== undefined) return go({ open: blocked, focus: true });
      act.request({ type: 'approve' });
    },
    go,
    draft(key, text) {
      if (text) local.drafts[key] = text;
      else delete local.drafts[key];
      draw();
    },
    stepDraft(id, field, text) {
      (local.stepDrafts[id] ??= {})[field] = text;
      delete problems[id];
      draw();
    },
    saveStep: (id) => void saveStep(id),
    discardStep(id) {
      delete local.stepDrafts[id];
      delete problems[id];
      draw();
    },
    expand(key, open) {
      local.expanded[key] = open;
      draw();
    },
    sendDraft(key, send) {
      const text = local.drafts[key]?.trim();
      if (!text) return;
      lastSent = { key, text };
      delete local.drafts[key];
      send(text);
      drawNow(); // what is typed next must find the field empty
    },
    say(text) {
      saying.push({ text, after: (state?.session.feedback.length ?? 0) + saying.length });
      post({ type: 'feedback', text });
      draw();
    },
    dismissNotice() {
      hiddenNotice = state?.notice?.text;
      draw();
    },
    scrolled(top) {
      local.scroll = top;
      keep();
    },
  };

  function keep(): void {
    clearTimeout(saveTimer);
    saveTimer = setTimeout(() => host.setState({ ...local, others }), 150);
  }

  function draw(): void {
    frame ||= requestAnimationFrame(drawNow);
  }

  function drawNow(): void {
    cancelAnimationFrame(frame);
    frame = 0;
    if (!state) return;
    const current = state;
    const line = Math.round(parseFloat(getComputedStyle(root).lineHeight)) || 20;
    const editable = state.session.state === 'awaiting_approval';
    const noticeHidden = state.notice === undefined || state.notice.text === hiddenNotice;
    holdFocus(root, () =>
      render(
        pageView({
          state: current,
          local,
          pending: outbox.pending,
          saying: saying.map(({ text }) => text),
          editable,
          problems,
          noticeHidden,
          line,
          now: Date.now(),
          rows,
          act,
        }),
        root,
      ),
    );
    keep();
    if (rows !== Infinity) {
      rows = Infinity;
      draw();
    }
    clearTimeout(tick);
    if (state.session.plan?.steps.some(({ status }) => status === 'running')) tick = setTimeout(draw, 1000);
  }

  function turnTo(session: string): void {
    if (local.session === session) return;
    others = [local, ...others.filter((other) => other.session !== local.session && other.session !== session)].slice(
      0,
      keptSessions,
    );
    local = readOthers({ others: [...others] }).find((other) => other.session === session) ?? freshLocalState(session);
    problems = {};
  }

  function receive(next: PanelState): void {
    const before = state;
    const turned = before?.session.id !== next.session.id;
    turnTo(next.session.id);
    state = next;
    const { refused } = outbox.settle(next);
    saying =
      turned || next.notice?.kind === 'error'
        ? []
        : saying.filter(({ after }) => next.session.feedback.length <= after);
    // A message that the person has put away comes back when the next action has the same answer.
    if (acted || next.notice?.text !== before?.notice?.text) hiddenNotice = undefined;
    acted = false;
    if (refused?.type === 'edit') problems[refused.step] = next.notice?.text ?? 'This change was refused.';
    if (next.notice?.kind === 'error' && lastSent && !local.drafts[lastSent.key])
      local.drafts[lastSent.key] = lastSent.text;
    if (next.notice || next.session.revision !== before?.session.revision) lastSent = undefined;
    for (const [id, drafts] of Object.entries(local.stepDrafts)) {
      const target = step(id);
      if (!target) continue;
      const rest = unsavedDrafts(target, drafts);
      if (Object.keys(rest).length > 0 || id === local.open) local.stepDrafts[id] = rest;
      else delete local.stepDrafts[id];
    }
    pruneLocalState(local, next);
    const words = announcement(before, next, local.current);
    if (words) live.textContent = words;
    if (turned && local.scroll === 0) rows = firstRows;
    drawNow();
    if (turned) root.querySelector('main')?.scrollTo({ top: local.scroll });
  }

  /** Ctrl+Enter approves from anywhere, except where a text to Flux is being written: that is sent. */
  function onKey(event: KeyboardEvent): void {
    if (
      event.key !== 'Enter' ||
      !(event.ctrlKey || event.metaKey) ||
      event.isComposing ||
      state?.session.state !== 'awaiting_approval'
    )
      return;
    if (
      event.target instanceof HTMLTextAreaElement &&
      event.target.classList.contains('say') &&
      event.target.value.trim()
    )
      return;
    event.preventDefault();
    event.stopPropagation();
    act.approve();
  }
  document.addEventListener('keydown', onKey, { capture: true });

  return (update) => {
    if (update.type === 'state') return receive(update.state);
    state = undefined;
    clearTimeout(tick);
    render(emptyView(update.text), root);
  };
}

function readOthers(saved: unknown): LocalState[] {
  const others = saved && typeof saved === 'object' && 'others' in saved ? saved.others : undefined;
  return Array.isArray(others) ? others.map(readLocalState).filter((other) => other !== undefined) : [];
}
