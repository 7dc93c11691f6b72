import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { SessionSnapshot } from '../../../src/contracts/session';
import { answersByPurpose } from '../../model/scriptedModel';
import { disk, fixPlan, planText, put, root, setFlux, statuses, until } from '../flux';
import { useFlux } from '../useFlux';

const command = (id: string, line: string, more: object = {}) => ({
  id,
  title: `Run ${id}`,
  tool: 'run_command',
  input: { command: line },
  ...more,
});

describe('approval', () => {
  const flux = useFlux({ settings: { 'flux.tests.baselineSeconds': 0 } });
  afterEach(() =>
    setFlux({
      'approval.mode': undefined,
      'approval.allowedCommands': undefined,
      'approval.deniedCommands': undefined,
      'approval.allowedTools': undefined,
    }),
  );

  const start = async (plan: string, approve: 'ask' | 'now' = 'now') => {
    flux.model.script(answersByPurpose({ plan, bind: '{"command":"echo bound > bound.txt"}' }));
    return flux.api.start({ goal: 'do what the plan says', approve });
  };
  const gateOf = async (session: SessionSnapshot) => {
    await until('a gate', async () => (await flux.api.session(session.id)).gates.some(({ kind }) => kind !== 'plan'));
    return (await flux.api.session(session.id)).gates.find(({ kind }) => kind !== 'plan')!;
  };

  it('runs a command that the approved plan named, and asks for one that was only worked out later', async () => {
    const session = await start(
      planText([
        command('known', 'echo known > known.txt'),
        {
          id: 'late',
          title: 'Run what is needed',
          tool: 'run_command',
          instruction: 'write bound.txt',
          dependsOn: ['known'],
        },
      ]),
    );
    const gate = await gateOf(session);
    assert.equal(gate.kind, 'delta');
    assert.match(gate.text, /echo bound > bound\.txt/);
    assert.ok(existsSync(join(root(), 'known.txt')));
    assert.ok(!existsSync(join(root(), 'bound.txt')));
    await flux.api.answer(session.id, gate.id, 'Allow');
    const done = await flux.api.whenSettled(session.id);
    assert.deepEqual(statuses(done), ['known done', 'late done']);
    assert.equal(disk('bound.txt'), 'bound\n');
    assert.deepEqual(done.changedFiles, ['bound.txt', 'known.txt']);
  });

  it('refuses a denied command whatever was approved, part by part', async () => {
    await setFlux({ 'approval.deniedCommands': ['touch'] });
    const done = await flux.api.whenSettled((await start(planText([command('a', 'echo ok && touch denied.txt')]))).id);
    assert.deepEqual(statuses(done), ['a denied']);
    assert.ok(!existsSync(join(root(), 'denied.txt')));
  });

  it('asks for a destructive command in every mode, although the plan was approved', async () => {
    put('victim.txt', 'mine\n');
    for (const mode of ['plan', 'auto']) {
      await setFlux({ 'approval.mode': mode, 'approval.allowedCommands': ['git'] });
      const session = await start(planText([command('clean', 'git clean -fd')]));
      const gate = await gateOf(session);
      assert.equal(gate.kind, 'step');
      assert.ok(!gate.choices?.some(({ label }) => /always|run/i.test(label)), 'it is not offered for good');
      await flux.api.answer(session.id, gate.id, 'Skip this step');
      assert.deepEqual(statuses(await flux.api.whenSettled(session.id)), ['clean denied']);
      assert.ok(existsSync(join(root(), 'victim.txt')));
    }
  });

  it('in auto asks only for what is not allowed, remembers “for this run” and “always”', async () => {
    await setFlux({ 'approval.mode': 'auto', 'approval.allowedCommands': ['echo'] });
    const session = await start(
      planText([
        command('free', 'echo one'),
        command('first', 'node --version', { dependsOn: ['free'] }),
        command('second', 'node --version', { dependsOn: ['first'] }),
      ]),
      'ask',
    );
    const gate = await gateOf(session);
    assert.equal(gate.step, 'first');
    await flux.api.answer(session.id, gate.id, 'Allow for this run');
    const done = await flux.api.whenSettled(session.id);
    assert.deepEqual(statuses(done), ['free done', 'first done', 'second done'], 'the second was not asked about');

    const other = await start(planText([command('tool', 'npm ls --depth=0 || true')]), 'ask');
    const asked = await gateOf(other);
    const always = asked.choices?.find(({ id }) => id === 'allow-always');
    await flux.api.answer(other.id, asked.id, always?.label ?? 'Skip this step');
    await flux.api.whenSettled(other.id);
    if (always)
      assert.ok(
        vscode.workspace.getConfiguration('flux').get<string[]>('approval.allowedCommands')!.length > 1,
        'it stands in the settings',
      );
  });

  it('in step mode opens the diff without taking the focus, and closes it when it is answered', async () => {
    await setFlux({ 'approval.mode': 'step' });
    put('own.txt', 'mine\n');
    const editor = await vscode.window.showTextDocument(
      await vscode.workspace.openTextDocument(join(root(), 'own.txt')),
      { preview: false },
    );
    const session = await start(fixPlan);
    const gate = await gateOf(session);
    assert.equal(gate.kind, 'step');
    const diffs = () =>
      vscode.window.tabGroups.all
        .flatMap(({ tabs }) => tabs)
        .filter(({ input }) => input instanceof vscode.TabInputTextDiff);
    await until('the diff is open', () => diffs().length === 1);
    assert.doesNotMatch(disk('src/login/validate.js'), /valid e-mail/);
    assert.equal(vscode.window.activeTextEditor?.document, editor.document, 'the focus stays where it was');
    await flux.api.answer(session.id, gate.id, 'Allow for this run');
    await until('the diff is closed', () => diffs().length === 0);
    const tests = await gateOf(session);
    assert.equal(tests.step, 'tests', 'another tool asks for itself');
    await flux.api.answer(session.id, tests.id, 'Allow');
    assert.equal((await flux.api.whenSettled(session.id)).state, 'complete');
  });

  it('takes “always allow” of a tool into the settings', async () => {
    await setFlux({ 'approval.mode': 'step' });
    const session = await start(fixPlan);
    const gate = await gateOf(session);
    await flux.api.answer(session.id, gate.id, gate.choices!.find(({ label }) => label.startsWith('Always'))!.id);
    await until('the setting', () =>
      vscode.workspace.getConfiguration('flux').get<string[]>('approval.allowedTools')!.includes('edit_file'),
    );
    await flux.api.stop(session.id);
  });
});
