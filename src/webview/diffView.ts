import { html, nothing, type TemplateResult } from 'lit';
import type { DiffLine, FilePreview } from '../contracts/panel';
import { inlineCode } from './inlineCode';
import { icon } from './icons';
import { changeCount, fileLink, fileTag, linkButton } from './parts';
import type { View } from './view';

/** More lines than this are drawn only when asked for. */
const shownLines = 300;
const signs = { same: ' ', added: '+', removed: '−' } as const;

/** A step's changes to one file, as a unified diff; or why the edit would not apply. */
export function diffView(view: View, step: string, preview: FilePreview): TemplateResult {
  return html`<section class="file" aria-label="Changes to ${preview.path}">
    <header>
      ${
        preview.isNew || preview.deleted
          ? html`<code class="path">${preview.path}</code>${fileTag({ created: preview.isNew, ...preview })}`
          : fileLink(view, preview.path)
      }
      ${
        preview.problem === undefined
          ? html`${changeCount(preview.added, preview.removed)}<span class="grow"></span>${linkButton(
                'Open in diff editor',
                () => view.act.post({ type: 'openDiff', step, path: preview.path }),
                { label: `Open ${preview.path} in the diff editor` },
              )}`
          : nothing
      }
    </header>
    ${
      preview.problem === undefined
        ? hunksView(view, step, preview)
        : html`<p class="warning">${icon('warning')}<span>${inlineCode(preview.problem)}</span></p>`
    }
  </section>`;
}

function hunksView(view: View, step: string, preview: FilePreview): TemplateResult {
  const key = `diff ${step} ${preview.path}`;
  const all = preview.hunks.reduce((sum, hunk) => sum + hunk.lines.length, 0);
  if (all === 0) return html`<p class="dim">No change. The file already has this text.</p>`;
  let room = view.local.expanded[key] ? Infinity : shownLines;
  const hunks = preview.hunks.map((hunk) => {
    const lines = hunk.lines.slice(0, Math.max(0, room));
    room -= hunk.lines.length;
    return lines;
  });
  return html`<div class="diff" tabindex="0" role="group" aria-label="Diff of ${preview.path}">
      <table role="presentation">
        ${hunks.map((lines) =>
          lines.length > 0
            ? html`<tbody>
                ${lines.map(lineView)}
              </tbody>`
            : nothing,
        )}
      </table>
    </div>
    ${room < 0 ? linkButton(`Show all ${all} lines`, () => view.act.expand(key, true)) : nothing}`;
}

function lineView(line: DiffLine): TemplateResult {
  if (line.oldLine === undefined && line.newLine === undefined)
    return html`<tr class="remark">
      <td colspan="4">${line.text}</td>
    </tr>`;
  return html`<tr class=${line.kind}>
    <td class="number">${line.oldLine ?? ''}</td>
    <td class="number">${line.newLine ?? ''}</td>
    <td class="sign">${signs[line.kind]}</td>
    <td class="line">${line.text}</td>
  </tr>`;
}
