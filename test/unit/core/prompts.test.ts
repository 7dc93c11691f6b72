import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Message } from '../../../src/contracts/model';
import type { StepSnapshot } from '../../../src/contracts/session';
import { lookAnswerMessage, planMessages, repairMessage } from '../../../src/core/plan/planPrompt';
import { routePrompt } from '../../../src/core/route/routePrompt';
import { bindMessages } from '../../../src/core/run/bindPrompt';
import { talkMessages } from '../../../src/core/talk/talkPrompt';
import { memoryPlace } from './memoryPlace';

const folder = join(process.env['FLUX_REPO_ROOT'] ?? process.cwd(), 'test/unit/core/golden');

/** Compares with the text kept under `golden/`; `UPDATE_GOLDEN=1` writes it anew, so that a change of a prompt is seen in its diff. */
function golden(name: string, messages: readonly Message[]): void {
  const text = messages.map(({ role, content }) => `=== ${role} ===\n${content}\n`).join('\n');
  const file = join(folder, `${name}.txt`);
  if (process.env['UPDATE_GOLDEN'] || !existsSync(file)) {
    assert.ok(process.env['UPDATE_GOLDEN'], `${file} is missing; write it with UPDATE_GOLDEN=1`);
    mkdirSync(folder, { recursive: true });
    writeFileSync(file, text);
  }
  assert.equal(text, readFileSync(file, 'utf8'), 'The prompt differs from its golden text. Try it on real goals (npm run trial), then UPDATE_GOLDEN=1.');
}

const { tools } = memoryPlace({});
const tool = (name: string) => tools.find((candidate) => candidate.name === name)!;
const step: StepSnapshot = { id: 'fix', title: 'Check the address', tool: 'edit_file', effect: 'write', input: { path: 'src/a.js' }, instruction: 'refuse addresses without a domain', dependsOn: [], expect: [], late: true, writes: ['src/a.js'], about: 'src/a.js', status: 'running' };
const plan = { summary: 'Addresses are checked', steps: [{ ...step, status: 'pending' as const }], source: 'model' as const };

describe('prompts', () => {
  it('plan', () => golden('plan', planMessages({ goal: 'check addresses', brief: '(the brief)', tools })));
  it('plan anew', () =>
    golden('revise', planMessages({ goal: 'check addresses', brief: '(the brief)', tools, answers: [{ question: 'Which form?', reply: 'The login form.' }], revise: { plan, request: 'without a regex' } }).slice(1)));
  it('after a look, and repair', () => golden('turns', [lookAnswerMessage('(answers)', 1), lookAnswerMessage('(answers)', 0), repairMessage('Two steps have the id "fix"; ids must be unique.')]));
  it('bind edits', () => golden('bind-edits', bindMessages({ goal: 'check addresses', step, tool: tool('edit_file'), results: [{ title: 'Search', result: '2 hits' }], others: ['Run the tests'], context: '### src/a.js (whole, 1 lines)\n```\nlet a;\n```', failed: { attempt: '(blocks)', problem: 'The SEARCH text is not in src/a.js.' } })));
  it('bind a file', () => golden('bind-file', bindMessages({ goal: 'check addresses', step: { ...step, tool: 'write_file' }, tool: tool('write_file'), results: [], others: [], context: '' }).slice(1)));
  it('bind an input', () => golden('bind-input', bindMessages({ goal: 'check addresses', step: { ...step, tool: 'search_code', input: {} }, tool: tool('search_code'), results: [], others: [], context: '' }).slice(1)));
  it('route', () => golden('route', routePrompt('the login form')));
  it('talk', () => golden('talk', talkMessages('what is this?', '(the brief)', [{ role: 'user', content: 'hello' }, { role: 'assistant', content: 'Hello.' }])));
});
