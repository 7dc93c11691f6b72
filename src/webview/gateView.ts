import { html, nothing, type TemplateResult } from 'lit';
import type { Gate } from '../contracts/session';
import { diffView } from './diffView';
import { icon } from './icons';
import { inlineCode } from './inlineCode';
import { button, linkButton, sayField } from './parts';
import type { View } from './view';

const headings: Readonly<Record<Gate['kind'], string>> = {
  plan: 'Plan',
  question: 'Flux asks',
  step: 'Allow this step?',
  delta: 'Not in the approved plan',
  budget: 'Limit of this run',
};

/** A question with more choices than these shows the rest when asked. */
const choicesAtFirst = 12;

/** Something that waits for the person's answer. */
export function gateView(view: View, gate: Gate): TemplateResult {
  const answer = (reply: string) => view.act.post({ type: 'answer', gate: gate.id, reply });
  const previews = gate.kind === 'question' ? [] : (view.state.previews[gate.step ?? ''] ?? []);
  // Going on without an answer stands last, behind the field.
  const without = gate.choices?.find(({ means }) => means === 'nothing');
  const choices = (gate.choices ?? []).filter((choice) => choice !== without);
  const allKey = `choices ${gate.id}`;
  const shown =
    choices.length <= choicesAtFirst || view.local.expanded[allKey] ? choices : choices.slice(0, choicesAtFirst);
  return html`<section class="card gate" data-gate=${gate.id} aria-label=${headings[gate.kind]}>
    <h2>${icon(gate.kind === 'question' ? 'ask' : 'warning')}${headings[gate.kind]}</h2>
    <p class="text">${inlineCode(gate.text)}</p>
    ${
      previews.length > 0 && gate.step !== view.local.open
        ? html`<div class="files">${previews.map((preview) => diffView(view, gate.step ?? '', preview))}</div>`
        : nothing
    }
    <div class="row">
      ${shown.map(({ id, label, description }, index) =>
        button(gate.input === undefined ? sentence(label) : label, () => answer(id), {
          primary: index === 0 && gate.kind !== 'question',
          title: description,
        }),
      )}
      ${
        shown.length < choices.length
          ? linkButton(`${choices.length - shown.length} more…`, () => view.act.expand(allKey, true))
          : nothing
      }
      ${
        choices.length === 0 || gate.kind === 'question'
          ? html`${sayField(view, { key: `gate ${gate.id}`, label: 'Your answer…', send: answer })}${button(
              'Answer',
              () => view.act.sendDraft(`gate ${gate.id}`, answer),
              {
                primary: true,
                disabled: !view.local.drafts[`gate ${gate.id}`]?.trim(),
              },
            )}`
          : nothing
      }
      ${without ? button(without.label, () => answer(without.id), { title: without.description }) : nothing}
    </div>
  </section>`;
}

/** What the person is still to answer, besides the plan itself. */
export function openGates(view: View): readonly Gate[] {
  return view.state.session.gates.filter((gate) => gate.kind !== 'plan');
}

/** Words begin like a sentence; paths and names stay as they are. */
function sentence(text: string): string {
  if (/[./\\_$]/.test(text)) return text;
  return text.charAt(0).toUpperCase() + text.slice(1);
}
