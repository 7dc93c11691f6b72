import { html, nothing, type TemplateResult } from 'lit';
import type { Message, ModelExchange } from '../contracts/model';
import { formatDuration, formatTokens, plural } from '../base/text';
import { purposeWords } from '../words/purposeWords';
import { exchangeKey } from './lookups';
import { disclosure, linkButton } from './parts';
import type { View } from './view';

const roles: Readonly<Record<Message['role'], string>> = {
  system: 'Instructions',
  user: 'Request',
  assistant: 'Earlier answer',
};

/** What was asked of the model and what it answered, about a step or, without one, about the plan; read when opened. */
export function exchangeView(view: View, step?: string): TemplateResult {
  const key = exchangeKey(step);
  const heading = view.local.expanded[key] ? 'Hide model exchange' : 'Show model exchange';
  return disclosure(view, { key, heading }, () => {
    const calls = view.lookups.exchanges.get(step ?? '');
    if (!calls) return html`<p class="dim">Loading…</p>`;
    if (calls.length === 0) return html`<p class="dim">Nothing of it was kept.</p>`;
    return html`${calls.map((call, index) =>
      callView(view, call, { before: calls[index - 1], key: `${key} ${index}` }),
    )}`;
  });
}

function callView(
  view: View,
  call: ModelExchange,
  { before, key }: { readonly before?: ModelExchange; readonly key: string },
): TemplateResult {
  const { messages, answer, usage } = call;
  const same = repeated(messages, before);
  const facts = [
    call.model,
    `${formatTokens(usage.prompt + usage.completion)} tokens`,
    formatDuration(call.durationMs),
    call.failed === undefined ? '' : `failed (${call.failed})`,
  ].filter(Boolean);
  const name = purposeWords[call.purpose] ?? call.purpose;
  return html`<section class="call" aria-label=${name}>
    <header>
      <strong>${name}</strong><span class="dim">${facts.join(' · ')}</span><span class="grow"></span>
      ${linkButton(view.copied === key ? 'Copied' : 'Copy', () => view.act.copy(key, textOf(call)), {
        label: `Copy ${name}`,
      })}
    </header>
    ${same > 0 ? html`<p class="dim">Starts with the ${plural(same, 'message')} of the previous call.</p>` : nothing}
    ${messages.slice(same).map(({ role, content }) => messageView(roles[role] ?? role, content))}
    ${answer === undefined ? html`<p class="dim">No answer was received.</p>` : messageView('Answer', answer)}
  </section>`;
}

function messageView(heading: string, text: string): TemplateResult {
  return html`<div class="message">
    <h3>${heading}</h3>
    <pre class="output" tabindex="0" role="group" aria-label=${heading}>${text}</pre>
  </div>`;
}

/** How many of the first messages the call before had too, its answer included. */
function repeated(messages: readonly Message[], before: ModelExchange | undefined): number {
  if (!before) return 0;
  const known = [...before.messages.map(({ content }) => content), before.answer];
  const first = messages.findIndex(({ content }, index) => content !== known[index]);
  return first < 0 ? 0 : first;
}

function textOf({ messages, answer }: ModelExchange): string {
  const parts = messages.map(({ role, content }) => `## ${roles[role] ?? role}\n\n${content}`);
  return [...parts, ...(answer === undefined ? [] : [`## Answer\n\n${answer}`])].join('\n\n');
}
