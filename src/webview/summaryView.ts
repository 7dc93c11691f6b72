import type { RunSummary } from '../contracts/runSummary';
import { html, nothing, type TemplateResult } from 'lit';
import type { SessionSnapshot, TestCounts } from '../contracts/session';
import { icon } from './icons';
import { inlineCode } from './inlineCode';
import { button, changeCount, clampedText, fileLink, fileTag, linkButton } from './parts';
import { compareLink, undoView } from './undoView';
import { endTone, type Tone } from './tone';
import type { View } from './view';
import { formatCost, formatDuration, formatTokens, plural } from '../base/text';
import { answeringStep, failedTests, failedTestsText, fixTestsGoal, suggestionsText } from '../words/endWords';
import { hasEnded, onlyRead, undoneWord } from '../words/sessionState';
import { sessionTime, waitingWords } from '../words/sessionTime';

/** How the run ended: headline, files, tests, commit, what was not verified. */
export function summaryView(view: View): TemplateResult | typeof nothing {
  const { session } = view.state;
  if (session.state === 'paused') {
    const { by, reason } = session.suspended ?? {};
    return reason ? messageCard(view, by === 'interruption' ? 'warn' : 'off', reason) : nothing;
  }
  if (!hasEnded(session.state)) return nothing;
  const { report, error, summary } = session;
  const failed = session.state === 'failed';
  const tone = endTone(session);
  const headline = failed ? (error?.message ?? report?.headline ?? summary) : (report?.headline ?? summary);
  const tests = failedTests(session);
  if (!headline) return nothing;
  if (!report) return messageCard(view, tone, headline);
  if (undoneWord(session) === 'undone') return undoneCard(view, report);
  return html`<section class="card summary ${tone}" aria-label="Summary">
    <h2>${icon(iconOf[tone])}<span>${tests ? failedTestsText(tests) : headlineView(session, headline)}</span></h2>
    ${failed && !tests && report.headline !== headline ? html`<p>${inlineCode(report.headline)}</p>` : nothing}
    <div class="line">${resultLine(view, report).map((part) => html`<span>${part}</span>`)}</div>
    ${report.files.length > 0 ? filesView(view, report) : nothing}
    ${
      report.commit
        ? html`<p class="line">
            ${icon('commit')}<code>${report.commit.hash.slice(0, 8)}</code><span>${report.commit.subject}</span>
          </p>`
        : nothing
    }
    ${
      report.unverified.length > 0
        ? html`<ul class="unverified" aria-label="Not verified">
            ${report.unverified.map(
              (sentence) => html`<li>${icon('warning')}<span>${inlineCode(sentence)}</span></li>`,
            )}
          </ul>`
        : nothing
    }
    ${tests ? fixButton(view, tests) : answerView(view)} ${undoView(view)} ${tests ? nothing : connectButton(view)}
  </section>`;
}

function headlineView(session: SessionSnapshot, headline: string): unknown {
  const suggested = answeringStep(session)?.suggestions?.length;
  return suggested ? suggestionsText(suggested) : inlineCode(headline);
}

/** What a plan that only looked something up has found: goals to select, or the text. */
function answerView(view: View): TemplateResult | typeof nothing {
  const step = answeringStep(view.state.session);
  if (!step) return nothing;
  if (!step.suggestions?.length)
    return step.result ? clampedText(view, `answer ${step.id}`, step.result, { lines: 20, code: true }) : nothing;
  return html`<ul class="suggestions" aria-label="Suggestions">
    ${step.suggestions.map(
      ({ goal, why }) =>
        html`<li>
          ${linkButton(goal, () => view.act.post({ type: 'newGoal', text: goal }))}
          <p class="dim">${why}</p>
        </li>`,
    )}
  </ul>`;
}

/** What follows failed tests: the goal to fix them, or the model that it needs. */
function fixButton(view: View, tests: TestCounts): TemplateResult {
  const goal = fixTestsGoal(tests);
  if (view.state.modelLabel === undefined)
    return html`<p>${goal.replace('Fix', 'Fixing')} needs a language model. None is connected.</p>
      ${connectButton(view)}`;
  return html`<div class="row">
    ${button(goal, () => view.act.post({ type: 'newGoal', text: goal }), { primary: true })}
  </div>`;
}

/** A run that is undone whole: that first, then what stood here before, of which nothing holds any more. */
function undoneCard(view: View, report: RunSummary): TemplateResult {
  return html`<section class="card summary off undone" aria-label="Summary">
    <h2>${icon('info')}<span>Undone</span></h2>
    ${undoView(view)}
    <section class="before" aria-label="Before it was undone">
      <h3>Before it was undone</h3>
      <p>${inlineCode(report.headline)}</p>
      <div class="line">${factsLine(view, report).map((part) => html`<span>${part}</span>`)}</div>
      ${report.files.length > 0 ? filesView(view, report) : nothing}
    </section>
  </section>`;
}

/** The changed files, each with what it came to; compared with before the run while it still differs. */
function filesView(view: View, report: RunSummary): TemplateResult {
  const isUndone = undoneWord(view.state.session) === 'undone';
  return html`<ul class="filelist compared" aria-label="Changed files">
    ${report.files.map(
      (file) =>
        html`<li>
          <span class="named">${fileLink(view, file.path)}${fileTag(file)}</span
          >${isUndone ? html`<span></span>` : compareLink(view, file.path)}${changeCount(file.added, file.removed)}
        </li>`,
    )}
  </ul>`;
}

function messageCard(view: View, tone: string, text: string): TemplateResult {
  return html`<section class="card summary ${tone}" aria-label="Summary">
    <h2>${icon(tone === 'bad' ? 'cross' : 'info')}<span>${inlineCode(text)}</span></h2>
    ${undoView(view)} ${connectButton(view)}
  </section>`;
}

/** For a goal that could not be planned: a model to connect, or once there is one, the goal again. */
function connectButton(view: View): TemplateResult | typeof nothing {
  const { session, modelLabel } = view.state;
  if (session.state !== 'failed') return nothing;
  const { post } = view.act;
  if (modelLabel === undefined)
    return html`<div class="row">
      ${button('Connect a model…', () => post({ type: 'connectModel' }), { primary: true })}
    </div>`;
  if (session.plan || session.workflow !== undefined) return nothing;
  return html`<div class="row">
    ${button('Try again', () => post({ type: 'newGoal', text: session.goal }), { primary: true })}
  </div>`;
}

function resultLine(view: View, report: RunSummary): unknown[] {
  const facts = factsLine(view, report);
  const { session } = view.state;
  if (session.state !== 'complete' || onlyRead(session)) return facts;
  return [report.verified ? 'Verified' : 'Not verified', ...facts];
}

/** Tests, tokens and time. */
function factsLine(view: View, report: RunSummary): unknown[] {
  const { session } = view.state;
  const parts: unknown[] = [];
  const of = report.testsOf ? ` (${report.testsOf})` : '';
  if (report.testsAfter)
    parts.push(
      report.testsBefore
        ? html`Tests${of} ${counts(report.testsBefore)} → ${counts(report.testsAfter)}`
        : html`Tests${of} ${counts(report.testsAfter)}`,
    );
  const tokens = session.tokens.prompt + session.tokens.completion;
  if (tokens > 0)
    parts.push(`${formatTokens(tokens)} tokens${session.cost === undefined ? '' : ` · ${formatCost(session.cost)}`}`);
  if (session.modelCalls > 0) parts.push(plural(session.modelCalls, 'model call'));
  const time = sessionTime(session, view.now);
  parts.push(
    time
      ? html`<span title=${waitingWords(time) ?? nothing}>${formatDuration(time.workedMs)}</span>`
      : formatDuration(report.durationMs),
  );
  return parts;
}

function counts(tests: TestCounts): string {
  const failed = tests.failed > 0 ? `, ${tests.failed} failed` : '';
  return `${tests.passed.toLocaleString('en')} passed${failed}`;
}

const iconOf: Readonly<Record<Tone, 'check' | 'cross' | 'info'>> = {
  good: 'check',
  bad: 'cross',
  warn: 'info',
  off: 'info',
};
