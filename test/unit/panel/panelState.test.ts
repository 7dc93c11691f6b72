import assert from 'node:assert/strict';
import { buildPanelState, scopeSentence } from '../../../src/ui/panelState';
import { throttled } from '../../../src/ui/panelUpdates';
import { loginPlan, loginSteps, session } from '../../webview/fixtures';

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe('panel state', () => {
  const scope = { writes: ['a'], runs: [], commits: false };

  it('tells the scope only while there is something to approve', () => {
    const parts = { toolTitles: {}, scope };
    assert.deepEqual(buildPanelState(session({ plan: loginPlan() }), parts).scope, scope);
    assert.equal(buildPanelState(session({ state: 'implementation', plan: loginPlan() }), parts).scope, undefined);
  });

  it('keeps inputs while they can be edited and leaves large ones behind afterwards', () => {
    const content = 'x'.repeat(50_000);
    const plan = loginPlan(loginSteps().map((step) => ({ ...step, input: { content }, result: content })));
    const asking = buildPanelState(session({ plan }), { toolTitles: {} });
    assert.equal(asking.session.plan?.steps[0]?.input?.content, content);
    const running = buildPanelState(session({ state: 'implementation', plan }), { toolTitles: {} });
    assert.ok(JSON.stringify(running).length < 60_000);
  });

  it('says the scope in one sentence', () => {
    const say = (writes: string[], runs: string[], commits = false) => scopeSentence({ writes, runs, commits });
    assert.equal(say([], []), 'Flux will only read files. Flux asks before doing anything else.');
    assert.equal(
      say(['a.ts', 'b.ts'], ['run_tests'], true),
      'Flux may write a.ts and b.ts, run tests and commit what it changed. Flux asks before doing anything else.',
    );
    assert.equal(say([], ['npm test']), 'Flux may run `npm test`. Flux asks before doing anything else.');
    assert.equal(
      say(['a', 'b', 'c', 'd', 'e', 'f'], []),
      'Flux may write a, b, c, d and 2 more files. Flux asks before doing anything else.',
    );
  });
});

describe('throttled updates', () => {
  it('runs at most once per interval, and the last request counts', async () => {
    const seen: number[] = [];
    let value = 0;
    const updates = throttled(40, async () => void seen.push(value));
    for (value = 1; value < 10; value++) {
      updates.request();
      await wait(10);
    }
    value = 99;
    updates.request();
    await wait(80);
    updates.dispose();
    assert.ok(seen.length >= 2 && seen.length <= 5, String(seen));
    assert.equal(seen.at(-1), 99);
  });

  it('runs again for a request that came while it ran, and not after it was disposed', async () => {
    let runs = 0;
    const updates = throttled(5, async () => {
      runs++;
      await wait(20);
    });
    updates.request();
    await wait(12);
    updates.request();
    updates.request();
    await wait(60);
    assert.equal(runs, 2);
    updates.request();
    updates.dispose();
    await wait(30);
    assert.equal(runs, 2);
  });
});
