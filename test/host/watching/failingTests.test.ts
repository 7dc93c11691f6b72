import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Proposal } from '../../../src/contracts/watch';
import { answersByPurpose } from '../../model/scriptedModel';
import { disk, planText, testStep } from '../flux';
import { useFlux } from '../useFlux';
import { proposed, save, testsAre } from './person';

const right = 'return email.trim().toLowerCase();';
const wrong = 'return email.trim();';
const repair = `src/accounts.js\n<<<<<<< SEARCH\n  ${wrong}\n=======\n  ${right}\n>>>>>>> REPLACE`;

describe('watching tests', function () {
  this.timeout(120_000);
  const flux = useFlux({ settings: { 'flux.watchers.quietMs': 200 } });
  const heard: (readonly Proposal[])[] = [];
  before(() => void flux.api.onDidChangeProposals((proposals) => heard.push(proposals)));

  const breakIt = () => save('src/accounts.js', (text) => text.replace(right, wrong));
  const mendIt = () => save('src/accounts.js', (text) => text.replace(wrong, right));
  const ranAgain = () => testsAre(flux.api, 'at rest', ({ state }) => state === 'watching');

  it('says what it watches', async () => {
    const { detail } = await testsAre(flux.api, 'watched', ({ state }) => state === 'watching');
    assert.equal(detail, 'Runs the tests that a save reaches (npm test).');
  });

  it('offers to fix what a save broke, and the offer goes with its cause', async () => {
    await mendIt();
    await breakIt();
    const [proposal] = await proposed(flux.api, 1);
    assert.equal(proposal?.kind, 'failing_tests');
    assert.deepEqual(proposal.paths, ['test/form.test.js', 'src/accounts.js']);
    assert.match(
      proposal.goal,
      /^Fix the .*failing test.* in test\/form\.test\.js.*It began when src\/accounts\.js changed\.$/,
    );
    assert.ok(proposal.weight > 0.5 && proposal.weight <= 1, String(proposal.weight));
    assert.equal(heard.at(-1)?.[0]?.id, proposal.id);
    assert.equal(vscode.window.terminals.length, 0, 'nothing was opened');
    await mendIt();
    await proposed(flux.api, 0);
  });

  it('starts the goal with the failing code in its first request, and is gone when that is fixed', async () => {
    await breakIt();
    const [proposal] = await proposed(flux.api, 1);
    const edit = { id: 'edit', title: 'Compare without case', tool: 'edit_file', input: { path: 'src/accounts.js' } };
    // The sample has another test, which fails for good.
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
    await ranAgain();
    assert.deepEqual(await flux.api.proposals(), []);
  });

  it('stays away once dismissed, until the cause is gone and back', async () => {
    await breakIt();
    const [proposal] = await proposed(flux.api, 1);
    await flux.api.dismiss(proposal?.id ?? '');
    await proposed(flux.api, 0);
    await save('src/accounts.js', (text) => `${text}\n`);
    await ranAgain();
    assert.deepEqual(await flux.api.proposals(), []);
    await mendIt();
    await ranAgain();
    await breakIt();
    await proposed(flux.api, 1);
    await assert.rejects(flux.api.accept('nobody'), { reason: 'unknown_proposal' });
  });
});
