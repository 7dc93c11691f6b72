import { html, nothing, type TemplateResult } from 'lit';
import { plural } from '../../base/text';
import type { Figures } from '../../contracts/figures';
import { exact, money, share, span } from './amounts';

/** The numbers that a person looks for first. */
export function tiles({ metrics, time, failedCalls }: Figures): TemplateResult {
  const { sessions, complete, verified, failed, cancelled, tokens, modelCalls, cost } = metrics;
  const ended = complete + failed + cancelled;
  return html`<dl class="tiles">
    ${tile('Sessions', exact(sessions), [
      sessions > ended ? `${exact(sessions - ended)} not ended` : '',
      failed > 0 ? `${exact(failed)} failed` : '',
      cancelled > 0 ? `${exact(cancelled)} stopped` : '',
    ])}
    ${tile('Done and verified', share(verified, ended), [
      ended > 0 ? `${exact(verified)} of ${exact(ended)} that ended` : 'no session has ended',
      complete > verified ? `${exact(complete - verified)} done, not verified` : '',
    ])}
    ${tile('Tokens', exact(tokens.prompt + tokens.completion), [
      plural(modelCalls, 'call') + (failedCalls > 0 ? `, ${exact(failedCalls)} failed` : ''),
      tokens.cached > 0 ? `${share(tokens.cached, tokens.prompt)} of the prompts cached` : '',
      tokens.saved > 0 ? `${exact(tokens.saved)} saved by compression` : '',
    ])}
    ${tile('Cost', cost > 0 ? money(cost) : '–', [
      cost > 0 ? `${money(cost / Math.max(1, sessions))} a session` : '',
      cost === 0 && modelCalls > 0 ? 'no price is set for these models' : '',
    ])}
    ${tile('Working time', span(time.workedMs), [
      time.waitedMs > 0 ? `${span(time.waitedMs)} more waiting for you` : '',
      time.modelMs > 0 ? `${span(time.modelMs)} of model calls` : '',
    ])}
  </dl>`;
}

function tile(name: string, value: string, notes: readonly string[]): TemplateResult {
  const said = notes.filter(Boolean);
  return html`<div class="tile" data-tile=${name}>
    <dt>${name}</dt>
    <dd class="value">${value}</dd>
    ${said.length > 0 ? said.map((note) => html`<dd class="note">${note}</dd>`) : nothing}
  </div>`;
}
