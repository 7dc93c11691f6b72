import { sum } from '../base/sum';
import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import type { StepSnapshot } from '../contracts/session';
import { decisionsView } from './decisionView';
import { gateView, openGates } from './gateView';
import { icon } from './icons';
import { aboutView, inlineCode } from './inlineCode';
import { laneView } from './laneView';
import type { LaneEdge, LaneRow } from './lanes';
import { changeCount } from './parts';
import { stepDetails } from './stepDetails';
import { stepOutcome, stepTrouble } from './stepOutcome';
import type { View } from './view';
import { formatCost, formatDuration, formatTokens, plural } from '../base/text';
import { hasEnded } from '../words/sessionState';
import { effectWords, statusWord } from '../words/stepStatus';
import { expectationWords, stepMarks, stepWords } from './words';

/** Where a step stands in the list. */
export interface StepPlace {
  readonly index: number;
  readonly count: number;
  readonly row: LaneRow;
  readonly graphWidth: number;
  readonly isHot: (edge: LaneEdge) => boolean;
  /** Whether the step has the list's Tab stop. */
  readonly isCurrent: boolean;
}

const rowPadding = 6;

/** One step of the list: its line, what came of it, its open part, and what it asks. */
export function stepView(view: View, step: StepSnapshot, place: StepPlace): TemplateResult {
  const isOpen = view.local.open === step.id;
  const included = isIncluded(view, step);
  const status = statusShown(step, view.editable, included);
  const asking = view.editable || view.state.session.state === 'planning';
  const gates = openGates(view).filter((gate) => gate.step === step.id);
  const shown = { ...step, status };
  return html`<li
    class="step ${status}${isOpen ? ' open' : ''}${step.leftOut?.by === 'replaced' ? ' replaced' : ''}${
      step.undone ? ' undone' : ''
    }"
    data-step=${step.id}
    aria-posinset=${place.index + 1}
    aria-setsize=${place.count}
  >
    ${
      asking
        ? html`<input
            type="checkbox"
            class="check"
            tabindex=${place.isCurrent ? 0 : -1}
            aria-label="Run “${step.title}”"
            title=${included ? 'Skip this step' : 'Run this step'}
            .checked=${live(included)}
            ?disabled=${!view.editable}
          />`
        : nothing
    }
    ${laneView(place.row, { width: place.graphWidth, dot: rowPadding + view.line / 2, status, isHot: place.isHot })}
    <div class="head" draggable=${view.editable ? 'true' : 'false'}>
      <div class="main">
        <button
          type="button"
          class="title"
          tabindex=${place.isCurrent ? 0 : -1}
          aria-expanded=${isOpen ? 'true' : 'false'}
          aria-label=${stepWords(shown, asking)}
          aria-keyshortcuts=${view.editable ? 'Space Alt+ArrowUp Alt+ArrowDown' : nothing}
        >
          ${step.title}
        </button>
        <div class="sub">
          <span class="effect ${step.effect}">${effectWords[step.effect]}</span>
          <span>${view.state.toolTitles[step.tool] ?? step.tool}</span>
          ${stepMarks(step).map((mark) => html`<span class="mark">${mark}</span>`)} ${aboutStep(step, isOpen)}
        </div>
        ${checksView(view, step, status === 'skipped')}
      </div>
      <div class="facts">${factsView(view, shown, asking)}</div>
    </div>
    <div class="rest">
      ${stepTrouble(view, shown, isOpen)} ${isOpen ? stepDetails(view, step) : nothing}
      ${stepOutcome(view, shown, isOpen)} ${decisionsView(view, step.id)} ${gates.map((gate) => gateView(view, gate))}
    </div>
  </li>`;
}

/** What the step acts on, and the commit that came of it. */
function aboutStep(step: StepSnapshot, isOpen: boolean): unknown {
  const acts =
    step.about || step.writes.length > 0
      ? html`<span class="about">${aboutView(step, isOpen ? 50 : 4)}</span>`
      : nothing;
  const { commit } = step;
  if (!commit) return acts;
  return html`${acts}<span class="about"
      >${icon('commit')}<code>${commit.hash.slice(0, 8)}</code>${commit.subject}</span
    >`;
}

/** Whether the step is to run, with what the person has just asked for and no state shows yet. */
export function isIncluded(view: View, step: StepSnapshot): boolean {
  const asked = view.pending.findLast((request) => request.type === 'skip' && request.step === step.id);
  return asked?.type === 'skip' ? !asked.skip : step.status !== 'skipped';
}

function checksView(view: View, step: StepSnapshot, skipped: boolean): TemplateResult | typeof nothing {
  const verifies = view.state.session.plan?.verify === step.id && !skipped;
  const mark = verifies
    ? html`<span class="verifies" title="When this check passes, the goal is reached"
        >${icon('target')}verifies the goal</span
      >`
    : nothing;
  if (skipped || (step.expect.length === 0 && !verifies)) return nothing;
  const checks = step.judged?.length
    ? step.judged.map(
        (judged) =>
          html`<span class=${judged.held ? 'held' : 'broken'}
            >${inlineCode(judged.text)}${icon(judged.held ? 'check' : 'cross')}<span class="unseen"
              >${judged.held ? 'yes' : 'no'}</span
            ></span
          >`,
      )
    : step.expect.map((expectation) => html`<span>${inlineCode(expectationWords(expectation))}</span>`);
  return html`<div class="checks">
    ${checks.length > 0 ? html`<span class="dim">expects:</span>` : nothing}${checks}${mark}
  </div>`;
}

function factsView(view: View, step: StepSnapshot, asking: boolean): unknown {
  const { session, activity, previews } = view.state;
  if (step.status === 'running') {
    const at = activity?.byStep?.[step.id];
    return at ?? (step.startedAt === undefined ? 'running' : `running ${formatDuration(view.now - step.startedAt)}`);
  }
  if (asking && (step.status === 'pending' || step.status === 'ready')) {
    const files = previews[step.id] ?? [];
    if (files.some((file) => file.problem !== undefined))
      return html`<span class="warning">${icon('warning')}does not apply</span>`;
    if (files.length > 0)
      return changeCount(sum(files.map((file) => file.added)), sum(files.map((file) => file.removed)));
    return step.late
      ? html`<span title="Its details are set when it runs, from the results of earlier steps."
          >${step.effect === 'write' ? 'written when it runs' : 'set when it runs'}</span
        >`
      : nothing;
  }
  if (step.status === 'pending' || step.status === 'ready')
    return hasEnded(session.state) ? statusWord('skipped') : statusWord(step.status, asking);
  const edits = Object.values(step.edits ?? {});
  const tests = step.tests;
  return html` ${step.undone ? html`<span class="word">undone</span>` : nothing}
  ${step.status === 'done' ? nothing : html`<span class="word">${statusWord(step.status, asking)}</span>`}
  ${
    tests
      ? html`<span>${plural(tests.passed, 'test')} passed${tests.failed > 0 ? `, ${tests.failed} failed` : ''}</span>`
      : nothing
  }
  ${
    edits.length > 0
      ? changeCount(sum(edits.map((edit) => edit.added)), sum(edits.map((edit) => edit.removed)))
      : nothing
  }
  ${
    step.tokens
      ? html`<span title=${step.cost === undefined ? nothing : formatCost(step.cost)}
          >${formatTokens(step.tokens)} tokens</span
        >`
      : nothing
  }
  ${
    step.startedAt !== undefined && step.endedAt !== undefined
      ? html`<span>${formatDuration(step.endedAt - step.startedAt)}</span>`
      : nothing
  }`;
}

/** What the person has just switched on or off shows at once. */
function statusShown({ status }: StepSnapshot, editable: boolean, included: boolean): StepSnapshot['status'] {
  if (editable && !included) return 'skipped';
  return status === 'skipped' && included ? 'pending' : status;
}
