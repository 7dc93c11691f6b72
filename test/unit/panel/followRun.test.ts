import assert from 'node:assert/strict';
import type * as vscode from 'vscode';
import { Emitter } from '../../../src/base/emitter';
import type { SessionSnapshot } from '../../../src/contracts/session';
import type { Orchestrator } from '../../../src/core/orchestrator';
import { createRunTeller, followRun } from '../../../src/ui/chat/followRun';
import { panel, session, step } from '../../webview/fixtures';

/** What followRun reaches of the orchestrator, and the session that it tells of. */
function running(first: SessionSnapshot) {
  const changes = new Emitter<SessionSnapshot>();
  const nothing = new Emitter<string>();
  const orchestrator = {
    onDidChangeSession: changes.event,
    onDidRemoveSession: nothing.event,
    activities: { onDidChange: nothing.event, of: () => undefined },
    session: async () => first,
  } as unknown as Orchestrator;
  return { orchestrator, change: (next: SessionSnapshot) => changes.fire(next) };
}

describe('a run that is followed in chat', () => {
  const atWork = (fields: Partial<SessionSnapshot> = {}) =>
    session({
      state: 'implementation',
      plan: { ...panel().session.plan!, steps: [step('a', 'Look', { status: 'running' })] },
      ...fields,
    });
  const lines: string[] = [];
  const stream = { progress: (line: string) => void lines.push(line) } as unknown as vscode.ChatResponseStream;
  beforeEach(() => void (lines.length = 0));

  it('is handed back at a question, also while another step runs', async () => {
    const { orchestrator, change } = running(atWork());
    const followed = followRun(atWork().id, orchestrator, createRunTeller(stream), new AbortController().signal);
    await new Promise(setImmediate);
    assert.deepEqual(lines, ['Look…']);
    change(atWork({ gates: [{ id: 'q', kind: 'question', text: 'Where?', sleeps: true }] }));
    assert.equal((await followed)?.gates[0]?.text, 'Where?');
  });

  it('tells each line once, however often it is taken up again', async () => {
    const teller = createRunTeller(stream);
    const { orchestrator, change } = running(atWork());
    const once = followRun(atWork().id, orchestrator, teller, new AbortController().signal);
    change(atWork({ gates: [{ id: 'q', kind: 'question', text: 'Where?' }] }));
    await once;
    const left = new AbortController();
    const again = followRun(atWork().id, orchestrator, teller, left.signal);
    await new Promise(setImmediate);
    left.abort();
    assert.equal(await again, undefined);
    assert.deepEqual(lines, ['Look…']);
  });
});
