import { html, type TemplateResult } from 'lit';
import type { StepSnapshot } from '../contracts/session';

/**
 * Text with its parts between backticks (as many at the end as at the beginning) as code. Nothing else is interpreted,
 * and everything is set as text.
 */
export function inlineCode(text: string): TemplateResult {
  const parts = text.split(/(?<!`)(`+)([^\n]*?[^`\n])\1(?!`)/);
  // Of three parts the second is the fence, the third what stands in it.
  return html`${parts.map((part, index) => {
    if (index % 3 === 1) return ''; // the backticks
    return index % 3 === 0 ? part : html`<code>${part.replace(/^ (.*`.*) $/, '$1')}</code>`;
  })}`;
}

/** What a step acts on: paths as a piece of code each, a command as code, anything else as words. */
export function aboutView(step: Pick<StepSnapshot, 'about' | 'effect' | 'writes'>, limit: number): TemplateResult {
  if (step.effect === 'write' && step.writes.length > 0) return codes(step.writes, limit);
  const items = step.about.split(/, | and (?!\d+ more$)/);
  const more = / and (\d+ more)$/.exec(items.at(-1) ?? '');
  if (more) items[items.length - 1] = (items.at(-1) ?? '').slice(0, more.index);
  if (items.every((item) => /^[^\s“”]*[./][^\s“”]*$/.test(item)))
    return html`${codes(items, limit)}${more ? html`<span>and ${more[1]}</span>` : ''}`;
  const isCommand = step.effect === 'execute' && !step.about.startsWith('all ');
  return isCommand ? codes([step.about], 1) : html`<span class="words">${inlineCode(step.about)}</span>`;
}

function codes(items: readonly string[], limit: number): TemplateResult {
  const shown = items.length === limit + 1 ? items : items.slice(0, limit);
  return html`${shown.map(
    (item) => html`<code>${item}</code>`,
  )}${items.length > shown.length ? html`<span>and ${items.length - shown.length} more</span>` : ''}`;
}
