import { estimateWords, spentWords } from '../words/budgetWords';
import { html, nothing, type TemplateResult } from 'lit';
import { ref } from 'lit/directives/ref.js';
import type { SessionSnapshot } from '../contracts/session';
import { sideBySide } from './lanes';
import { linkButton } from './parts';
import { endTone, type Tone } from './tone';
import type { View } from './view';
import { formatDuration, formatTokens, plural } from '../base/text';
import { asksQuestion, hasEnded, isRunning, undoneWord } from '../words/sessionState';
import { sessionTime, waitingWords } from '../words/sessionTime';
import { stateHeadline } from './words';

/** Title, one line about where things stand, and the progress bar. */
export function headerView(view: View): TemplateResult {
  const { session } = view.state;
  const open = view.local.expanded.goal ?? false;
  // A workflow's goal tells in its first line what it is about; the rest is how.
  const [first = '', ...rest] = session.goal.trim().split(/\n+/);
  return html`<header class="top" ?data-more=${rest.length > 0}>
    ${titleView(session, open, first)}
    <div class="more-goal">
      ${linkButton(open ? 'Show less' : 'Show the whole goal', () => view.act.expand('goal', !open))}
    </div>
    <div class="meta">
      <span class="state ${tone(session)}">${stateHeadline(session)}</span>
      ${facts(view).map(([words, title]) => html`<span title=${title ?? nothing}>${words}</span>`)}
    </div>
    ${progressBar(session)}
    ${
      session.progressNote && isRunning(session.state) ? html`<p class="dim note">${session.progressNote}</p>` : nothing
    }
  </header>`;
}

/** The session is called by its goal; its name, for typing, stands in the tooltip. */
function titleView({ name, goal }: SessionSnapshot, open: boolean, first: string): TemplateResult {
  const tooltip = `Session name: ${name}`;
  const words = open ? goal : first;
  // White space around the words would show.
  // prettier-ignore
  return html`<h1 tabindex="-1" title=${tooltip} class=${open ? '' : 'clamped'} ${ref(watchOverflow)}>${words}</h1>`;
}

/** Which colour the state's mark has. */
function tone(session: SessionSnapshot): Tone | 'busy' {
  if (undoneWord(session)) return 'off';
  if (hasEnded(session.state)) return endTone(session);
  if (session.state === 'awaiting_approval' || session.state === 'paused' || asksQuestion(session)) return 'warn';
  return 'busy';
}

function facts(view: View): [words: string, title?: string][] {
  const { session } = view.state;
  const words: [string, string?][] = [];
  if (session.plan) {
    const steps = session.plan.steps.filter((step) => step.status !== 'skipped');
    const wide = session.approvedAt === undefined && !hasEnded(session.state) ? sideBySide(steps) : 1;
    const beside = wide > 1 ? `, up to ${wide} in parallel` : '';
    words.push([`${plural(steps.length, 'step')}${beside}`]);
    if (session.plan.source === 'recipe' && session.modelCalls === 0) words.push(['no model needed']);
  }
  const time = sessionTime(session, view.now);
  if (time && !hasEnded(session.state) && session.state !== 'awaiting_approval')
    words.push([formatDuration(time.workedMs), waitingWords(time) ?? 'Working time']);
  const { prompt, completion, cached } = session.tokens;
  if (prompt + completion > 0) {
    const estimate = session.state === 'awaiting_approval' ? estimateWords(session) : undefined;
    words.push([
      [spentWords(session), estimate].filter(Boolean).join(', '),
      `${plural(session.modelCalls, 'model call')}: ${formatTokens(prompt)} input tokens (${formatTokens(cached)} ` +
        `cached), ${formatTokens(completion)} output tokens`,
    ]);
  }
  return words;
}

function progressBar(session: SessionSnapshot): TemplateResult {
  const unknown =
    (session.state === 'planning' || session.state === 'discovery') &&
    session.gates.every((gate) => gate.kind === 'plan');
  const percent = hasEnded(session.state) && session.state === 'complete' ? 100 : Math.round(session.progress * 100);
  const quiet = (!unknown && percent === 0) || undoneWord(session) === 'undone';
  return html`<svg
    class="bar${unknown ? ' unknown' : ''} ${tone(session)}"
    role="progressbar"
    aria-label="Progress"
    aria-valuemin="0"
    aria-valuemax="100"
    aria-valuenow=${unknown || quiet ? nothing : percent}
    aria-hidden=${quiet ? 'true' : nothing}
  >
    <rect class="track" width="100%" height="100%" />
    <rect class="value" width=${quiet ? 0 : widthOf(session, unknown, percent)} height="100%" />
  </svg>`;
}

function widthOf({ state }: SessionSnapshot, unknown: boolean, percent: number): string {
  if (unknown) return '30%';
  return `${isRunning(state) ? Math.max(2, percent) : percent}%`;
}

const overflow = new ResizeObserver((entries) => {
  for (const { target } of entries) noteOverflow(target);
});

function watchOverflow(heading: Element | undefined): void {
  if (!heading) return;
  overflow.observe(heading);
  requestAnimationFrame(() => noteOverflow(heading));
}

/** Shows the link to the whole goal only where some of it is hidden. */
function noteOverflow(heading: Element): void {
  const clamped = heading.classList.contains('clamped');
  const overflows = clamped ? heading.scrollHeight > heading.clientHeight + 1 : true;
  if (heading.isConnected)
    heading.parentElement?.toggleAttribute(
      'data-long',
      overflows && (clamped || heading.parentElement.hasAttribute('data-long')),
    );
}
