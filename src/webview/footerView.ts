import { commitWords } from '../words/scope';
import { html, nothing, type TemplateResult } from 'lit';
import type { PanelState } from '../contracts/panel';
import type { SessionState, Suspension } from '../contracts/session';
import { openGates } from './gateView';
import { icon } from './icons';
import { inlineCode } from './inlineCode';
import { button, linkButton, sayField } from './parts';
import type { View } from './view';
import { hasEnded } from '../words/sessionState';

/** What the person can do now. */
export function footerView(view: View): TemplateResult {
  const { state } = view.state.session;
  return html`<footer>${noticeView(view)} ${viewOf(state)(view)}</footer>`;
}

function noticeView(view: View): TemplateResult | typeof nothing {
  const { notice } = view.state;
  if (!notice || view.noticeHidden) return nothing;
  return html`<div class="notice ${notice.kind}">
    ${icon(notice.kind === 'error' ? 'warning' : 'info')}<span>${inlineCode(notice.text)}</span
    ><button type="button" class="close" aria-label="Hide this message" @click=${view.act.dismissNotice}>
      ${icon('cross')}
    </button>
  </div>`;
}

function approvalView(view: View): TemplateResult {
  const { scope, modelLabel } = view.state;
  const sent = view.pending.some(({ type }) => type === 'approve' || type === 'reject' || type === 'revise');
  const mac = navigator.platform.startsWith('Mac');
  return html`${outdatedView(view, sent)}${scope ? scopeView(view, scope) : nothing}
    <div class="row approval">
      ${button('Approve and run', view.act.approve, {
        primary: true,
        disabled: sent,
        title: mac ? 'Approve and run (⌘⏎)' : 'Approve and run (Ctrl+Enter)',
        keys: 'Control+Enter Meta+Enter',
      })}
      ${
        modelLabel === undefined
          ? html`<span class="dim grow"
              >Asking for changes needs a model.
              ${linkButton('Connect a model…', () => view.act.post({ type: 'connectModel' }))}</span
            >`
          : sayField(view, {
              key: 'revise',
              label: 'Ask for changes to this plan…',
              send: (text) => view.act.request({ type: 'revise', text }),
              disabled: sent,
            })
      }
      ${button('Reject', () => view.act.request({ type: 'reject' }), { disabled: sent })}
    </div>`;
}

/** That the plan was made from other text than there is now, and a way to have it made anew. */
function outdatedView(view: View, sent: boolean): TemplateResult | typeof nothing {
  const { outdated, modelLabel } = view.state;
  if (outdated.length === 0) return nothing;
  const files = codeList(view, 'outdated', outdated);
  const text = `Plan again: ${outdated.join(', ')} changed after this plan was made.`;
  return html`<div class="notice warning outdated" role="status">
    ${icon('warning')}<span>${files} changed after this plan was made.</span>
    ${
      modelLabel === undefined
        ? nothing
        : button('Plan again', () => view.act.request({ type: 'revise', text }), { disabled: sent })
    }
  </div>`;
}

/** What approving allows, in one sentence. */
function scopeView(view: View, scope: NonNullable<PanelState['scope']>): TemplateResult {
  const parts: unknown[] = [];
  if (scope.writes.length > 0) parts.push(html`write ${codeList(view, 'writes', scope.writes)}`);
  const titles = scope.runs.map((run) => view.state.toolTitles[run]);
  parts.push(
    ...titles.filter((title) => title !== undefined).map((title) => title.charAt(0).toLowerCase() + title.slice(1)),
  );
  const commands = scope.runs.filter((_, index) => titles[index] === undefined).map((run) => run.replace(/^\$ /, ''));
  if (commands.length > 0) parts.push(html`run ${codeList(view, 'runs', commands)}`);
  if (scope.commits) parts.push(commitWords(scope));
  return html`<p class="scope">
    ${parts.length === 0 ? 'Flux will only read files.' : html`Flux may ${joined(parts)}.`} Flux asks before doing
    anything else.${scope.saves === undefined ? nothing : ` ${scope.saves}`}
  </p>`;
}

function codeList(view: View, key: string, items: readonly string[]): unknown {
  const all = view.local.expanded[key] || items.length <= 5;
  const shown = (all ? items : items.slice(0, 4)).map((item) => html`<code>${item}</code>`);
  return all
    ? joined(shown)
    : html`${shown.map((item) => html`${item}, `)}${linkButton(`and ${items.length - 4} more`, () =>
        view.act.expand(key, true),
      )}`;
}

function joined(parts: readonly unknown[]): unknown {
  const joint = (index: number) => (index === parts.length - 1 ? ' and ' : ', ');
  return parts.map((part, index) => html`${index === 0 ? '' : joint(index)}${part}`);
}

function runningView(view: View): TemplateResult {
  const { session, activity } = view.state;
  const gate = openGates(view)[0];
  const running = session.plan?.steps.filter((step) => step.status === 'running').map((step) => step.title) ?? [];
  const words = activity?.text || running.join(' · ') || (session.state === 'planning' ? 'Planning…' : '');
  const show = (): void => {
    const card = document.querySelector<HTMLElement>('.gate');
    card?.scrollIntoView({ block: 'center' });
    card?.querySelector<HTMLElement>('textarea, vscode-button')?.focus();
  };
  return html`<div class="row running">
      <span class="activity grow"
        >${gate ? html`Flux is waiting for your answer. ${linkButton('Show the question', show)}` : words}</span
      >
      ${button('Pause', () => view.act.post({ type: 'pause' }), { title: 'Let running steps finish; start no others' })}
      ${button('Stop', () => view.act.post({ type: 'stop' }))}
    </div>
    <div class="row">${tellField(view)}</div>`;
}

/** Why it rests, and how it goes on. */
function pausedView(view: View): TemplateResult {
  // Why it was interrupted or sleeps stands above already.
  const why = untilResumed(view.state.session.suspended?.by);
  return html`<div class="row running">
      <span class="activity grow">${why}</span>
      ${button('Resume', () => view.act.post({ type: 'resume' }), { primary: true })}
      ${button('Stop', () => view.act.post({ type: 'stop' }))}
    </div>
    <div class="row">${tellField(view)}</div>`;
}

function tellField(view: View): TemplateResult {
  return sayField(view, { key: 'feedback', label: 'Give feedback on this run…', send: view.act.say });
}

function nextView(view: View): TemplateResult {
  return html`<div class="row">
    ${sayField(view, { key: 'goal', label: 'What next?', send: (text) => view.act.post({ type: 'newGoal', text }) })}
  </div>`;
}

function viewOf(state: SessionState): (view: View) => TemplateResult {
  if (state === 'awaiting_approval') return approvalView;
  if (hasEnded(state)) return nextView;
  return state === 'paused' ? pausedView : runningView;
}

function untilResumed(by: Suspension['by'] | undefined): string {
  if (by === 'interruption') return 'Paused until you resume.';
  return by === 'waiting' ? 'Waiting for an event. You can resume now.' : 'Paused until you resume.';
}
