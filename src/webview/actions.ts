import type { PanelMessage } from '../contracts/panel';
import type { Outbox } from './outbox';
import { awaitsApproval, stepOf, type Page } from './page';
import type { Painter } from './painter';
import { stepEdit } from './stepFields';
import type { Actions } from './view';

/** How long a button says that it has copied. */
const copiedMs = 2_000;

export interface ActionDeps {
  readonly page: Page;
  readonly painter: Painter;
  readonly outbox: Outbox;
  readonly post: (message: PanelMessage) => void;
}

/** What the person can do in the page. */
export function createActions(deps: ActionDeps): Actions {
  const { page, painter, outbox, post } = deps;
  const { host } = page;
  const { draw, drawNow } = painter;
  const go: Actions['go'] = (where) => goTo(deps, where);

  return {
    post,
    request(request) {
      outbox.send(request);
      draw();
    },
    approve: () => approve(deps),
    go,
    draft(key, text) {
      if (text) page.local.drafts[key] = text;
      else delete page.local.drafts[key];
      draw();
    },
    stepDraft(id, field, text) {
      (page.local.stepDrafts[id] ??= {})[field] = text;
      delete page.problems[id];
      draw();
    },
    saveStep: (id) => void saveStep(deps, id),
    discardStep(id) {
      delete page.local.stepDrafts[id];
      delete page.problems[id];
      draw();
    },
    expand(key, open) {
      page.local.expanded[key] = open;
      draw();
    },
    sendDraft(key, send) {
      const text = page.local.drafts[key]?.trim();
      if (!text) return;
      page.lastSent = { key, text };
      delete page.local.drafts[key];
      send(text);
      drawNow(); // what is typed next must find the field empty
    },
    say(text) {
      const after = (page.state?.session.feedback.length ?? 0) + page.saying.length;
      page.saying = [...page.saying, { text, after }];
      post({ type: 'feedback', text });
      draw();
    },
    copy(key, text) {
      host.postMessage({ type: 'copy', text });
      page.copied = key;
      draw();
      setTimeout(() => {
        if (page.copied === key) page.copied = undefined;
        draw();
      }, copiedMs);
    },
    dismissNotice() {
      page.hiddenNotice = page.state?.notice?.text;
      draw();
    },
    scrolled(top) {
      page.local.scroll = top;
      painter.keep();
    },
  };
}

/** Sends what is unsaved of a step; false when something of it cannot be saved. */
function saveStep({ page, painter, outbox }: ActionDeps, id: string): boolean {
  const { local, problems } = page;
  const step = stepOf(page, id);
  const drafts = local.stepDrafts[id];
  delete problems[id];
  if (!step || !drafts || !awaitsApproval(page)) return true;
  const { request, problem } = stepEdit(step, drafts);
  if (problem) problems[id] = problem;
  const same = JSON.stringify(request);
  if (request && !outbox.pending.some((waiting) => JSON.stringify(waiting) === same)) outbox.send(request);
  if (!request && !problem) delete local.stepDrafts[id];
  painter.draw();
  return problem === undefined;
}

function goTo(deps: ActionDeps, where: Parameters<Actions['go']>[0]): void {
  const { page, painter } = deps;
  const { local, root } = page;
  const left = local.open;
  if (where.open !== undefined) local.open = where.open ?? undefined;
  local.current = where.current ?? where.open ?? local.current;
  if (left !== undefined && left !== local.open) saveStep(deps, left);
  painter.drawNow();
  if (where.focus) root.querySelector<HTMLElement>(`[data-step="${CSS.escape(local.current ?? '')}"] .title`)?.focus();
}

function approve(deps: ActionDeps): void {
  const { page, painter, outbox } = deps;
  if (!awaitsApproval(page) || outbox.pending.some(({ type }) => type === 'approve' || type === 'reject')) return;
  const blocked = Object.keys(page.local.stepDrafts).find((id) => !saveStep(deps, id));
  if (blocked !== undefined) return goTo(deps, { open: blocked, focus: true });
  outbox.send({ type: 'approve' });
  painter.draw();
}
