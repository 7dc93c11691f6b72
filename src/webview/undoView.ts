import { html, nothing, type TemplateResult } from 'lit';
import { icon } from './icons';
import { inlineCode } from './inlineCode';
import { button, fileLink, linkButton } from './parts';
import type { View } from './view';

/** What became of an undo, and the buttons to undo and redo the run. */
export function undoView(view: View): TemplateResult | typeof nothing {
  const { undo } = view.state;
  if (!undo) return nothing;
  const { busy } = undo;
  const undoWord = undo.conflicts.length > 0 ? 'Undo the rest' : 'Undo';
  return html`<div class="undo" role="status">
    ${
      undo.text
        ? html`<p class="line">
            ${icon(undo.conflicts.length > 0 ? 'warning' : 'info')}<span>${inlineCode(undo.text)}</span>
          </p>`
        : nothing
    }
    ${
      undo.conflicts.length > 0
        ? html`<ul class="filelist" aria-label="Kept as you have them">
            ${undo.conflicts.map(
              (path) => html`<li>${fileLink(view, path)}<span class="grow"></span>${compareLink(view, path)}</li>`,
            )}
          </ul>`
        : nothing
    }
    <div class="row">
      ${
        undo.canUndo
          ? button(busy ? 'Working…' : undoWord, () => view.act.post({ type: 'undo' }), {
              disabled: busy,
              title: 'Undo the file changes of this run. Your own edits are kept.',
            })
          : nothing
      }
      ${
        undo.canRedo
          ? button('Redo', () => view.act.post({ type: 'redo' }), {
              disabled: busy,
              title: 'Reapply the undone changes',
            })
          : nothing
      }
    </div>
  </div>`;
}

/** Opens the editor's diff of a file: before the run against now. */
export function compareLink(view: View, path: string): TemplateResult {
  return linkButton('Compare', () => view.act.post({ type: 'compare', path }), {
    title: `Compare ${path} before the run and now`,
    label: `Compare ${path}`,
  });
}

/** Undoes one step, where the run is over and the step has done something. */
export function undoStepLink(
  view: View,
  step: { readonly id: string; readonly undone?: boolean; readonly files?: readonly string[] },
): TemplateResult | typeof nothing {
  if (!view.state.undo) return nothing;
  if (step.undone) return nothing;
  if (!step.files?.length) return nothing;
  return linkButton('Undo this step', () => view.act.post({ type: 'undo', step: step.id }), {
    title: 'Undo only the file changes of this step',
  });
}
