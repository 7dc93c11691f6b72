import { html, nothing, type TemplateResult } from 'lit';
import type { PlanSnapshot } from '../contracts/session';
import { comparePlans, type PlanDifference } from './comparePlans';
import { inlineCode } from './inlineCode';
import { disclosure, linkButton } from './parts';
import type { View } from './view';
import { plural } from '../base/text';

let compared: { readonly key: string; readonly differences: readonly PlanDifference[] } | undefined;
const words = { added: 'Added', removed: 'Removed', changed: 'Changed' } as const;

/** What is different from the plan before, and the words that asked for it. */
export function comparisonView(view: View): TemplateResult | typeof nothing {
  const { session } = view.state;
  if (!session.plan || !session.previousPlan || session.state === 'planning') return nothing;
  const differences = differencesOf(`${session.id} ${session.planRevision}`, session.previousPlan, session.plan);
  const heading = html`Changes from the previous plan
    <span class="dim">${differences.length > 0 ? plural(differences.length, 'difference') : 'nothing'}</span>`;
  return disclosure(
    view,
    { key: 'comparison', heading, openAtFirst: view.editable },
    () =>
      html` ${session.planRequest ? html`<p class="asked">“${session.planRequest}”</p>` : nothing}
      ${
        differences.length > 0
          ? html`<ul class="differences">
              ${differences.map(
                (difference) =>
                  html`<li class=${difference.kind}>
                    <span class="kind">${words[difference.kind]}</span
                    ><span
                      >${titleOf(view, difference)}${
                        difference.what ? html`<span class="dim"> · ${inlineCode(difference.what)}</span>` : nothing
                      }</span
                    >
                  </li>`,
              )}
            </ul>`
          : html`<p class="dim">The steps are the same.</p>`
      }`,
  );
}

function titleOf(view: View, difference: PlanDifference): unknown {
  const { step, title } = difference;
  return step === undefined
    ? html`<s>${title}</s>`
    : linkButton(title, () => view.act.go({ open: step, current: step, focus: true }));
}

function differencesOf(key: string, before: PlanSnapshot, after: PlanSnapshot): readonly PlanDifference[] {
  if (compared?.key !== key) compared = { key, differences: comparePlans(before, after) };
  return compared.differences;
}
