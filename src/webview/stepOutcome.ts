import { html, nothing, type TemplateResult } from 'lit';
import type { StepSnapshot, TestCounts } from '../contracts/session';
import { exchangeView } from './exchangeView';
import { inlineCode } from './inlineCode';
import { changeCount, clampedText, fileLink, fileTag, linkButton } from './parts';
import { changesOf } from './stepDetails';
import { undoStepLink } from './undoView';
import type { View } from './view';

const shownFailures = 5;
const messageLines = 8;

/** What went wrong in a step: always on the screen. */
export function stepTrouble(view: View, step: StepSnapshot, isOpen: boolean): TemplateResult {
  // The list says it better.
  const isListed = step.error?.reason === 'tests_failed' && (step.tests?.failures.length ?? 0) > 0;
  return html` ${
    step.error && !isListed
      ? html`<div class="step-error ${step.status}">
          ${clampedText(view, `error ${step.id}`, step.error.message, { lines: 3, open: isOpen, draw: inlineCode })}
        </div>`
      : nothing
  }
  ${step.tests && step.tests.failures.length > 0 ? failuresView(view, step.id, step.tests) : nothing}`;
}

/** What came of a step besides: its result once it is open, under what it changed. */
export function stepOutcome(view: View, step: StepSnapshot, isOpen: boolean): TemplateResult {
  const failed = step.status === 'failed' || step.status === 'denied';
  // Of what a diff shows, the result would only say the same in a line.
  const isShown =
    step.status === 'done' &&
    step.effect === 'write' &&
    changesOf(view, step).previews.length > 0 &&
    Object.values(step.edits ?? {}).every(({ saved }) => saved);
  return html` ${isOpen && step.edits && !isShown ? editsView(view, step) : nothing}
  ${
    isOpen && step.unkept?.length
      ? html`<p class="dim">
          Cannot be undone:
          ${step.unkept.slice(0, 10).join(', ')}${step.unkept.length > 10 ? ` and ${step.unkept.length - 10} more` : ''}
        </p>`
      : nothing
  }
  ${
    step.result && !isShown && (isOpen || (failed && !step.error))
      ? html`<div class="result">
          <h3>Result</h3>
          ${clampedText(view, `result ${step.id}`, step.result, { lines: isOpen ? 12 : 4, code: true })}
        </div>`
      : nothing
  }
  ${
    step.outputKey && (isOpen || failed)
      ? html`<div>
          ${linkButton('Show the whole output', () => view.act.post({ type: 'showOutput', step: step.id }))}
        </div>`
      : nothing
  }
  ${isOpen ? undoStepLink(view, step) : nothing} ${isOpen && step.tokens ? exchangeView(view, step.id) : nothing}`;
}

function failuresView(view: View, step: string, tests: TestCounts): TemplateResult {
  const key = `failures ${step}`;
  const all = view.local.expanded[key] ?? false;
  const shown = all ? tests.failures : tests.failures.slice(0, shownFailures);
  return html`<ul class="failures" aria-label="Failed tests">
      ${shown.map(
        (failure) =>
          html`<li>
            <div class="failure">
              <span>${failure.name}</span>${failure.file ? fileLink(view, failure.file, failure.line) : nothing}
            </div>
            ${
              failure.message
                ? html`<div class="message">${failure.message.split('\n').slice(0, messageLines).join('\n')}</div>`
                : nothing
            }
          </li>`,
      )}
    </ul>
    ${
      tests.failures.length > shownFailures
        ? linkButton(all ? 'Show fewer' : `Show all ${tests.failures.length} failed tests`, () =>
            view.act.expand(key, !all),
          )
        : nothing
    }`;
}

function editsView(view: View, step: StepSnapshot): TemplateResult {
  return html`<div class="filelist">
    ${Object.entries(step.edits ?? {}).map(
      ([path, edit]) =>
        html`<div>
          ${fileLink(view, path)}${fileTag(edit)}${changeCount(edit.added, edit.removed)}${
            edit.saved ? nothing : html`<span class="dim">unsaved, with your own changes</span>`
          }
        </div>`,
    )}
  </div>`;
}
