import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Proposal } from '../../../src/contracts/watch';
import { answersByPurpose } from '../../model/scriptedModel';
import { disk, planText, testStep, until } from '../flux';
import { saveAs } from './proposed';
import { useFlux } from '../useFlux';

const right = 'return email.trim().toLowerCase();';
const wrong = 'return email.trim();';
const repair = `src/accounts.js\n<<<<<<< SEARCH\n  ${wrong}\n=======\n  ${right}\n>>>>>>> REPLACE`;

describe('watching tests', function () {
  this.timeout(120_000);
  const flux = useFlux({ settings: { 'flux.watchers.quietMs': 200 } });
  const heard: (readonly Proposal[])[] = [];
  before(() => void flux.api.onDidChangeProposals((proposals) => heard.push(proposals)));

  const save = saveAs;
  const breakIt = () => save('src/accounts.js', (text) => text.replace(right, wrong));
  const mendIt = () => save('src/accounts.js', (text) => text.replace(wrong, right));
  const proposed = async (count: number): Promise<Proposal[]> => {
    let all: Proposal[] = [];
    for (let tries = 0; all.length !== count || tries === 0; tries++) {
      if (tries > 400) assert.fail(`not ${count}: ${JSON.stringify([await flux.api.watchers(), all])}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
      all = await flux.api.proposals();
    }
    return all;
  };

  it('says what it watches', async () => {
    await until('the tests are watched', async () => {
      const tests = (await flux.api.watchers()).find(({ name }) => name === 'tests');
      return tests?.state === 'watching' && tests.detail === 'Runs the tests that a save reaches (npm test).';
    });
  });

  it('offers to fix what a save broke, and the offer goes with its cause', async () => {
    await mendIt();
    await breakIt();
    const [proposal] = await proposed(1);
    assert.equal(proposal?.kind, 'failing_tests');
    assert.deepEqual(proposal.paths, ['test/form.test.js', 'src/accounts.js']);
    assert.match(
      proposal.goal,
      /^Fix the .*failing test.* in test\/form\.test\.js.*It began when src\/accounts\.js changed\.$/,
    );
    assert.ok(proposal.weight > 0.5 && proposal.weight <= 1, String(proposal.weight));
    await until('it is told', () => heard.some((all) => all.some(({ id }) => id === proposal.id)));
    assert.equal(vscode.window.terminals.length, 0, 'nothing was opened');
    await until('the old failure is told, and not offered', async () => {
      const tests = (await flux.api.watchers()).find(({ name }) => name === 'tests');
      return / 1 test failed already at the last commit\.$/.test(tests?.detail ?? '');
    });
    await mendIt();
    await proposed(0);
  });

  it('starts the goal with the failing code in its first request, and is gone when that is fixed', async () => {
    await breakIt();
    const [proposal] = await proposed(1);
    const edit = { id: 'edit', title: 'Compare without case', tool: 'edit_file', input: { path: 'src/accounts.js' } };
    const verify = { ...testStep, input: { files: ['test/form.test.js'] } };
    flux.model.script(
      answersByPurpose({ plan: `${planText([edit, verify], { verify: 'tests' })}\n=== edit ===\n${repair}` }),
    );
    const session = await flux.api.accept(proposal?.id ?? '');
    assert.equal(session.state, 'awaiting_approval');
    assert.deepEqual(await flux.api.proposals(), [], 'it is being worked on');
    const asked = flux.model.requestsFor('plan').at(-1)?.messages.at(-1)?.content ?? '';
    assert.match(asked, /return email\.trim\(\);/);
    await flux.api.approve(session.id);
    const settled = await flux.api.whenSettled(session.id);
    assert.equal(settled.state, 'complete', settled.summary);
    assert.ok(disk('src/accounts.js').includes(right));
    await until(
      'the tests ran again',
      async () => (await flux.api.watchers()).find(({ name }) => name === 'tests')?.state === 'watching',
    );
    assert.deepEqual(await flux.api.proposals(), []);
  });

  it('stays away once dismissed, until the cause is gone and back', async () => {
    await breakIt();
    const [proposal] = await proposed(1);
    await flux.api.dismiss(proposal?.id ?? '');
    await proposed(0);
    await save('src/accounts.js', (text) => `${text}\n`);
    await until(
      'the tests ran again',
      async () => (await flux.api.watchers()).find(({ name }) => name === 'tests')?.state === 'watching',
    );
    assert.deepEqual(await flux.api.proposals(), []);
    await mendIt();
    await until(
      'the tests ran again',
      async () => (await flux.api.watchers()).find(({ name }) => name === 'tests')?.state === 'watching',
    );
    await breakIt();
    await proposed(1);
    await assert.rejects(flux.api.accept('nobody'), { reason: 'unknown_proposal' });
  });
});
