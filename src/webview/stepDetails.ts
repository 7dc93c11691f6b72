import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import type { StepChanges } from '../contracts/panel';
import type { ContextRef } from '../contracts/plan';
import type { StepSnapshot } from '../contracts/session';
import { diffView } from './diffView';
import { icon } from './icons';
import { inlineCode } from './inlineCode';
import { button, clampedText, disclosure, linkButton } from './parts';
import { inputFields, stepFields, type StepField } from './stepFields';
import type { View } from './view';
import { stepBudgetWords } from '../words/budgetWords';

/** The open part of a step: editable while the plan waits for approval, to read afterwards. */
export function stepDetails(view: View, step: StepSnapshot): TemplateResult {
  const changes = changesOf(view, step);
  const diffs =
    changes.previews.length > 0
      ? html`<div class="files">
          ${changesHeading(view, step, changes)}${changes.previews.map((preview) => diffView(view, step.id, preview))}
        </div>`
      : nothing;
  return html`<div class="details">
    ${view.editable ? editView(view, step, diffs) : readView(view, step, diffs)} ${aboutView(view, step)}
  </div>`;
}

/** What a step does to files: as the state shows it, else as it was looked up. */
export function changesOf({ state, lookups }: View, step: Pick<StepSnapshot, 'id'>): StepChanges {
  const previews = state.previews[step.id];
  return previews ? { previews, made: false } : (lookups.changes.get(step.id) ?? { previews: [], made: false });
}

/** Once a step has ended: whether this is what it did, or only what it was to do. */
function changesHeading(
  { editable }: View,
  { endedAt }: StepSnapshot,
  { made }: StepChanges,
): TemplateResult | typeof nothing {
  if (editable || (endedAt === undefined && !made)) return nothing;
  return html`<h3>${made ? 'Changes made' : 'Planned changes'}</h3>`;
}

function editView(view: View, step: StepSnapshot, diffs: unknown): TemplateResult {
  const textKey = `text ${step.id}`;
  const drafts = view.local.stepDrafts[step.id] ?? {};
  const inputs = inputFields(step);
  const asText =
    diffs === nothing ||
    (view.local.expanded[textKey] ?? false) ||
    inputs.some((field) => drafts[field.key] !== undefined);
  const fields = stepFields(step).filter((field) => asText || !inputs.some((input) => input.key === field.key));
  const dirty = stepFields(step).some((field) => drafts[field.key] !== undefined && drafts[field.key] !== field.value);
  const saving = view.pending.some((request) => request.type === 'edit' && request.step === step.id);
  const problem = view.problems[step.id];
  const leave = (event: FocusEvent): void => {
    const inside =
      event.relatedTarget instanceof Node && (event.currentTarget as HTMLElement).contains(event.relatedTarget);
    if (!inside && document.hasFocus()) view.act.saveStep(step.id);
  };
  return html`<div class="edit" @focusout=${leave}>
      ${fields.map((field) => fieldView(view, step.id, field, drafts[field.key]))}
      ${
        problem
          ? html`<p class="warning" role="alert">${icon('warning')}<span>Not saved. ${inlineCode(problem)}</span></p>`
          : nothing
      }
      ${
        dirty
          ? html`<div class="row">
              ${button(saving ? 'Saving…' : 'Save', () => view.act.saveStep(step.id), {
                disabled: saving,
              })}${linkButton('Discard', () => view.act.discardStep(step.id))}
            </div>`
          : nothing
      }
    </div>
    ${diffs}
    ${
      diffs !== nothing && inputs.length > 0
        ? html`<div>
            ${linkButton(asText ? 'Hide the text' : 'Edit as text', () => view.act.expand(textKey, !asText))}
          </div>`
        : nothing
    }`;
}

function fieldView(view: View, step: string, field: StepField, draft: string | undefined): TemplateResult {
  const value = live(draft ?? field.value);
  const type = (event: Event) =>
    view.act.stepDraft(step, field.key, (event.target as HTMLInputElement | HTMLTextAreaElement).value);
  const onEnter = (event: KeyboardEvent): void => {
    if (event.key === 'Enter' && !event.isComposing && !event.ctrlKey && !event.metaKey) view.act.saveStep(step);
  };
  return html`<label class="field"
    ><span>${field.label}</span>
    ${
      field.key === 'title'
        ? html`<input type="text" maxlength="500" .value=${value} @input=${type} @keydown=${onEnter} />`
        : html`<textarea
            class=${field.code ? 'code' : ''}
            rows="2"
            spellcheck=${field.code ? 'false' : 'true'}
            .value=${value}
            @input=${type}
          ></textarea>`
    }
  </label>`;
}

function readView(view: View, step: StepSnapshot, diffs: unknown): TemplateResult {
  const input = diffs === nothing ? inputFields(step) : [];
  const fields = input.map(
    (field) =>
      html`<div class="field">
        <span>${field.label}</span
        >${clampedText(view, `${field.key} ${step.id}`, field.value, { lines: 8, code: true })}
      </div>`,
  );
  return html` ${
    step.instruction
      ? html`<div class="field">
          <span>What to do</span
          >${clampedText(view, `instruction ${step.id}`, step.instruction, { lines: 8, open: true })}
        </div>`
      : nothing
  }
  ${diffs}
  ${
    step.effect === 'write' && fields.length > 0
      ? disclosure(view, { key: `input ${step.id}`, heading: 'Show the edits as text' }, () => fields)
      : fields
  }`;
}

/** What it waits for, and what the model is shown for it. */
function aboutView(view: View, step: StepSnapshot): TemplateResult {
  const titles = new Map(view.state.session.plan?.steps.map((other) => [other.id, other.title]));
  const waits = step.dependsOn.map((id) => titles.get(id)).filter((title) => title !== undefined);
  return html`<div class="notes">
    ${waits.length > 0 ? html`<span>After ${waits.map((title) => `“${title}”`).join(' and ')}</span>` : nothing}
    ${stepBudgetWords(step, view.state.session.budget).map((words) => html`<span>${words}</span>`)}
    ${step.decisionPoint ? html`<span>Flux checks the result before continuing</span>` : nothing}
    ${
      step.context?.length
        ? html`<span
            >shown to the model:
            ${step.context.map((ref, index) => html`${index > 0 ? ', ' : ''}${contextView(view, ref)}`)}</span
          >`
        : nothing
    }
    ${
      view.editable
        ? html`<span class="keys"><kbd>Alt ↑</kbd> <kbd>Alt ↓</kbd> to move, <kbd>Space</kbd> to skip</span>`
        : nothing
    }
  </div>`;
}

function contextView(view: View, ref: ContextRef): TemplateResult {
  const lines = ref.lines ? ` lines ${ref.lines[0]}–${ref.lines[1]}` : '';
  const what = ref.symbol ? html` <code>${ref.symbol}</code>` : lines;
  const open = (): void =>
    view.act.post({ type: 'openFile', path: ref.path, ...(ref.lines && { line: ref.lines[0] }) });
  return html`<span>${linkButton(html`<code>${ref.path}</code>`, open, { title: `Open ${ref.path}` })}${what}</span>`;
}
